// The lossless tree of a master.cf: every character of the file belongs to exactly one node. No meaning of names or values.

import type { Span } from "../../text/span.js";
import type { Token, Trivia, Value } from "../postfix-lines.js";

/** The first seven fields of a service line, by the names of master(5). */
export const FIELD_NAMES = ["name", "type", "private", "unprivileged", "chroot", "wakeup", "maxproc"] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** `-o name=value` or `-o { name = value }` among the arguments of a service. */
export interface Override {
  readonly kind: "override";
  /** From the `-` of `-o` to the last character of the value or its closing brace. */
  readonly span: Span;
  readonly name: Token;
  /** As the daemon gets it: without braces and the blanks within them. Its span is empty where nothing is written. */
  readonly value: Value;
  readonly braced: boolean;
}

/** Any other argument: an option such as `-v`, or a word. */
export interface Argument {
  readonly kind: "argument";
  readonly text: string;
  readonly span: Span;
}

/** One service, over all its physical lines. */
export interface ServiceEntry {
  readonly kind: "service";
  /** From the first character of the name to the end of the last continuation line, its newline included. */
  readonly span: Span;
  readonly fields: Readonly<Record<FieldName, Token>>;
  readonly command: Token;
  readonly arguments: readonly (Override | Argument)[];
  /** Comments and blank lines between the service's continuation lines. */
  readonly interior: readonly Trivia[];
}

/** A logical line that is not a service; the problem of the same span says why. */
export interface Malformed {
  readonly kind: "malformed";
  readonly span: Span;
  readonly interior: readonly Trivia[];
}

export type Node = Trivia | ServiceEntry | Malformed;

/** A whole master.cf. The spans of `nodes` follow one another without gap from 0 to the end of the text. */
export interface MasterCf {
  readonly text: string;
  readonly nodes: readonly Node[];
}
