// Physical lines of an Exim file, and which of them belong together. Nothing of macros and conditions.

import type { Span } from "../../text/span.js";
import type { LineKind, PhysicalLine } from "./tree.js";

/** C's isspace() in the C locale. */
const BLANKS = " \t\n\v\f\r";

function isBlank(text: string, at: number): boolean {
  return at < text.length && BLANKS.includes(text.charAt(at));
}

export function skipBlanks(text: string, start: number, end = text.length): number {
  let at = start;
  while (at < end && isBlank(text, at)) at += 1;
  return at;
}

/** `span` without the blanks at either end. */
export function trimmed(text: string, { start, end }: Span): Span {
  const from = skipBlanks(text, start, end);
  let to = end;
  while (to > from && isBlank(text, to - 1)) to -= 1;
  return { start: from, end: to };
}

/** The words after the dot, in the order in which Exim looks for them; a longer word that begins with one is taken for it. */
export const CONDITIONS = ["ifdef", "ifndef", "elifdef", "elifndef", "else", "endif"] as const;

const DIRECTIVE = new RegExp(`^\\.(?:${CONDITIONS.join("|")}|include(?:_if_exists)?[ \\t\\n\\v\\f\\r])`);

function kindOf(content: string): LineKind {
  if (content === "") return "blank";
  if (content.startsWith("#")) return "comment";
  return DIRECTIVE.test(content) ? "directive" : "text";
}

/** All physical lines. */
export function readLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  let continued = false;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const span = { start, end: newline === -1 ? text.length : newline + 1 };
    const content = trimmed(text, span);
    const kind = kindOf(text.slice(content.start, content.end));
    lines.push({ kind, span, content, continuation: continued && kind === "text" });
    if (kind === "text") continued = text[content.end - 1] === "\\";
    else if (kind === "blank") continued = false;
    start = span.end;
  }
  return lines;
}

/** The logical lines: what a comment before them, or inside them, speaks of. */
export function logicalSpans(lines: readonly PhysicalLine[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { kind, span, continuation } of lines) {
    const last = spans.at(-1);
    if (continuation && last !== undefined) spans[spans.length - 1] = { start: last.start, end: span.end };
    else if (kind === "text" || kind === "directive") spans.push(span);
  }
  return spans;
}
