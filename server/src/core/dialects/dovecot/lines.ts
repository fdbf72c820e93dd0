// Physical lines → logical lines, as Dovecot joins them: comments cut off, a backslash at the end continues. No syntax of settings.

import type { Span } from "../../text/span.js";

/** A run of characters of a logical line, and where it stands in the source. */
interface Segment {
  readonly at: number;
  readonly start: number;
  readonly length: number;
}

/** Physical lines that count as one, without comments and blanks around. */
export interface LogicalLine {
  readonly kind: "line";
  readonly text: string;
  readonly segments: readonly Segment[];
  /** From the start of the first to the end of the last physical line, its newline included. */
  readonly span: Span;
  /** Where the last physical line starts: Dovecot names that one. */
  readonly lastLine: number;
  /** `#` without a blank before it, which Dovecot warns about. */
  readonly ambiguous: readonly Span[];
  /** Nothing comes of it: a comment or blank line, or the end of the file, stands where a line should go on. */
  readonly dropped: boolean;
}

export interface OtherLine {
  readonly kind: "comment" | "blank";
  readonly span: Span;
}

const isBlank = (character: string | undefined): boolean => character === " " || character === "\t";

/** Where the text of a line ends: before its comment, if it has one. A `#` within quotes is none. */
function commentStart(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "#") return at;
    if (character !== '"' && character !== "'") continue;
    let end = at + 1;
    while (end < text.length && text[end] !== character) end += text[end] === "\\" && end + 1 < text.length ? 2 : 1;
    if (end >= text.length) return text.length;
    at = end;
  }
  return text.length;
}

function trimEnd(text: string, from: number): number {
  let end = from;
  while (end > 0 && isBlank(text[end - 1])) end--;
  return end;
}

/** Physical lines with what belongs to them so far. */
class Joining {
  text = "";
  readonly segments: Segment[] = [];
  readonly ambiguous: Span[] = [];
  readonly start: number;
  lastLine: number;

  constructor(start: number) {
    this.start = start;
    this.lastLine = start;
  }

  append(text: string, start: number): void {
    this.segments.push({ at: this.text.length, start, length: text.length });
    this.text += text;
  }

  finish(end: number, dropped: boolean): LogicalLine {
    const { text, segments, ambiguous, lastLine } = this;
    return { kind: "line", text, segments, span: { start: this.start, end }, lastLine, ambiguous, dropped };
  }
}

/**
 * The lines of a text without gap (src/config/config-parser.c, config_parse_line, of 2.2 to 2.4): blanks around are nothing; from `#` on a
 * line is a comment; a backslash before that joins the next line with one blank. What is joined is forgotten at a comment or blank line.
 */
export function* readLines(text: string): Generator<LogicalLine | OtherLine> {
  let joining: Joining | null = null;
  for (let start = 0, end: number; start < text.length; start = end) {
    const newline = text.indexOf("\n", start);
    end = newline === -1 ? text.length : newline + 1;
    const textEnd =
      newline === -1 ? text.length : text[newline - 1] === "\r" && newline > start ? newline - 1 : newline;
    let first = start;
    while (first < textEnd && isBlank(text[first])) first++;
    const line = text.slice(first, textEnd);
    if (line === "" || line.startsWith("#")) {
      if (joining !== null) {
        yield joining.finish(start, true);
        joining = null;
      }
      yield { kind: line === "" ? "blank" : "comment", span: { start, end } };
      continue;
    }
    joining ??= new Joining(start);
    joining.lastLine = first;
    const comment = commentStart(line);
    if (comment < line.length && !isBlank(line[comment - 1]))
      joining.ambiguous.push({ start: first + comment, end: first + comment + 1 });
    const length = trimEnd(line, comment);
    if (line[length - 1] === "\\") {
      const kept = trimEnd(line, length - 1);
      if (kept > 0) {
        joining.append(line.slice(0, kept), first);
        joining.append(" ", first + kept);
      }
      continue;
    }
    joining.append(line.slice(0, length), first);
    yield joining.finish(end, false);
    joining = null;
  }
  if (joining !== null) yield joining.finish(text.length, true);
}

/** The place in the source of `[start, end)` of a logical line's text. */
export function sourceSpan({ segments, span }: LogicalLine, start: number, end: number): Span {
  const place = (offset: number): number => {
    let found = span.start;
    for (const { at, start: from, length } of segments) {
      if (at > offset) break;
      found = from + Math.min(offset - at, length);
    }
    return found;
  };
  const from = place(start);
  return { start: from, end: end > start ? place(end - 1) + 1 : from };
}
