// The tree of the `$name` expressions in one value; all offsets count in that value's text. No behaviour.

import type { Span } from "../../text/span.js";
import type { Operator } from "./comparison.js";
import type { Token } from "./tree.js";

export type ExpressionProblemKind =
  | "truncated-reference"
  | "empty-name"
  | "bad-name"
  | "unbalanced-braces"
  | "bad-operator"
  | "bad-operator-suffix"
  | "missing-operand"
  | "missing-condition"
  | "missing-colon"
  | "unexpected-text"
  | "nesting"
  | "bad-number"
  | "bad-level"
  | "too-large";

/** What makes Postfix stop with "macro processing error" when a program reads the parameter. */
export interface ExpressionProblem {
  readonly kind: ExpressionProblemKind;
  readonly message: string;
  /** In the text that was given; for a problem inside the value of another parameter, the reference that led there. */
  readonly at: Span;
  /** The parameter whose value has the problem, if it is not the text that was given. */
  readonly within?: string;
}

/** Text that stands for itself. */
export interface Literal {
  readonly kind: "literal";
  readonly span: Span;
}

/** `$$`, which stands for `$`. */
export interface Escape {
  readonly kind: "escape";
  readonly span: Span;
}

/** A text with its own expressions: an operand, or what a condition chooses. */
export interface Branch {
  /** Without the braces. */
  readonly span: Span;
  readonly braced: boolean;
  readonly parts: readonly Part[];
}

/** What references and comparisons share. */
export interface Conditional {
  readonly span: Span;
  /** After `?`: used if the name's value is not empty, or the comparison holds. */
  readonly consequent?: Branch;
  /** After `:`: used if the name's value is empty or missing, or the comparison does not hold. */
  readonly alternate?: Branch;
  /** What is wrong after everything above, which Postfix has evaluated by the time it notices. */
  readonly problem?: ExpressionProblem;
}

/** `$name`, `${name}`, `$(name)`, `${name?a}`, `${name:b}`, `${name?{a}:{b}}`. */
export interface Reference extends Conditional {
  readonly kind: "reference";
  readonly name: Token;
}

/** `${{left} OP {right}}` with or without a condition after it. */
export interface Comparison extends Conditional {
  readonly kind: "comparison";
  readonly left: Branch;
  readonly operator: { readonly text: Operator; readonly span: Span };
  /** `level`: compares compatibility levels. */
  readonly suffix?: { readonly text: "level"; readonly span: Span };
  readonly right: Branch;
}

/** An expression that says nothing. */
export interface Invalid {
  readonly kind: "invalid";
  readonly span: Span;
  readonly problem: ExpressionProblem;
}

export type Part = Literal | Escape | Reference | Comparison | Invalid;

/** The parts follow one another without gap; so do those of each branch. */
export interface Expression {
  readonly parts: readonly Part[];
  readonly problems: readonly ExpressionProblem[];
}
