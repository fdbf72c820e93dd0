// The lossless tree of a main.cf: every character of the file belongs to exactly one node. No meaning of names or values.

import type { Span } from "../../text/span.js";
import type { Token, Trivia, Value } from "../postfix-lines.js";

export type { Token, Trivia, Value } from "../postfix-lines.js";

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
