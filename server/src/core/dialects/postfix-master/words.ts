// The words of a logical line, and what stands within braces. No fields, no options.

import { trimBlanks } from "../postfix-lines.js";

/** CHARS_SPACE in Postfix: vertical tab and form feed start a continuation line, but do not part words. */
const SEPARATORS = " \t\r\n";

/** A piece of a logical line's text. */
export interface Word {
  readonly start: number;
  readonly end: number;
}

/** A word as the daemon gets it. */
export interface Stripped extends Word {
  readonly braced: boolean;
  /** What is wrong with the braces; `start` and `end` are then what postconf makes of it, while master(8) stops. */
  readonly wrong?: "missing-brace" | "text-after-brace";
}

/** The first words of a text, at most `count`: blanks alone part them (Postfix 3.7 util/mystrtok.c, mystrtok). */
export function splitPlain(text: string, count: number): Word[] {
  const words: Word[] = [];
  for (let at = skipSeparators(text, 0); at < text.length && words.length < count;) {
    let end = at;
    while (end < text.length && !isSeparator(text, end)) end++;
    words.push({ start: at, end });
    at = skipSeparators(text, end);
  }
  return words;
}

/** The words of a text from `from` on, where blanks within braces part nothing (util/mystrtok.c, mystrtokq). */
export function splitBraced(text: string, from: number): Word[] {
  const words: Word[] = [];
  for (let at = skipSeparators(text, from); at < text.length;) {
    let level = 0;
    let end = at;
    for (; end < text.length && (level > 0 || !isSeparator(text, end)); end++) {
      if (text[end] === "{") level++;
      else if (level > 0 && text[end] === "}") level--;
    }
    // A brace that is never closed reaches the end of the line, whose blanks were cut off before.
    while (level > 0 && isSeparator(text, end - 1)) end--;
    words.push({ start: at, end });
    at = skipSeparators(text, end);
  }
  return words;
}

/** Takes the braces off a word that starts with one, and the blanks within them (util/extpar.c, util/balpar.c). */
export function strip(text: string, { start, end }: Word): Stripped {
  if (text[start] !== "{") return { start, end, braced: false };
  let close = start;
  for (let level = 0; close < end; close++) {
    if (text[close] === "{") level++;
    else if (text[close] === "}" && --level === 0) break;
  }
  const content = { ...trimBlanks(text, start + 1, close), braced: true };
  if (close === end) return { ...content, wrong: "missing-brace" };
  return close + 1 < end ? { ...content, wrong: "text-after-brace" } : content;
}

function isSeparator(text: string, at: number): boolean {
  return SEPARATORS.includes(text.charAt(at));
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSeparator(text, at)) at++;
  return at;
}
