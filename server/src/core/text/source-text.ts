// One file's text with its name. No reading, no decoding of bytes (see bytes.ts).

import { LineIndex, type Position } from "./line-index.js";
import type { Span } from "./span.js";

/** The text of one file. `path` is an opaque name: a path on the command line, a URI in an editor. */
export class SourceText {
  readonly path: string;
  readonly text: string;
  #lines: LineIndex | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  position(offset: number): Position {
    return this.lines.position(offset);
  }
}
