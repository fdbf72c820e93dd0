// Exim's macros: plain text that is replaced anywhere in a physical line, without regard to words. No meaning of what comes of it.
// Source: macro_read_assignment and macros_expand in src/readconf.c (4.96).

import { skipBlanks } from "./lines.js";
import { type MappedText, replace } from "./mapped-text.js";

export interface Macro {
  readonly name: string;
  value: string;
  /** How often something came of it. */
  uses: number;
}

/** EXIM_DRIVERNAME_MAX: longer names are refused. */
export const MAX_NAME = 64;

/**
 * A line may not grow beyond this by replacement (Exim has no limit): macros that each double another one would fill the memory.
 */
const MAX_LINE = 1024 * 1024;

const isUpper = (text: string, at: number): boolean => /^[A-Z]$/.test(text.charAt(at));
const isNameCharacter = (text: string, at: number): boolean => /^\w$/.test(text.charAt(at));

/** The end of the name that begins at `start`. */
export function nameEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isNameCharacter(text, at)) at += 1;
  return at;
}

/** The next place at which the name of a macro can begin. */
function candidate(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isUpper(text, at) && !(text[at] === "_" && isUpper(text, at + 1))) at += 1;
  return at;
}

export type Definition =
  | { readonly kind: "defined"; readonly name: string; readonly redefines: boolean }
  | { readonly kind: "refused"; readonly problem: string; readonly message: string; readonly earlier?: string };

/** The macros known so far, in the order of their definition. */
export class Macros {
  readonly #builtins: readonly Macro[];
  readonly #own: Macro[] = [];
  /** A line grew too long, and is not replaced any further. */
  overflow = false;

  constructor(builtins: readonly (readonly [name: string, value: string])[]) {
    this.#builtins = builtins.map(([name, value]) => ({ name, value, uses: 0 }));
  }

  get own(): readonly Macro[] {
    return this.#own;
  }

  /** Replaces macros in one physical line; `first`: no earlier one is continued by it, so that it may be a definition. */
  expand(physical: MappedText, first: boolean): { readonly line: MappedText; readonly found: boolean } {
    let line = physical;
    let found = false;
    const start = skipBlanks(line.text, 0);
    let from = start;
    if (first && isUpper(line.text, start)) {
      const equals = skipBlanks(line.text, nameEnd(line.text, start));
      if (line.text[equals] === "=") from = equals;
    }
    from = candidate(line.text, from);
    const macros = line.text[from] === "_" ? [...this.#builtins, ...this.#own] : this.#own;
    for (const macro of macros) {
      from = candidate(line.text, from);
      if (from >= line.text.length) break;
      for (let at = line.text.indexOf(macro.name, from); at !== -1;) {
        if (line.text.length + macro.value.length > MAX_LINE) {
          this.overflow = true;
          return { line, found };
        }
        line = replace(line, at, at + macro.name.length, macro.value);
        macro.uses += 1;
        found = true;
        at = line.text.indexOf(macro.name, candidate(line.text, at + macro.value.length));
      }
    }
    return { line, found };
  }

  /** Reads a definition from a logical line that begins with a capital. */
  define(line: string): Definition {
    const end = nameEnd(line, 0);
    const name = line.slice(0, end);
    if (end >= MAX_NAME) {
      const message = `The name of this macro has more than ${MAX_NAME - 1} characters: Exim does not start. Choose a shorter one.`;
      return { kind: "refused", problem: "macro-name-too-long", message };
    }
    const equals = skipBlanks(line, end);
    if (line[equals] !== "=") {
      const message =
        "This line begins with a capital letter, so that Exim takes it for a macro, and it has no `=`: Exim does not start. " +
        "Write `NAME = text`; names of options begin with a small letter.";
      return { kind: "refused", problem: "malformed-macro", message };
    }
    const redefines = line[equals + 1] === "=";
    const value = line.slice(skipBlanks(line, equals + (redefines ? 2 : 1)));
    return this.#store(name, value, redefines);
  }

  #store(name: string, value: string, redefines: boolean): Definition {
    let known: Macro | undefined;
    for (const macro of [...this.#builtins, ...this.#own]) {
      if (macro.name === name) {
        known = macro;
        break;
      }
      if (macro.name.length < name.length && name.includes(macro.name)) {
        const message =
          `The name of the macro \`${name}\` contains that of the earlier \`${macro.name}\`, which would be replaced in it: ` +
          "Exim does not start. Rename one of them, or define the longer one first.";
        return { kind: "refused", problem: "macro-name-contains-another", message, earlier: macro.name };
      }
    }
    if (known !== undefined && !redefines) {
      const message = `The macro \`${name}\` is defined already: Exim does not start. Write \`==\` to define it anew, or remove one of the two.`;
      return { kind: "refused", problem: "macro-defined-twice", message };
    }
    if (known === undefined && redefines) {
      const message = `\`==\` defines a macro anew, but there is no \`${name}\` yet: Exim does not start. Write \`=\`.`;
      return { kind: "refused", problem: "macro-not-defined", message };
    }
    if (known === undefined) this.#own.push({ name, value, uses: 0 });
    else known.value = value;
    return { kind: "defined", name, redefines };
  }
}
