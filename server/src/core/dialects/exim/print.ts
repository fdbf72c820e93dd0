// The tree back to text. Changes are made by edits to the source, never by printing a changed tree.

import type { EximFile } from "./tree.js";

/** The exact text that the tree was read from, put together from its lines. */
export function print(tree: EximFile): string {
  return tree.lines.map(({ span }) => tree.text.slice(span.start, span.end)).join("");
}
