// Makes settings.generated.ts of core/products/dovecot from scripts/data/dovecot-settings.json, which names its sources.
import descriptions from "../data/dovecot-descriptions.json" with { type: "json" };
import data from "../data/dovecot-settings.json" with { type: "json" };
import { generatedHeader, type GeneratedFile } from "../lib/generated.js";

interface InBranch {
  type: string;
  default?: string;
  values?: string[];
}

interface Row {
  name: string;
  scope?: string;
  since?: string;
  auth?: boolean;
  history?: [string, string][];
  "2.2"?: InBranch;
  "2.3"?: InBranch;
  "2.4"?: InBranch;
}

const BRANCHES = ["2.2", "2.3", "2.4"] as const;

function literal(row: Row): string {
  const branches = BRANCHES.map((branch) => {
    const found = row[branch];
    if (found === undefined) return null;
    const { type, values } = found;
    return values === undefined ? [type, found.default ?? null] : [type, found.default ?? null, values.join(" ")];
  });
  const extras = {
    ...(row.since !== undefined && { since: row.since }),
    ...(row.auth === true && { auth: true }),
    ...(row.history !== undefined && { history: row.history }),
  };
  const cells = [row.scope ?? "", row.name, ...branches, ...(Object.keys(extras).length > 0 ? [extras] : [])];
  return `  ${JSON.stringify(cells)},`;
}

export function generate(): GeneratedFile[] {
  const rows = data.settings as unknown as Row[];
  const known = new Set(rows.map(({ name }) => name));
  for (const name of Object.keys(descriptions))
    if (!known.has(name)) throw new Error(`dovecot-descriptions.json: no setting ${name}`);
  const content = [
    generatedHeader("scripts/generators/dovecot-settings.ts", data._meta.sources),
    'import type { ListenerRow, SettingRow } from "./setting-rows.js";',
    "",
    "export const SETTING_ROWS: readonly SettingRow[] = [",
    ...rows.map(literal),
    "];",
    "",
    'export const LISTENER_ROWS: Readonly<Record<"2.2" | "2.3" | "2.4", readonly ListenerRow[]>> = {',
    ...BRANCHES.map((branch) => `  ${JSON.stringify(branch)}: ${JSON.stringify(data.listeners[branch])},`),
    "};",
    "",
    "export const DESCRIPTIONS: Readonly<Record<string, string>> = {",
    ...Object.entries(descriptions)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, sentence]) => `  ${name}: ${JSON.stringify(sentence)},`),
    "};",
    "",
  ].join("\n");
  return [{ path: "server/src/core/products/dovecot/settings.generated.ts", content }];
}
