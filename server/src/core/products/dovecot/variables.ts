// `$name` in values: the value of another setting at that point of the file, or of the environment. `%{…}` is not for the configuration.

import { atLeast, type DovecotVersion } from "./version.js";

/** The value of a setting where the line stands; undefined where there is no such setting. */
export type Lookup = (
  name: string,
) => { readonly shown: string; readonly value: string; readonly unknown: boolean } | undefined;

/** `shown`: doveconf puts in only the old value of the setting itself. */
export type Expanded =
  { readonly shown: string; readonly value: string; readonly unknown: boolean } | { readonly problem: string };

/** 2.4 asks for `$SET:name`; before, words that begin with `$` are names (config_write_keyvariable in src/config/config-parser.c). */
export function expandVariables(name: string, text: string, lookup: Lookup, version: DovecotVersion): Expanded {
  const prefix = atLeast(version, "2.4") ? "$SET:" : "$";
  let [shown, value, unknown] = ["", "", false];
  // Words part at one blank; several blanks in a row come out as one.
  const words = text.split(/ [ \t]*/);
  for (const [index, word] of words.entries()) {
    if (index > 0) {
      shown += " ";
      value += " ";
    }
    if (!word.startsWith("$") || (prefix !== "$" && !word.startsWith(prefix) && !word.startsWith("$ENV:"))) {
      shown += word;
      value += word;
    } else if (word.startsWith("$ENV:")) {
      shown += word;
      unknown = true;
    } else {
      const wanted = word.slice(prefix.length);
      const found = lookup(wanted);
      if (found === undefined) {
        // Without being asked to, doveconf does not look either; the server does.
        return { problem: `Unknown variable: $${wanted}` };
      }
      shown += wanted === name ? found.shown : word;
      value += found.value;
      unknown ||= found.unknown;
    }
  }
  return { shown, value, unknown };
}
