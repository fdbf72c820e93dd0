// Reads one Dovecot configuration file: logical lines → settings, includes and blocks. What the names mean is the product's business.

import type { Parsed, Problem } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import { type LogicalLine, readLines, sourceSpan } from "./lines.js";
import type { BlockStart, DovecotConf, Node, Token, Value } from "./tree.js";

const isBlank = (character: string | undefined): boolean => character === " " || character === "\t";

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

/** Takes the backslash off `\x` (str_unescape in src/lib/strescape.c). */
function unescape(text: string): string {
  return text.replace(/\\([^])/g, "$1");
}

function token(line: LogicalLine, start: number, end: number, text = line.text.slice(start, end)): Token {
  return { text, span: sourceSpan(line, start, end) };
}

/** The value that starts at `from`, as far as the syntax tells. */
function readValue(line: LogicalLine, from: number): Value {
  const { text } = line;
  const rest = text.slice(from);
  const { span } = token(line, from, text.length);
  if (rest.startsWith("<")) {
    const path = skipBlanks(text, from + 1);
    return { kind: "file", text: text.slice(path), span };
  }
  const quote = rest[0];
  if (quote !== '"' && quote !== "'") return { kind: rest.includes("$") ? "variable" : "plain", text: rest, span };
  // One quote alone is both the first and the last character: Dovecot takes it for an empty value.
  if (!rest.endsWith(quote)) return { kind: "plain", text: rest, span };
  return { kind: "quoted", text: unescape(rest.slice(1, -1)), span };
}

/** A block's argument: one word, or anything within `"…"`; and where the text goes on behind it. */
function readArgument(line: LogicalLine, from: number): { readonly argument: Token; readonly next: number } {
  const { text } = line;
  let end = from;
  if (text[from] !== '"') {
    while (end < text.length && !isBlank(text[end])) end++;
    return { argument: token(line, from, end), next: skipBlanks(text, end) };
  }
  end = text.indexOf('"', from + 1);
  const close = end === -1 ? text.length : end;
  const next = end === -1 ? text.length : skipBlanks(text, end + 1);
  return { argument: token(line, from, Math.min(close + 1, text.length), unescape(text.slice(from + 1, close))), next };
}

/** `name {`, `name argument {`, or why it is none. */
function readBlock(line: LogicalLine, nameEnd: number, from: number): BlockStart | string {
  const { text, span } = line;
  let argument: Token | null = null;
  let brace = from;
  if (text[from] !== "{") ({ argument, next: brace } = readArgument(line, from));
  // `group @name label {` of 2.4.
  if (line.text.slice(0, nameEnd) === "group" && argument?.text.startsWith("@") === true && text[brace] !== "{")
    brace = readArgument(line, brace).next;
  if (text[brace] !== "{") return "expecting-brace";
  if (brace + 1 < text.length) return "garbage-after-brace";
  return { kind: "open", span, name: token(line, 0, nameEnd), argument: argument?.text === "" ? null : argument };
}

const MESSAGES: Readonly<Record<string, string>> = {
  "expecting-brace":
    "Expecting `{`: Dovecot does not start with this line. Write `name = value` for a setting, or `name {` for a block, with the `}` on a line of its own.",
  "garbage-after-brace":
    "Text after `{`: Dovecot does not start with this line. Put what belongs into the block on lines of its own.",
  "unexpected-brace":
    "This `}` closes no block of this file: unless the file is included within one, Dovecot does not start. Remove the line.",
  "missing-brace":
    "This block is not closed in this file: unless another file does it, Dovecot does not start. Add a line with `}`.",
  "ambiguous-comment":
    "Dovecot takes this `#` for the start of a comment. Put a blank before it, or the whole value into quotation marks if it belongs to that.",
  "dropped-continuation":
    "Dovecot forgets this line: it ends with a backslash, and no line follows that could continue it. Remove the backslash.",
  "byte-order-mark": "A byte order mark: to Dovecot it belongs to the first name. Save the file as UTF-8 without it.",
};

function problem(kind: string, severity: Problem["severity"], span: Problem["span"]): Problem {
  return { kind, severity, span, message: MESSAGES[kind] ?? kind };
}

function readLine(line: LogicalLine): Node | string {
  const { text, span } = line;
  let nameEnd = 0;
  while (nameEnd < text.length && !isBlank(text[nameEnd]) && text[nameEnd] !== "=") nameEnd++;
  const rest = skipBlanks(text, nameEnd);
  const name = text.slice(0, nameEnd);
  if (name === "!include" || name === "!include_try")
    return { kind: "include", span, optional: name !== "!include", pattern: token(line, rest, text.length) };
  if (text[rest] === "=")
    return { kind: "setting", span, name: token(line, 0, nameEnd), value: readValue(line, skipBlanks(text, rest + 1)) };
  if (name === "}" && rest === text.length) return { kind: "close", span };
  return readBlock(line, nameEnd, rest);
}

/**
 * Reads one file (src/config/config-parser.c, config_parse_line, of 2.2 to 2.4).
 *
 * Problems: fatal `expecting-brace` and `garbage-after-brace`; `unexpected-brace` and `missing-brace` as far as this file alone can tell;
 * warnings `ambiguous-comment`, `dropped-continuation` and `byte-order-mark`. Dovecot names the last physical line of a statement.
 */
export function parse(source: SourceText): Parsed<DovecotConf> {
  const { text } = source;
  const nodes: Node[] = [];
  const problems: Problem[] = [];
  const open: BlockStart[] = [];
  if (text.startsWith("\uFEFF")) problems.push(problem("byte-order-mark", "warning", { start: 0, end: 1 }));
  for (const line of readLines(text)) {
    if (line.kind !== "line") {
      nodes.push(line);
      continue;
    }
    const { span } = line;
    for (const at of line.ambiguous) problems.push(problem("ambiguous-comment", "warning", at));
    const node = line.dropped ? "dropped-continuation" : readLine(line);
    if (typeof node === "string") {
      const at = { start: line.lastLine, end: Math.max(line.lastLine, span.end) };
      problems.push(problem(node, line.dropped ? "warning" : "fatal", at));
      nodes.push({ kind: "malformed", span });
      continue;
    }
    nodes.push(node);
    if (node.kind === "open") open.push(node);
    else if (node.kind === "close" && open.pop() === undefined)
      problems.push(problem("unexpected-brace", "fatal", span));
  }
  for (const { name } of open) problems.push(problem("missing-brace", "fatal", name.span));
  return { source, tree: { text, nodes }, problems };
}
