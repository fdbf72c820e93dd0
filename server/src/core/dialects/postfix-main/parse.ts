// Reads a main.cf as Postfix does: physical lines → logical lines → entries. The `$name` language of values is in expression.ts.

import type { Parsed, Problem } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import type { Span } from "../../text/span.js";
import type { Entry, MainCf, Node, Trivia, Value } from "./tree.js";
import { clipSegments, type Segment, sourceOffset } from "./value.js";

/** C's isspace() in the C locale, newline apart: Postfix asks for ASCII first, so that U+00A0 and the like are text. */
const BLANKS = " \t\r\v\f";

/** Longest piece of the user's text that a message repeats. */
const QUOTED_LENGTH = 60;

/** A logical line while it is being collected. */
interface LogicalLine {
  /** The physical lines without their newlines. */
  readonly lines: Span[];
  readonly interior: Trivia[];
  /** End of the last physical line, newline included. */
  end: number;
}

/**
 * Reads a main.cf (Postfix 3.7 util/readlline.c, util/split_nameval.c, util/dict.c dict_load_fp):
 * - a line that starts with a blank continues the logical line before it; the newline alone is removed;
 * - lines that are blank or whose first non-blank is `#` are skipped anywhere and end nothing;
 * - a logical line is cut at its first NUL byte; the first `=` after the name ends the name; the last entry wins.
 *
 * Problems: fatal `missing-equals` and `missing-name`, where Postfix stops; warnings `leading-whitespace`,
 * `overriding-earlier-entry`, and, about what Postfix 3.7 passes over in silence, `nul-byte` and `byte-order-mark`.
 * The line on which a problem's span starts is the one that Postfix names.
 */
export function parse(source: SourceText): Parsed<MainCf> {
  const { text } = source;
  const nodes: Node[] = [];
  const problems: Problem[] = [];
  const latest = new Map<string, Entry>();
  let open: LogicalLine | undefined;
  let trivia: Trivia[] = [];

  const close = (): void => {
    if (open !== undefined) nodes.push(readLogicalLine(source, open, latest, problems));
    for (const line of trivia) nodes.push(line);
    trivia = [];
  };

  if (text.startsWith("\uFEFF")) problems.push(byteOrderMark());
  for (let start = 0, end: number; start < text.length; start = end) {
    const newline = text.indexOf("\n", start);
    const textEnd = newline === -1 ? text.length : newline;
    end = newline === -1 ? text.length : newline + 1;
    const first = skipBlanks(text, start, textEnd);
    if (first === textEnd || text[first] === "#") {
      trivia.push({ kind: first === textEnd ? "blank" : "comment", span: { start, end } });
      continue;
    }
    if (first === start || open === undefined) {
      close();
      open = { lines: [], interior: [], end };
    }
    open.lines.push({ start, end: textEnd });
    for (const line of trivia) open.interior.push(line);
    open.end = end;
    trivia = [];
  }
  close();
  return { source, tree: { text, nodes }, problems };
}

