// Makes parameters.generated.ts and descriptions.generated.ts of core/products/postfix from scripts/data. The data names its sources.
import descriptions from "../data/postfix-descriptions.json" with { type: "json" };
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
  raw?: boolean;
  computed?: boolean;
  readOnly?: boolean;
  min?: number;
  max?: number;
}

function literal(row: Row): string {
  const { name, type, daemons, defaults, ...rest } = row;
  const optional = Object.keys(rest).length > 0 ? `, ${JSON.stringify(rest)}` : "";
  return `  [${JSON.stringify(name)}, ${JSON.stringify(type)}, ${JSON.stringify(daemons.join(" "))}, ${JSON.stringify(defaults)}${optional}],`;
}

/** One sentence each, in our own words. A name that is no parameter is a mistake in the data. */
function descriptionTable(): string {
  const known = new Set(data.parameters.map(({ name }) => name));
  const rows = Object.entries(descriptions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [name] of rows) if (!known.has(name)) throw new Error(`postfix-descriptions.json: no parameter ${name}`);
  return [
    generatedHeader("scripts/generators/postfix-parameters.ts", ["scripts/data/postfix-descriptions.json"]),
    "export const DESCRIPTIONS: Readonly<Record<string, string>> = {",
    ...rows.map(([name, sentence]) => `  ${name}: ${JSON.stringify(sentence)},`),
    "};",
    "",
  ].join("\n");
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
    // The longest suffix first: x_extra_recipient_limit is not the _recipient_limit of a service "x_extra".
    ...data.perService
      .toSorted((a, b) => b.suffix.length - a.suffix.length)
      .map((row) => `  ${JSON.stringify([row.suffix, row.default, row.since])},`),
    "];",
    "",
    "export const DEBIAN_DEFAULTS: Readonly<Record<string, string>> = {",
    ...Object.entries(data.debian).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`),
    "};",
    "",
  ].join("\n");
  return [
    { path: "server/src/core/products/postfix/parameters.generated.ts", content },
    { path: "server/src/core/products/postfix/descriptions.generated.ts", content: descriptionTable() },
  ];
}
