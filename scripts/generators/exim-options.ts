// Makes options.generated.ts of core/products/exim from scripts/data/exim-options.json. The data names its sources.
import data from "../data/exim-options.json" with { type: "json" };
import { generatedHeader, type GeneratedFile } from "../lib/generated.js";

interface Row {
  scope: string;
  name: string;
  type: string;
  since?: string;
  removed?: string;
  repeats?: boolean;
  feature?: boolean;
  defaults?: [string, string][];
}

function literal({ scope, name, type, defaults = [], ...rest }: Row): string {
  const cells: unknown[] = [scope, name, type];
  if (defaults.length > 0 || Object.keys(rest).length > 0) cells.push(defaults);
  if (Object.keys(rest).length > 0) cells.push(rest);
  return `  ${JSON.stringify(cells)},`;
}

/** One sentence each, in our own words. A name that is no option is a mistake in the data. */
function descriptions(rows: readonly Row[]): string[] {
  const known = new Set(rows.map(({ scope, name }) => `${scope} ${name}`));
  return Object.entries(data.descriptions as Record<string, string>)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, sentence]) => {
      if (!known.has(key)) throw new Error(`exim-options.json: no option ${key}`);
      return `  ${JSON.stringify(key)}: ${JSON.stringify(sentence)},`;
    });
}

export function generate(): GeneratedFile[] {
  const rows = data.options as unknown as Row[];
  const content = [
    generatedHeader("scripts/generators/exim-options.ts", data._meta.sources),
    'import type { OptionRow } from "./option-rows.js";',
    "",
    "export const OPTION_ROWS: readonly OptionRow[] = [",
    ...rows.map(literal),
    "];",
    "",
    "/** Name and, where it is not `y`, value; in Exim's order. */",
    "export const BUILTIN_MACROS: readonly (readonly [name: string, value?: string])[] = [",
    ...data.macros.map((macro) => `  ${JSON.stringify(macro)},`),
    "];",
    "",
    "/** By `scope name`. */",
    "export const DESCRIPTIONS: Readonly<Record<string, string>> = {",
    ...descriptions(rows),
    "};",
    "",
  ].join("\n");
  return [{ path: "server/src/core/products/exim/options.generated.ts", content }];
}
