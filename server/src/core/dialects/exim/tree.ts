// The lossless tree of one Exim configuration file: its physical lines. What they come to with macros, conditions and includes: statements.ts.

import type { Span } from "../../text/span.js";

/**
 * - `comment`: its first non-blank is `#`; inside a continued line it is left out.
 * - `directive`: `.include`, `.include_if_exists`, `.ifdef`, `.ifndef`, `.elifdef`, `.elifndef`, `.else`, `.endif`.
 * - `text`: anything else; with a backslash at its end it goes on in the next line of text.
 */
export type LineKind = "blank" | "comment" | "directive" | "text";

/** One physical line as it stands in the file, before macros are replaced. */
export interface PhysicalLine {
  readonly kind: LineKind;
  /** The whole line, its newline included. */
  readonly span: Span;
  /** Without the blanks around it. */
  readonly content: Span;
  /** It continues the line of text before it. */
  readonly continuation: boolean;
}

/** A whole file. The spans of `lines` follow one another without gap from 0 to the end of the text. */
export interface EximFile {
  readonly text: string;
  readonly lines: readonly PhysicalLine[];
}
