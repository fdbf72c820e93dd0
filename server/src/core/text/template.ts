// Masks the tags of a template, so that the rest of the file can be read by its own parser. Which languages there are is template-tags.ts.

import { SourceText } from "./source-text.js";
import type { Span } from "./span.js";
import { findTags, inComment, type Tag } from "./template-tags.js";

/** Stands for each character that only the template engine knows. To every parser it is an ordinary character of a word. */
export const UNKNOWN = "\uFFFC";

/** Lines that the template may leave out or repeat. */
export interface Arm {
  /** From the tag that begins the arm to the one that ends it. */
  readonly span: Span;
  /** The arm has alternatives: what stands in it excludes what stands in them. */
  readonly exclusive: boolean;
}

export interface Masked {
  /** As long as the original, with the same line ends. */
  readonly masked: SourceText;
  readonly tags: readonly Span[];
  readonly arms: readonly Arm[];
  /** A tag stands for whole lines: any setting may come from it. */
  readonly open: boolean;
}

/** Characters of a text that are replaced one by one. */
export class Canvas {
  readonly #characters: string[];

  constructor(text: string) {
    this.#characters = text.split("");
  }

  /** Makes `span` unknown; a line that begins within it goes on with the value that it stands in. */
  unknown({ start, end }: Span): void {
    for (let at = start; at < end; at++) {
      const begins = at > start && this.#characters[at - 1] === "\n";
      if (!this.isLineEnd(at)) this.#characters[at] = begins ? " " : UNKNOWN;
    }
  }

  /** Makes the physical lines that `span` touches comments. An empty line stays empty. */
  comment({ start, end }: Span): void {
    let from = start;
    while (from > 0 && this.#characters[from - 1] !== "\n") from--;
    for (let at = from, begins = true; at < this.#characters.length && (at < end || !begins); at++) {
      if (this.#characters[at] === "\n") begins = true;
      else if (begins && !this.isLineEnd(at)) {
        this.#characters[at] = "#";
        begins = false;
      } else begins = false;
    }
  }

  blank({ start, end }: Span): void {
    for (let at = start; at < end; at++) if (!this.isLineEnd(at)) this.#characters[at] = " ";
  }

  /** Replaces one character. */
  put(at: number, character: string): void {
    this.#characters[at] = character;
  }

  isLineEnd(at: number): boolean {
    return this.#characters[at] === "\n" || (this.#characters[at] === "\r" && this.#characters[at + 1] === "\n");
  }

  toString(): string {
    return this.#characters.join("");
  }
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline === -1 ? text.length : newline;
}

const isStatement = ({ kind }: Tag): boolean => kind !== "expression";

/** The arms of all blocks, inner ones too; a block that is not closed goes on to the end. */
function armsOf(tags: readonly Tag[], length: number): readonly Arm[] {
  const arms: Arm[] = [];
  const stack: number[][] = [];
  const close = (starts: readonly number[], end: number): void => {
    starts.forEach((start, index) => {
      arms.push({ span: { start, end: starts[index + 1] ?? end }, exclusive: starts.length > 1 });
    });
  };
  for (const { kind, span } of tags) {
    if (kind === "open") stack.push([span.start]);
    else if (kind === "middle") stack.at(-1)?.push(span.start);
    else if (kind === "close") close(stack.pop() ?? [], span.end);
  }
  for (const starts of stack) close(starts, length);
  return arms;
}

/** Tags whose lines touch one another: what they make of those lines is one thing. */
function* groups(text: string, tags: readonly Tag[]): Generator<readonly [Tag, ...Tag[]]> {
  let group: [Tag, ...Tag[]] | null = null;
  for (const tag of tags) {
    const last = group?.at(-1);
    if (group !== null && last !== undefined && lineEnd(text, last.span.end) >= tag.span.start) group.push(tag);
    else {
      if (group !== null) yield group;
      group = [tag];
    }
  }
  if (group !== null) yield group;
}

/** Masks the tags on the same lines; true when they stand for whole lines with settings of their own. */
function maskGroup(text: string, group: readonly [Tag, ...Tag[]], canvas: Canvas, named: boolean): boolean {
  const [first] = group;
  const last = group.at(-1) ?? first;
  const start = lineStart(text, first.span.start);
  const end = lineEnd(text, last.span.end);
  let rest = "";
  let at = start;
  for (const { span } of group) {
    rest += text.slice(at, span.start);
    at = span.end;
  }
  rest += text.slice(at, end);
  if (rest.trim() === "" && group.every(isStatement)) {
    canvas.comment({ start, end });
    return group.some(({ kind }) => kind === "include");
  }
  if (inComment(text, first.span.start)) {
    canvas.comment({ start, end });
    return false;
  }
  const continues = /^[ \t]/.test(text.slice(start, end));
  // Nothing but tags stands for lines, a tag before the `=` for a name that nobody knows; behind a blank both go on with the value above.
  if (!continues && (rest.trim() === "" || (named && !text.slice(start, first.span.start).includes("=")))) {
    canvas.comment({ start, end: endOfLogicalLine(text, end) });
    return true;
  }
  if (group.some(({ kind }) => kind === "open" || kind === "middle" || kind === "close")) {
    canvas.unknown({ start: first.span.start, end: last.span.end });
  } else for (const { span } of group) canvas.unknown(span);
  return false;
}

/** The end of the last line that continues the line which ends at `end`. */
function endOfLogicalLine(text: string, end: number): number {
  let last = end;
  for (let next = end + 1; next < text.length && /[ \t#\n]/.test(text.charAt(next)); next = lineEnd(text, next) + 1) {
    if (/[ \t]/.test(text.charAt(next))) last = lineEnd(text, next);
  }
  return last;
}

/**
 * Masks the tags of a template: an expression within a value becomes a run of UNKNOWN, a statement, a comment or an expression on a line of its
 * own becomes a comment line. Same length, same line ends, so that places found in the masked text hold in the original. Null when there are no
 * tags. `named`: lines are `name = value`, so that a tag before the `=` is part of a name.
 */
export function maskTemplate(source: SourceText, { named = true }: { readonly named?: boolean } = {}): Masked | null {
  const { path, text } = source;
  const tags = findTags(path, text);
  if (tags.length === 0) return null;
  const canvas = new Canvas(text);
  let open = false;
  for (const group of groups(text, tags)) open = maskGroup(text, group, canvas, named) || open;
  return {
    masked: new SourceText(path, canvas.toString()),
    tags: tags.map(({ span }) => span),
    arms: armsOf(tags, text.length),
    open,
  };
}
