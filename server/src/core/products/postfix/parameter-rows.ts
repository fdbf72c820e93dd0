// The shape of the generated tables; parameters.ts makes sense of them.

/** What most parameters do not need. */
export interface ParameterExtras {
  readonly since?: string;
  readonly backports?: readonly string[];
  readonly removed?: string;
  readonly raw?: boolean;
  readonly computed?: boolean;
  readonly readOnly?: boolean;
  /** Least and greatest number, or seconds of a time: outside of them the programs that read it stop. */
  readonly min?: number;
  readonly max?: number;
}

/** A row of the generated table: name, type, daemons, defaults as [first release, value], the rest. */
export type ParameterRow = readonly [
  name: string,
  type: string,
  daemons: string,
  defaults: readonly (readonly [since: string, value: string])[],
  extras?: ParameterExtras,
];

/** A pattern `<service><suffix>`: suffix, default, first release. */
export type PerServiceRow = readonly [suffix: string, fallback: string, since: string];
