// The line structure that all of Postfix's text files share (util/readlline.c), and the way from joined text back to the source.
// Not a dialect: no names, no values.

import type { Span } from "../text/span.js";

/** A run of text with its place. */
export interface Token {
  readonly text: string;
  readonly span: Span;
}

/** A comment line or a blank line, newline included; inside a logical line it does not end the line. */
export interface Trivia {
  readonly kind: "comment" | "blank";
  readonly span: Span;
}

/**
 * A value as the server sees it: physical lines joined without their newlines, blanks at both ends
 * removed. `segments` map it back: characters of `text` from `at` on stand in the source from `span.start` on.
 */
export interface Value {
  readonly text: string;
  /** From the first to the last character of the value in the source, comments in between included. */
  readonly span: Span;
  readonly segments: readonly { readonly at: number; readonly span: Span }[];
}

/** A run of joined text and its place: `segments` of a Value, or of a whole logical line. */
export type Segment = Value["segments"][number];

/** Physical lines that count as one. */
export interface LogicalLine {
  readonly kind: "line";
  /** The physical lines joined without their newlines, up to the first NUL byte. */
  readonly text: string;
  /** Not empty; they go on behind a NUL byte. */
  readonly segments: readonly Segment[];
  /** From the start of the first to the end of the last physical line, its newline included. Postfix names its first line. */
  readonly span: Span;
  /** Comments and blank lines between the physical lines. */
  readonly interior: readonly Trivia[];
  /** From the first NUL byte to the end of the last physical line, its newline apart: what Postfix ignores. */
  readonly ignored: Span | null;
  /** It starts with a blank, so that it continues nothing: Postfix warns and ignores it. Only the first one can. */
  readonly leadingBlank: boolean;
}

/** C's isspace() in the C locale, newline apart: Postfix asks for ASCII first, so that U+00A0 and the like are text. */
const BLANKS = " \t\r\v\f";

export function isBlank(text: string, at: number): boolean {
  return at < text.length && BLANKS.includes(text.charAt(at));
}

export function skipBlanks(text: string, start: number, end = text.length): number {
  let at = start;
  while (at < end && isBlank(text, at)) at++;
  return at;
}

/** The part `[start, end)` of a text without the blanks around it; empty at its end if it has nothing else. */
export function trimBlanks(text: string, start: number, end = text.length): Span {
  const from = skipBlanks(text, start, end);
  let to = end;
  while (to > from && isBlank(text, to - 1)) to--;
  return { start: from, end: to };
}

/**
 * The logical lines of a text and the comments and blank lines between them, without gap (Postfix 3.7
 * util/readlline.c):
 * - a line that starts with a blank continues the logical line before it; the newline alone is removed;
 * - lines that are blank or whose first non-blank is `#` are skipped anywhere and end nothing;
 * - a logical line is cut at its first NUL byte.
 */
export function* readLogicalLines(text: string): Generator<LogicalLine | Trivia> {
  let lines: Span[] = [];
  let interior: Trivia[] = [];
  let trivia: Trivia[] = [];
  let lineEnd = 0;
  for (let start = 0, end: number; start < text.length; start = end) {
    const newline = text.indexOf("\n", start);
    const textEnd = newline === -1 ? text.length : newline;
    end = newline === -1 ? text.length : newline + 1;
    const first = skipBlanks(text, start, textEnd);
    if (first === textEnd || text[first] === "#") {
      trivia.push({ kind: first === textEnd ? "blank" : "comment", span: { start, end } });
      continue;
    }
    if (first === start || lines.length === 0) {
      if (lines.length > 0) yield join(text, lines, interior, lineEnd);
      yield* trivia;
      lines = [];
      interior = [];
    } else for (const line of trivia) interior.push(line);
    trivia = [];
    lines.push({ start, end: textEnd });
    lineEnd = end;
  }
  if (lines.length > 0) yield join(text, lines, interior, lineEnd);
  yield* trivia;
}

