// Reads the text of a lookup table as postmap(1) and `texthash:` do: logical lines → rows. No meaning of keys or values.

import type { Parsed, Problem } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import {
  isBlank,
  type LogicalLine,
  readLogicalLines,
  sourceOffset,
  trimBlanks,
  type Value,
  valueOf,
} from "../postfix-lines.js";
import type { Node, PostfixMap, Row } from "./tree.js";

/** Bytes that are not UTF-8 come as lone surrogates (core/text/bytes.ts). */
const NOT_UTF8 = /\p{Surrogate}/u;

/**
 * A key as it is looked up: without regard to case, unless the table was made with `postmap -f` (util/dict_ht.c,
 * util/casefold.c). Beyond ASCII this is Unicode's full case folding, for which JavaScript has no function: `ß` is `ss`.
 */
export function foldKey(key: string): string {
  return key.toLowerCase().replace(/[^\p{ASCII}\u0131]/gu, (letter) => letter.toUpperCase().toLowerCase());
}

/**
 * Reads a table (Postfix 3.7 src/postmap/postmap.c, util/dict_thash.c): of a logical line, the key ends at the first
 * blank that is neither within `""` nor behind a backslash; the rest without the blanks around it is the value.
 * `=` and `:` mean nothing, quotes stay part of the key, and the first row of a key counts.
 *
 * Problems, all warnings. Postfix ignores the line: `leading-whitespace`, `missing-value`, `missing-key`,
 * `unbalanced-quotes`, `not-utf8`. It uses the row: `alias-format`, `duplicate-key`, and in silence `nul-byte`
 * and `byte-order-mark`. The line on which a problem's span starts is the one that Postfix names.
 */
export function parse(source: SourceText): Parsed<PostfixMap> {
  const { text } = source;
  const nodes: Node[] = [];
  const problems: Problem[] = [];
  const first = new Map<string, Row>();
  if (text.startsWith("\uFEFF")) problems.push(byteOrderMark());
  for (const line of readLogicalLines(text))
    nodes.push(line.kind === "line" ? readLine(source, line, first, problems) : line);
  return { source, tree: { text, nodes }, problems };
}

/** Reads one logical line; adds what is wrong with it to `problems`, and the first row of a key to `first`. */
function readLine(source: SourceText, line: LogicalLine, first: Map<string, Row>, problems: Problem[]): Node {
  const { text, segments, span, interior, ignored } = line;
  const warn = (kind: string, message: string, at = span): void => {
    problems.push({ severity: "warning", kind, message, span: at });
  };
  if (ignored !== null)
    warn("nul-byte", "A NUL byte: Postfix ignores the rest of this row. Remove it; the file may be damaged.", ignored);

  const keyEnd = endOfKey(text);
  const valueSpan = trimBlanks(text, keyEnd ?? text.length);
  const value = valueOf(line, valueSpan, sourceOffset(segments, valueSpan.start));
  const reason = whyIgnored(line, keyEnd, value);
  if (reason !== null || keyEnd === null) {
    if (reason !== null) warn(...reason);
    return { kind: "malformed", span, interior };
  }

  const key = text.slice(0, keyEnd);
  const keySpan = valueOf(line, { start: 0, end: keyEnd }, span.start).span;
  const row: Row = { kind: "row", span, key: { text: key, span: keySpan }, value, interior };
  if (key.endsWith(":"))
    warn(
      "alias-format",
      "The `:` belongs to the key, so that nothing will ever find this row. Remove it: only alias files have one there.",
      keySpan,
    );
  const earlier = first.get(foldKey(key));
  if (earlier === undefined) first.set(foldKey(key), row);
  else
    warn(
      "duplicate-key",
      `Line ${source.position(earlier.span.start).line + 1} has the same key, and only that row counts. ` +
        "As a `texthash:` table, Postfix refuses the whole file. Remove the row that is wrong.",
      keySpan,
    );
  return row;
}

/** Kind and message of what makes Postfix ignore a line; null for a good one. In the order of Postfix's own checks. */
function whyIgnored(line: LogicalLine, keyEnd: number | null, value: Value): readonly [string, string] | null {
  if (line.leadingBlank)
    return [
      "leading-whitespace",
      "Postfix ignores this text: it starts with a blank and so continues the row before it, but there is none. " +
        "Remove the blanks at the start of the line.",
    ];
  if (NOT_UTF8.test(line.text))
    return ["not-utf8", "Postfix ignores this row: it is not valid UTF-8. Save the file as UTF-8."];
  if (keyEnd === null)
    return ["unbalanced-quotes", 'Postfix ignores this row: a `"` of the key has no partner. Add or remove one.'];
  if (keyEnd === 0) return ["missing-key", "Postfix ignores this row: it has no key. Write `key value`, or remove it."];
  if (value.text === "")
    return ["missing-value", "Postfix ignores this row: it has no value. Write `key value`, or remove it."];
  return null;
}

/** Where the key ends; null when a quote stays open. */
function endOfKey(text: string): number | null {
  let quoted = false;
  let at = 0;
  for (; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && isBlank(text, at)) break;
  }
  return quoted ? null : Math.min(at, text.length);
}

function byteOrderMark(): Problem {
  const message =
    "A byte order mark: to Postfix it belongs to the first key, which nothing will find then. Save the file as UTF-8 without it.";
  return { severity: "warning", kind: "byte-order-mark", message, span: { start: 0, end: 1 } };
}
