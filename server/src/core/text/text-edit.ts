// Edits to texts: the only way in which a fix changes a file.

import type { Span } from "./span.js";

/** Replace `span` of the file `path` by `text`. */
export interface TextEdit {
  readonly path: string;
  readonly span: Span;
  readonly text: string;
}

/**
 * Applies the edits that belong to one text, all offsets counted before any of them.
 * Returns null when two edits overlap: applying either would change what the other meant.
 * Insertions at the same offset are kept in the order given.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | null {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index);
  const parts: string[] = [];
  let at = 0;
  for (const { edit } of ordered) {
    if (edit.span.start < at || edit.span.end < edit.span.start || edit.span.end > text.length) return null;
    parts.push(text.slice(at, edit.span.start), edit.text);
    at = edit.span.end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}
