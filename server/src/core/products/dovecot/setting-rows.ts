// The shape of the generated table of settings.

/** Type, default and, of an enum, its values. A default of null is worked out from the machine, or is none. */
export type BranchCell = readonly [type: string, fallback: string | null, values?: string] | null;

/** `scope`: the block that a setting belongs to (`service.inet_listener`), empty at the top level. */
export type SettingRow = readonly [
  scope: string,
  name: string,
  in22: BranchCell,
  in23: BranchCell,
  in24: BranchCell,
  extras?: SettingExtras,
];

export interface SettingExtras {
  /** First release, where it is not the first of a branch. */
  readonly since?: string;
  /** The authentication server reads it, which knows no `local`, `local_name` and `remote` blocks. */
  readonly auth?: true;
  /** First release with each default. */
  readonly history?: readonly (readonly [since: string, value: string])[];
}

/** A listener that a service has of its own. */
export type ListenerRow = readonly [service: string, protocol: string, name: string, port: number, ssl: boolean];
