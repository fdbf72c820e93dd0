// How Postfix cuts a value into tokens, braces into their content, and `name=value` in two (util/mystrtok.c, extpar.c). No meaning of them.

import type { Token } from "../../dialects/postfix-lines.js";

/** CHARS_COMMA_SP of src/util/sys_defs.h: what parts the items of nearly every list. */
export const COMMA_SPACE = ", \t\r\n";

/** C's isspace() in the C locale: more than what parts items. */
const BLANKS = " \t\n\v\f\r";

/** The part `[start, end)` of a token, with its place in the text that the token was cut from. */
export function within({ text, span }: Token, start: number, end = text.length): Token {
  return { text: text.slice(start, end), span: { start: span.start + start, end: span.start + end } };
}

/** A text as one token. */
export function whole(text: string): Token {
  return { text, span: { start: 0, end: text.length } };
}

/** Splits at `separators` as mystrtok does; with `braces`, separators within `{}` are text (mystrtokq). */
export function split(from: Token, separators: string, options?: { readonly braces: boolean }): Token[] {
  const tokens: Token[] = [];
  const { text } = from;
  let level = 0;
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const parts = level === 0 && separators.includes(character);
    if (parts && start !== -1) tokens.push(within(from, start, at));
    if (parts) start = -1;
    else if (start === -1) start = at;
    if (options?.braces !== true) continue;
    if (character === "{") level++;
    else if (character === "}" && level > 0) level--;
  }
  if (start !== -1) tokens.push(within(from, start));
  return tokens;
}

/** The length of the `{…}` that a text begins with, or 0 (util/balpar.c). */
export function balanced(text: string): number {
  if (!text.startsWith("{")) return 0;
  let level = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{") level++;
    else if (text[at] === "}" && --level === 0) return at + 1;
  }
  return 0;
}

/** A token without the blanks around it. */
function trim(token: Token): Token {
  let start = 0;
  let end = token.text.length;
  while (end > start && BLANKS.includes(token.text.charAt(end - 1))) end--;
  while (start < end && BLANKS.includes(token.text.charAt(start))) start++;
  return within(token, start, end);
}

/** The content of `{ … }` without the blanks around it (extpar with EXTPAR_FLAG_STRIP); a message where braces do not fit. */
export function unbrace(token: Token): Token | string {
  const length = balanced(token.text);
  if (length === 0) return "`}` is missing";
  if (length < token.text.length) return "there is text after `}`";
  return trim(within(token, 1, length - 1));
}

/** The two sides of `name = value`. */
export interface NameValue {
  readonly name: Token;
  readonly value: Token;
}

/** Splits at the first `=` (split_nameval); `quotes`: blanks and `=` within `""` belong to the name (split_qnameval). */
export function nameValue(token: Token, options?: { readonly quotes: boolean }): NameValue | string {
  const quotes = options?.quotes === true;
  const { text } = token;
  const start = skipBlanks(text, 0);
  if (start === text.length || (!quotes && text[start] === "=")) return "the name is missing";
  const end = quotes ? unquotedEnd(text, start, (character) => character === "=") : plainEnd(text, start);
  if (end === null) return 'a `"` is missing';
  const equals = skipBlanks(text, end);
  if (text[equals] !== "=") return "`=` is missing";
  return { name: within(token, start, end), value: trim(within(token, equals + 1)) };
}

function plainEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "=" && !BLANKS.includes(text.charAt(at))) at++;
  return at;
}

/** Where the first blank, or the first character that `ends` a name, stands outside of quotes; null when a quote stays open. */
function unquotedEnd(text: string, start: number, ends: (character: string) => boolean): number | null {
  let quoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (BLANKS.includes(character) || ends(character))) break;
  }
  return quoted ? null : Math.min(at, text.length);
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && BLANKS.includes(text.charAt(at))) at++;
  return at;
}
