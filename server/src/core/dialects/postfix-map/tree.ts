// The lossless tree of a Postfix lookup table's source (`key value` lines, as postmap(1) reads them). No meaning of keys or values.

import type { Span } from "../../text/span.js";
import type { Token, Trivia, Value } from "../postfix-lines.js";

/** One row, over all its physical lines. */
export interface Row {
  readonly kind: "row";
  /** From the first character of the key to the end of the last continuation line, its newline included. */
  readonly span: Span;
  /** As Postfix looks it up, but for its case: quotes and backslashes belong to the key (util/dict_thash.c). */
  readonly key: Token;
  readonly value: Value;
  readonly interior: readonly Trivia[];
}

/** A logical line that is not a row; the problem of the same span says why. */
export interface Malformed {
  readonly kind: "malformed";
  readonly span: Span;
  readonly interior: readonly Trivia[];
}

export type Node = Trivia | Row | Malformed;

/** A whole table. The spans of `nodes` follow one another without gap from 0 to the end of the text. */
export interface PostfixMap {
  readonly text: string;
  readonly nodes: readonly Node[];
}