/** Splits one logical line; adds what is wrong with it to `problems`, and a good entry to `latest`. */
function readLogicalLine(
  source: SourceText,
  { lines, interior, end }: LogicalLine,
  latest: Map<string, Entry>,
  problems: Problem[],
): Node {
  const segments: Segment[] = [];
  let length = 0;
  for (const span of lines) {
    segments.push({ at: length, span });
    length += span.end - span.start;
  }
  const joined = lines.map((line) => source.slice(line)).join("");
  const nul = joined.indexOf("\0");
  const line = nul === -1 ? joined : joined.slice(0, nul);
  const span = { start: sourceOffset(segments, 0), end };
  const malformed = (severity: Problem["severity"], kind: string, message: string): Node => {
    problems.push({ severity, kind, message, span });
    return { kind: "malformed", span, interior };
  };

  if (nul !== -1) problems.push(nulByte({ start: sourceOffset(segments, nul), end: sourceOffset(segments, length) }));
  if (skipBlanks(line, 0) > 0) {
    const message =
      "Postfix ignores this text: it starts with a blank and so continues the line before it, but there is none. " +
      "Remove the blanks at the start of the line.";
    return malformed("warning", "leading-whitespace", message);
  }
  const nameEnd = skipName(line);
  if (nameEnd === 0) {
    const message =
      "Missing parameter name: Postfix does not start with this line. Write `name = value`, or remove the line.";
    return malformed("fatal", "missing-name", message);
  }
  const equals = skipBlanks(line, nameEnd);
  if (line[equals] !== "=") {
    const message =
      `Missing \`=\` after the parameter name ${quote(line.slice(0, nameEnd))}: Postfix does not start with this line. ` +
      "Write `name = value`; start the line with a blank if it continues the line before it, or with `#` if it is a comment.";
    return malformed("fatal", "missing-equals", message);
  }

  const equalsAt = sourceOffset(segments, equals);
  const entry: Entry = {
    kind: "entry",
    span,
    name: { text: line.slice(0, nameEnd), span: { start: span.start, end: span.start + nameEnd } },
    equals: { start: equalsAt, end: equalsAt + 1 },
    value: readValue(source.text, line, segments, equals + 1),
    interior,
  };
  const earlier = latest.get(entry.name.text);
  if (earlier !== undefined && earlier.value.text !== entry.value.text)
    problems.push(overriding(source, earlier, entry));
  latest.set(entry.name.text, entry);
  return entry;
}

/** The value that follows `=` in a logical line, without the blanks around it. */
function readValue(text: string, line: string, segments: readonly Segment[], afterEquals: number): Value {
  const from = skipBlanks(line, afterEquals);
  let to = line.length;
  while (to > from && isBlank(line, to - 1)) to--;
  const own = clipSegments(segments, from, to);
  const first = own[0];
  const last = own.at(-1);
  if (first === undefined || last === undefined) {
    // Where a value would be typed: after the blanks that follow `=`, but before a carriage return.
    let at = sourceOffset(segments, afterEquals - 1) + 1;
    while (text[at] === " " || text[at] === "\t") at++;
    return { text: "", span: { start: at, end: at }, segments: [] };
  }
  return { text: line.slice(from, to), span: { start: first.span.start, end: last.span.end }, segments: own };
}

function isBlank(text: string, at: number): boolean {
  return at < text.length && BLANKS.includes(text.charAt(at));
}

function skipBlanks(text: string, start: number, end = text.length): number {
  let at = start;
  while (at < end && isBlank(text, at)) at++;
  return at;
}

function skipName(line: string): number {
  let at = 0;
  while (at < line.length && line[at] !== "=" && !isBlank(line, at)) at++;
  return at;
}

function quote(text: string): string {
  return text.length > QUOTED_LENGTH ? `\`${text.slice(0, QUOTED_LENGTH)}…\`` : `\`${text}\``;
}

function overriding(source: SourceText, earlier: Entry, entry: Entry): Problem {
  const line = source.position(earlier.name.span.start).line + 1;
  // Map sources may be configured inside main.cf, passwords included (mysql_table(5), "obsolete main.cf parameters").
  const value = /passw|secret/i.test(entry.name.text) ? "" : `, which said ${quote(earlier.value.text)}`;
  return {
    severity: "warning",
    kind: "overriding-earlier-entry",
    message: `This replaces the \`${entry.name.text}\` of line ${line}${value}: Postfix uses the last one. Remove the one that is wrong.`,
    span: entry.name.span,
  };
}

function nulByte(span: Span): Problem {
  const message =
    "A NUL byte: Postfix ignores everything after it up to the next parameter. Remove it; the file may be damaged.";
  return { severity: "warning", kind: "nul-byte", message, span };
}

function byteOrderMark(): Problem {
  const message =
    "A byte order mark: to Postfix it belongs to the first word, so that neither a name nor a `#` is recognised there. " +
    "Save the file as UTF-8 without it.";
  return { severity: "warning", kind: "byte-order-mark", message, span: { start: 0, end: 1 } };
}
