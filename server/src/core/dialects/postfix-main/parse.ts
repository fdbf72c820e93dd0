// Reads a main.cf as Postfix does: physical lines → logical lines → entries. The `$name` language of values is in expression.ts.

import type { Parsed, Problem } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import type { Span } from "../../text/span.js";
import type { Entry, MainCf, Node, Value } from "./tree.js";
import {
  isBlank,
  type LogicalLine,
  quote,
  readLogicalLines,
  skipBlanks,
  sourceOffset,
  trimBlanks,
  valueOf,
} from "../postfix-lines.js";

/**
 * Reads a main.cf (Postfix 3.7 util/split_nameval.c, util/dict.c dict_load_fp): of a logical line, the first `=` after
 * the name ends the name; the last entry wins.
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
  if (text.startsWith("\uFEFF")) problems.push(byteOrderMark());
  for (const line of readLogicalLines(text))
    nodes.push(line.kind === "line" ? readLogicalLine(source, line, latest, problems) : line);
  return { source, tree: { text, nodes }, problems };
}

/** Splits one logical line; adds what is wrong with it to `problems`, and a good entry to `latest`. */
function readLogicalLine(
  source: SourceText,
  logical: LogicalLine,
  latest: Map<string, Entry>,
  problems: Problem[],
): Node {
  const { text: line, segments, span, interior, ignored, leadingBlank } = logical;
  const malformed = (severity: Problem["severity"], kind: string, message: string): Node => {
    problems.push({ severity, kind, message, span });
    return { kind: "malformed", span, interior };
  };

  if (ignored !== null) problems.push(nulByte(ignored));
  if (leadingBlank) {
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
    value: readValue(source.text, logical, equals + 1),
    interior,
  };
  const earlier = latest.get(entry.name.text);
  if (earlier !== undefined && earlier.value.text !== entry.value.text)
    problems.push(overriding(source, earlier, entry));
  latest.set(entry.name.text, entry);
  return entry;
}

/** The value that follows `=` in a logical line, without the blanks around it. */
function readValue(text: string, line: LogicalLine, afterEquals: number): Value {
  // Where an empty value would be typed: after the blanks that follow `=`, but before a carriage return.
  let at = sourceOffset(line.segments, afterEquals - 1) + 1;
  while (text[at] === " " || text[at] === "\t") at++;
  return valueOf(line, trimBlanks(line.text, afterEquals), at);
}

function skipName(line: string): number {
  let at = 0;
  while (at < line.length && line[at] !== "=" && !isBlank(line, at)) at++;
  return at;
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
