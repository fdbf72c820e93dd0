// Edits that add whole lines. Which lines, and where, is the business of products.

import type { SourceText } from "./source-text.js";
import type { TextEdit } from "./text-edit.js";

/** The line end of a file: lines that are added end like the others. */
export function newline(source: SourceText): string {
  return source.text.includes("\r\n") ? "\r\n" : "\n";
}

/** Adds a line at `at`, where one begins; or behind the last one, which has no end. */
export function insertLine(source: SourceText, at: number, line: string): TextEdit {
  const eol = newline(source);
  const isOpen = at > 0 && source.text[at - 1] !== "\n";
  return { path: source.path, span: { start: at, end: at }, text: isOpen ? `${eol}${line}` : `${line}${eol}` };
}
