// The lossless tree of a main.cf: every character of the file belongs to exactly one node. No meaning of names or values.

import type { Span } from "../../text/span.js";

/** A run of text with its place. */
export interface Token {
  readonly text: string;
  readonly span: Span;
}

/** A comment line or a blank line, newline included; inside an entry it does not end the entry. */
export interface Trivia {
  readonly kind: "comment" | "blank";
  readonly span: Span;
}

/**
 * The value of an entry as the server sees it: physical lines joined without their newlines, blanks at both ends
 * removed. `segments` map it back: characters of `text` from `at` on stand in the source from `span.start` on.
 */
export interface Value {
  readonly text: string;
  /** From the first to the last character of the value in the source, comments in between included. */
  readonly span: Span;
  readonly segments: readonly { readonly at: number; readonly span: Span }[];
}

/** One `name = value`, over all its physical lines. */
export interface Entry {
  readonly kind: "entry";
  /** From the first character of the name to the end of the last continuation line, its newline included. */
  readonly span: Span;
  readonly name: Token;
  readonly equals: Span;
  readonly value: Value;
  /** Comments and blank lines between the entry's continuation lines. */
  readonly interior: readonly Trivia[];
}

/** A logical line that is not an entry; the problem of the same span says why. */
export interface Malformed {
  readonly kind: "malformed";
  readonly span: Span;
  readonly interior: readonly Trivia[];
}

export type Node = Trivia | Entry | Malformed;

/** A whole main.cf. The spans of `nodes` follow one another without gap from 0 to the end of the text. */
export interface MainCf {
  readonly text: string;
  readonly nodes: readonly Node[];
}
