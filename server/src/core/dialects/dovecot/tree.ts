// The lossless tree of one Dovecot configuration file: every character belongs to exactly one node. No meaning of names or values.

import type { Span } from "../../text/span.js";

/** A piece of text and its place. */
export interface Token {
  readonly text: string;
  readonly span: Span;
}

/**
 * What stands behind `=`.
 * - `plain`: as written; `text` is the value.
 * - `quoted`: within `"…"` or `'…'`; `text` is what is inside, escapes taken away.
 * - `file`: `<path`; `text` is the path, the value is what the file holds.
 * - `variable`: has a `$`, so that the value depends on other settings or the environment.
 */
export interface Value extends Token {
  readonly kind: "plain" | "quoted" | "file" | "variable";
}

/** `name = value`. */
export interface Setting {
  readonly kind: "setting";
  readonly span: Span;
  readonly name: Token;
  readonly value: Value;
}

/** `!include PATTERN`; `optional`: `!include_try`. */
export interface Include {
  readonly kind: "include";
  readonly span: Span;
  readonly optional: boolean;
  readonly pattern: Token;
}

/** `name {` or `name argument {`; an argument in quotes is without them. */
export interface BlockStart {
  readonly kind: "open";
  readonly span: Span;
  readonly name: Token;
  readonly argument: Token | null;
}

export interface BlockEnd {
  readonly kind: "close";
  readonly span: Span;
}

/**
 * Lines that Dovecot stops at, or passes over in silence; the problem of the same span says why.
 */
export interface Malformed {
  readonly kind: "malformed";
  readonly span: Span;
}

/** A comment line or blank line. */
export interface Trivia {
  readonly kind: "comment" | "blank";
  readonly span: Span;
}

export type Node = Trivia | Setting | Include | BlockStart | BlockEnd | Malformed;

/**
 * A whole file. The spans of `nodes` follow one another without gap from 0 to the end of the text. Blocks are not nested here: Dovecot
 * lets one begin in a file and end in another.
 */
export interface DovecotConf {
  readonly text: string;
  readonly nodes: readonly Node[];
}
