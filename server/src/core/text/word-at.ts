// The word under a cursor. What counts as one is the caller's business.

import type { Span } from "./span.js";

/** What is being written before `offset`, and the rest of it after: as far as `characters` matches each character. */
export function wordAt(text: string, offset: number, characters: RegExp): Span {
  let [start, end] = [offset, offset];
  while (start > 0 && characters.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && characters.test(text.charAt(end))) end += 1;
  return { start, end };
}
