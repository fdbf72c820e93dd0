// What Dovecot itself knows of its settings: names, types, defaults by release. Values set by anyone never live here.

import type { BranchCell, SettingExtras, SettingRow } from "./setting-rows.js";
import { DESCRIPTIONS, LISTENER_ROWS, SETTING_ROWS } from "./settings.generated.js";
import { atLeast, BRANCHES, type Branch, type DovecotVersion } from "./version.js";

/** A setting as a release knows it. */
export interface KnownSetting {
  readonly name: string;
  readonly scope: string;
  readonly type: string;
  /** Undefined where it is worked out from the machine. */
  readonly fallback: string | undefined;
  readonly values: readonly string[];
  /** The authentication server reads it, which knows no `local`, `local_name` and `remote` blocks. */
  readonly auth: boolean;
}

/** A listener that a service has of its own. */
export interface StockListener {
  readonly service: string;
  readonly protocol: string;
  readonly name: string;
  readonly port: number;
  readonly ssl: boolean;
}

const rows = new Map<string, SettingRow>(SETTING_ROWS.map((row) => [`${row[0]}/${row[1]}`, row]));

function cellOf(row: SettingRow, branch: Branch): BranchCell {
  return row[2 + BRANCHES.indexOf(branch)] as BranchCell;
}

function fallbackOf(cell: NonNullable<BranchCell>, extras: SettingExtras | undefined, version: DovecotVersion) {
  let fallback = cell[1] ?? undefined;
  for (const [since, value] of extras?.history ?? []) if (atLeast(version, since)) fallback = value;
  return fallback;
}

/** The setting of that name in a block, or at the top level; undefined where the release has none. */
export function settingIn(version: DovecotVersion, name: string, scope = ""): KnownSetting | undefined {
  const row = rows.get(`${scope}/${name}`);
  const cell = row && cellOf(row, version.branch);
  if (!row || !cell) return undefined;
  const extras = row[5];
  if (extras?.since !== undefined && !atLeast(version, extras.since)) return undefined;
  const values = cell[2] === undefined ? [] : cell[2].split(" ");
  const auth = extras?.auth === true;
  return { name, scope, type: cell[0], values, auth, fallback: fallbackOf(cell, extras, version) };
}

/** The branches that have a setting. */
export function branchesOf(name: string, scope = ""): readonly Branch[] {
  const row = rows.get(`${scope}/${name}`);
  return row ? BRANCHES.filter((branch) => cellOf(row, branch) !== null) : [];
}

/** The names of a block, or of the top level. */
export function settingNames(version: DovecotVersion, scope = ""): readonly string[] {
  return SETTING_ROWS.flatMap(([where, name]) =>
    where === scope && settingIn(version, name, scope) !== undefined ? [name] : [],
  );
}

/** One sentence on what the setting decides; undefined where there is none. */
export function descriptionOf(name: string): string | undefined {
  return DESCRIPTIONS[name];
}

export function stockListeners({ branch }: DovecotVersion): readonly StockListener[] {
  return LISTENER_ROWS[branch].map(([service, protocol, name, port, ssl]) => ({ service, protocol, name, port, ssl }));
}

/** Link to the setting in the manual of the release. */
export function manualUrl(name: string, { branch }: DovecotVersion): string {
  switch (branch) {
    case "2.2":
      return "https://doc.dovecot.org/2.2/";
    case "2.3":
      return `https://doc.dovecot.org/2.3/settings/core/#core_setting-${name}`;
    case "2.4":
      return `https://doc.dovecot.org/latest/core/summaries/settings.html#${name}`;
  }
}
