// The contract of a dialect: the syntax of ONE file. What its settings mean belongs to a product.

import type { SourceText } from "../text/source-text.js";
import type { Span } from "../text/span.js";

/** Something the server's own reader would complain about. `fatal`: the server does not start with it. */
export interface Problem {
  readonly severity: "fatal" | "warning";
  /** Stable identifier, kebab-case. */
  readonly kind: string;
  readonly message: string;
  readonly span: Span;
}

/** A lossless tree with what was found wrong while reading. */
export interface Parsed<Tree> {
  readonly source: SourceText;
  readonly tree: Tree;
  readonly problems: readonly Problem[];
}

/** What is known of a file before it is parsed. */
export interface FileHint {
  /** Path or URI path, with "/" as separator. */
  readonly path: string;
  /** The text, or its first kilobytes. */
  readonly text: string;
}

/** The syntax of one kind of file. */
export interface Dialect<Tree = unknown> {
  /** Also the editor's language id and the value of `--kind`. */
  readonly id: string;
  /** Whether `recognise` may say `name` of a file with this name, its folder apart: what is cheap to know is asked first. */
  isNamed(name: string): boolean;
  /** Whether a file is of this kind: `name` and `place` are near certain, `content` is a guess. */
  recognise(file: FileHint): "name" | "place" | "content" | null;
  /** Reads any text; never throws. */
  parse(source: SourceText): Parsed<Tree>;
  /** The exact text that the tree was read from. */
  print(tree: Tree): string;
  /**
   * The logical lines in order: what a comment before them, or inside them, speaks of. A comment is a line whose first
   * non-blank is `#`. Absent: each line that is neither blank nor a comment stands for itself.
   */
  logicalLines?(tree: Tree): readonly Span[];
}
