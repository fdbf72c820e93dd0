// Makes core/products/postfix/parameters.generated.ts from scripts/data/postfix-parameters.json. The data names its sources.
import data from "../data/postfix-parameters.json" with { type: "json" };
import { generatedHeader, type GeneratedFile } from "../lib/generated.js";

interface Row {
  name: string;
  type: string;
  daemons: string[];
  defaults: [string, string][];
  since?: string;
  backports?: string[];
  removed?: string;
  deprecated?: { since: string; replacement: string };
  raw?: boolean;
  computed?: boolean;
  readOnly?: boolean;
}

function literal(row: Row): string {
  const { name, type, daemons, defaults, ...rest } = row;
  const optional = Object.keys(rest).length > 0 ? `, ${JSON.stringify(rest)}` : "";
  return `  [${JSON.stringify(name)}, ${JSON.stringify(type)}, ${JSON.stringify(daemons.join(" "))}, ${JSON.stringify(defaults)}${optional}],`;
}

export function generate(): GeneratedFile[] {
  const rows = (data.parameters as unknown as Row[]).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const content = [
    generatedHeader("scripts/generators/postfix-parameters.ts", data._meta.sources),
    'import type { ParameterRow, PerServiceRow } from "./parameter-rows.js";',
    "",
    "export const PARAMETER_ROWS: readonly ParameterRow[] = [",
    ...rows.map(literal),
    "];",
    "",
    "export const PER_SERVICE_ROWS: readonly PerServiceRow[] = [",
    ...data.perService.map((row) => `  ${JSON.stringify([row.suffix, row.default, row.since])},`),
    "];",
    "",
    "export const DEBIAN_DEFAULTS: Readonly<Record<string, string>> = {",
    ...Object.entries(data.debian).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`),
    "};",
    "",
  ].join("\n");
  return [{ path: "server/src/core/products/postfix/parameters.generated.ts", content }];
}
