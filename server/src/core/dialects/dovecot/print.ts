// The tree back to text. Changes are made by edits to the source, never by printing a changed tree.

import type { DovecotConf } from "./tree.js";

/** The exact text that the tree was read from, put together from its nodes. */
export function print(tree: DovecotConf): string {
  return tree.nodes.map(({ span }) => tree.text.slice(span.start, span.end)).join("");
}