function join(text: string, lines: readonly Span[], interior: readonly Trivia[], end: number): LogicalLine {
  const segments: Segment[] = [];
  let length = 0;
  for (const span of lines) {
    segments.push({ at: length, span });
    length += span.end - span.start;
  }
  const joined = lines.map((line) => text.slice(line.start, line.end)).join("");
  const nul = joined.indexOf("\0");
  return {
    kind: "line",
    text: nul === -1 ? joined : joined.slice(0, nul),
    segments,
    span: { start: sourceOffset(segments, 0), end },
    interior,
    ignored: nul === -1 ? null : { start: sourceOffset(segments, nul), end: sourceOffset(segments, length) },
    leadingBlank: isBlank(joined, 0),
  };
}

/** The value `[start, end)` of a logical line; where it has no characters, its place is `emptyAt` in the source. */
export function valueOf(line: Pick<LogicalLine, "text" | "segments">, { start, end }: Span, emptyAt: number): Value {
  const segments = clipSegments(line.segments, start, end);
  const first = segments[0];
  const last = segments.at(-1);
  if (first === undefined || last === undefined) return { text: "", span: { start: emptyAt, end: emptyAt }, segments };
  return { text: line.text.slice(start, end), span: { start: first.span.start, end: last.span.end }, segments };
}

/** Longest piece of the user's text that a message repeats. */
const QUOTED_LENGTH = 60;

/** The user's text within a message. */
export function quote(text: string): string {
  return text.length > QUOTED_LENGTH ? `\`${text.slice(0, QUOTED_LENGTH)}…\`` : `\`${text}\``;
}

/** A piece of a value that stands on one physical line. */
export interface PhysicalSegment {
  readonly text: string;
  /** Offset in the value's text. */
  readonly at: number;
  readonly span: Span;
}

/**
 * The place in the source of the characters `[start, end)` of a value's text, from the first to the last of them,
 * line ends and comments in between included. Offsets are clamped into the text; an empty range gives an empty span.
 */
export function sourceSpan(value: Value, start: number, end: number): Span {
  const from = Math.min(Math.max(start, 0), value.text.length);
  const to = Math.min(Math.max(end, from), value.text.length);
  if (value.segments.length === 0) return value.span;
  const first = sourceOffset(value.segments, from);
  return { start: first, end: to > from ? sourceOffset(value.segments, to - 1) + 1 : first };
}

/** The pieces of `[start, end)` of a value, one per physical line; none for an empty range. */
export function* physicalSegments(value: Value, start = 0, end = value.text.length): Generator<PhysicalSegment> {
  for (const { at, span } of clipSegments(value.segments, start, end)) {
    const from = start + at;
    yield { text: value.text.slice(from, from + span.end - span.start), at: from, span };
  }
}

/** The source offset of `offset`; the end of the last segment for anything beyond it. `segments` is not empty. */
export function sourceOffset(segments: readonly Segment[], offset: number): number {
  const segment = segments[segmentIndex(segments, offset)];
  return segment === undefined ? 0 : Math.min(segment.span.start + offset - segment.at, segment.span.end);
}

/** The part `[start, end)` of `segments`, its offsets counted from `start`. */
function clipSegments(segments: readonly Segment[], start: number, end: number): Segment[] {
  const clipped: Segment[] = [];
  for (let index = segmentIndex(segments, start); index < segments.length; index++) {
    const segment = segments[index];
    if (segment === undefined || segment.at >= end) break;
    const { at, span } = segment;
    const from = Math.max(at, start);
    const to = Math.min(at + span.end - span.start, end);
    if (from < to)
      clipped.push({ at: from - start, span: { start: span.start + from - at, end: span.start + to - at } });
  }
  return clipped;
}

/** Index of the segment that holds `offset`: the last one that starts at or before it. */
function segmentIndex(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The logical lines among the nodes of a tree. */
export function logicalLines(tree: {
  readonly nodes: readonly { readonly kind: string; readonly span: Span }[];
}): Span[] {
  return tree.nodes.filter(({ kind }) => kind !== "comment" && kind !== "blank").map(({ span }) => span);
}
