// From files to logical lines, as Exim reads them: includes, conditions, macros, continuation. No meaning of any line.
// Source: get_config_line in src/readconf.c (4.96).

import type { SourceText } from "../../text/source-text.js";
import type { Span } from "../../text/span.js";
import { ConditionStack } from "./conditions.js";
import { readLines, skipBlanks, trimmed } from "./lines.js";
import { Macros } from "./macros.js";
import { asForeign, join, mapped, type MappedText, NOTHING, slice } from "./mapped-text.js";
import type { PhysicalLine } from "./tree.js";

/** One logical line. `line` is what Exim sees, its macros replaced; offsets are those of `source`. */
export interface LogicalLine {
  readonly source: SourceText;
  readonly line: MappedText;
  /** From the start of its first to the end of its last physical line. Exim names the last one in messages. */
  readonly span: Span;
}

/** Something that is wrong with a physical line, and stops Exim. */
export interface LineProblem {
  readonly problem: string;
  readonly message: string;
  readonly source: SourceText;
  readonly span: Span;
}

/** What became of a file that is to be included: its text, that it is missing, or that nobody can tell. */
export type Included = SourceText | "missing" | "unknown";

export interface Surroundings {
  /** The macros that Exim defines itself, in its order. */
  readonly builtins: readonly (readonly [name: string, value: string])[];
  /** `path` as it is written, relative to the directory of the file at `from`. */
  include(path: string, from: SourceText): Included;
}

/** Files that include one another would never end; Exim has no limit but that of open files. */
const MAX_INCLUDE_DEPTH = 20;
/** Files of one configuration; a file that includes two that include two … would never end in practice. */
const MAX_FILES = 1000;

interface Frame {
  readonly source: SourceText;
  readonly lines: readonly PhysicalLine[];
  next: number;
}

/** Reads one configuration; `macros` is changed by whoever reads the lines. */
export class LineReader {
  readonly macros: Macros;
  readonly problems: LineProblem[] = [];
  /** Every file that was read, the first one first. */
  readonly files: SourceText[] = [];
  /** Files that nobody could read: what stands in them is not known. */
  readonly unknown: { readonly path: string; readonly source: SourceText; readonly span: Span }[] = [];
  readonly #around: Surroundings;
  readonly #conditions = new ConditionStack();
  readonly #stack: Frame[] = [];
  readonly #left: SourceText[];

  constructor(sources: readonly SourceText[], around: Surroundings) {
    this.#around = around;
    this.macros = new Macros(around.builtins);
    this.#left = [...sources];
  }

  #open(source: SourceText): void {
    if (!this.files.includes(source)) this.files.push(source);
    this.#stack.push({ source, lines: readLines(source.text), next: 0 });
  }

  /** The next logical line that is not empty; null at the end. */
  next(): LogicalLine | null {
    let text = NOTHING;
    let begun: { readonly source: SourceText; readonly start: number; end: number } | null = null;
    for (;;) {
      const frame = this.#stack.at(-1);
      const physical = frame?.lines[frame.next];
      if (frame === undefined || physical === undefined) {
        if (this.#stack.length > 1 || this.#left.length > 0) {
          this.#stack.pop();
          const following = this.#stack.length === 0 ? this.#left.shift() : undefined;
          if (following !== undefined) this.#open(following);
          continue;
        }
        if (frame !== undefined) this.#end(frame);
        return begun === null || text.text.trim() === "" ? null : this.#finish(text, begun);
      }
      frame.next += 1;
      const piece = this.#active(frame.source, physical, text.text === "");
      if (piece === null) continue;
      if (begun === null || text.text === "") {
        begun = { source: frame.source, ...physical.span };
        text = piece;
      } else {
        const own = frame.source === begun.source;
        if (own) begun.end = physical.span.end;
        text = join(text, own ? piece : asForeign(piece, begun.start));
      }
      const end = trimmed(text.text, { start: 0, end: text.text.length }).end;
      text = slice(text, 0, end);
      if (end === 0) continue;
      if (text.text[end - 1] !== "\\") return this.#finish(text, begun);
      text = slice(text, 0, end - 1);
    }
  }

  #finish(line: MappedText, { source, start, end }: { source: SourceText; start: number; end: number }): LogicalLine {
    return { source, line, span: { start, end } };
  }

  #end({ source }: Frame): void {
    if (!this.#conditions.open) return;
    const last = this.#stack.at(-1)?.lines.at(-1)?.content ?? { start: 0, end: 0 };
    this.#refuse(source, last, "condition-not-closed", NOT_CLOSED);
  }

  #refuse(source: SourceText, span: Span, problem: string, message: string): void {
    this.problems.push({ problem, message, source, span });
  }

  /** What a physical line adds to the logical one; null where it is a comment, a directive, or does not count. */
  #active(source: SourceText, { span, content }: PhysicalLine, first: boolean): MappedText | null {
    const before = this.macros.overflow;
    const { line, found } = this.macros.expand(mapped(source.text, span), first);
    if (this.macros.overflow && !before) this.#refuse(source, content, "line-too-long", TOO_LONG);
    const start = skipBlanks(line.text, 0);
    const begins = line.text.charAt(start);
    if (begins === "#") return null;
    if (begins === ".") {
      const outcome = this.#conditions.read(line.text.slice(start), found);
      if (outcome.kind === "refused") this.#refuse(source, content, outcome.problem, outcome.message);
      if (outcome.kind !== "none") return null;
    }
    if (!this.#conditions.active) return null;
    const include = /^\.include(_if_exists)?[ \t\n\v\f\r]/.exec(line.text.slice(start));
    if (include !== null) {
      this.#include(source, content, line.text.slice(start + include[0].length), include[1] !== undefined);
      return null;
    }
    return slice(line, start);
  }

  #include(source: SourceText, span: Span, rest: string, optional: boolean): void {
    const { start, end } = trimmed(rest, { start: 0, end: rest.length });
    const word = rest.slice(start, end);
    const path = word.length > 1 && word.startsWith('"') && word.endsWith('"') ? word.slice(1, -1) : word;
    if (optional && !path.startsWith("/")) {
      this.#refuse(source, span, "include-not-absolute", NOT_ABSOLUTE);
      return;
    }
    if (this.#stack.length >= MAX_INCLUDE_DEPTH || this.files.length >= MAX_FILES) {
      this.#refuse(source, span, "include-too-deep", TOO_DEEP);
      return;
    }
    const included = this.#around.include(path, source);
    if (included === "unknown") this.unknown.push({ path, source, span });
    else if (included !== "missing") this.#open(included);
    else if (!optional) {
      const message = `There is no file \`${path}\`: Exim does not start. Create it, or write \`.include_if_exists\`.`;
      this.#refuse(source, span, "include-missing", message);
    }
  }
}

const NOT_CLOSED =
  "A condition is still open at the end of the file: Exim does not start. Add the `.endif` that is missing.";
const NOT_ABSOLUTE =
  "`.include_if_exists` takes an absolute path only: Exim does not start. Begin the path with `/`, or write `.include`.";
const TOO_LONG = "Macros make this line longer than a million characters; what comes of it is not read.";
const TOO_DEEP = "Files include one another too deeply; what stands in this one is not read.";
