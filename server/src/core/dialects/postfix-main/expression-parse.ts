// The syntax of `$name` expressions in values: text → tree. Evaluation is in expression.ts.

import type { Span } from "../../text/span.js";
import { OPERATORS } from "./comparison.js";
import type {
  Branch,
  Comparison,
  Conditional,
  Expression,
  ExpressionProblem,
  ExpressionProblemKind,
  Invalid,
  Part,
  Reference,
} from "./expression-tree.js";
import type { Token } from "./tree.js";

/** Postfix gives up on a deeper nesting of expressions, within one value and through names (util/mac_expand.c). */
export const MAX_NESTING = 100;

/**
 * Bound on nesting where Postfix has none: an operand of a comparison starts counting anew, so that a hostile value
 * exhausts its stack. Ours is smaller than a server's; no sane value comes near.
 */
export const MAX_DEPTH = 300;

/**
 * Reads the expressions in a parameter's value (Postfix 3.7 util/mac_parse.c, util/mac_expand.c). Linear, never throws.
 * Postfix stops at the first problem; this goes on behind it where there is a place to go on.
 */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text);
  return { parts: parser.parts(0, text.length, 0, 0), problems: parser.problems };
}

/** CHARS_SPACE in Postfix: without vertical tab and form feed. */
const WHITESPACE = /[ \t\r\n]/;
const NAME = /[A-Za-z0-9_]/;
const ALPHANUMERIC = /[A-Za-z0-9]/;
/** What an operator is looked for in, so that `=>` is one wrong operator and not `=`. */
const OPERATOR = /[<>!=?+\-*/~&|%]/;

class Parser {
  readonly problems: ExpressionProblem[] = [];
  readonly #text: string;
  readonly #closers: ReadonlyMap<number, number>;

  constructor(text: string) {
    this.#text = text;
    this.#closers = closers(text);
  }

  /** `level` is Postfix's count of nesting, which each operand of a comparison starts anew; `depth` is the true one. */
  parts(start: number, end: number, level: number, depth: number): Part[] {
    const parts: Part[] = [];
    if (start < end && (level > MAX_NESTING || depth > MAX_DEPTH)) {
      return [this.#invalid("nesting", "Expressions are nested too deeply.", { start, end }, start)];
    }
    let literal = start;
    let at = start;
    const push = (part: Part): void => {
      if (literal < part.span.start) parts.push({ kind: "literal", span: { start: literal, end: part.span.start } });
      parts.push(part);
      literal = at = part.span.end;
    };
    while (at < end) {
      if (this.#text[at] !== "$") at++;
      else if (at + 1 < end && this.#text[at + 1] === "$") push({ kind: "escape", span: { start: at, end: at + 2 } });
      else push(this.#dollar(at, end, level, depth));
    }
    if (literal < end) parts.push({ kind: "literal", span: { start: literal, end } });
    return parts;
  }

  /** The expression that a `$` at `start` begins. */
  #dollar(start: number, end: number, level: number, depth: number): Reference | Comparison | Invalid {
    const open = start + 1;
    if (open < end && (this.#text[open] === "{" || this.#text[open] === "(")) {
      const close = this.#closers.get(open);
      if (close === undefined || close >= end) {
        const bracket = this.#text[open] === "{" ? "}" : ")";
        return this.#invalid("truncated-reference", `The closing \`${bracket}\` is missing.`, { start, end }, start);
      }
      const span = { start, end: close + 1 };
      if (close > open + 1) return this.#body(span, open + 1, close, level, depth);
      return this.#invalid("empty-name", "The parameter name is missing.", span, start);
    }
    const nameEnd = this.#skip(NAME, open, end);
    const span = { start, end: nameEnd };
    if (nameEnd > open) return { kind: "reference", span, name: this.#token(open, nameEnd) };
    return this.#invalid(
      "empty-name",
      "A `$` without a parameter name after it; write `$$` for a plain `$`.",
      span,
      start,
    );
  }

  /** What stands between the brackets. */
  #body(span: Span, start: number, end: number, level: number, depth: number): Reference | Comparison | Invalid {
    const at = this.#skip(WHITESPACE, start, end);
    if (at < end && this.#text[at] === "{") return this.#comparison(span, at, end, level, depth);
    const nameEnd = this.#skip(NAME, at, end);
    const mark = this.#skip(WHITESPACE, nameEnd, end);
    if (mark < end && this.#text[mark] !== "?" && this.#text[mark] !== ":") {
      const message = "A parameter name has only letters, digits and `_`; after it, `?` or `:` may follow.";
      return this.#invalid("bad-name", message, span, nameEnd, end);
    }
    return { kind: "reference", span, name: this.#token(at, nameEnd), ...this.#condition(mark, end, level, depth) };
  }

  /** `{left} OP {right}`, at the first brace. */
  #comparison(span: Span, start: number, end: number, level: number, depth: number): Comparison | Invalid {
    const left = this.#braced(start, end, 0, depth);
    if (left === null) return this.#unbalanced(span, start, end);
    const operatorAt = this.#skip(WHITESPACE, left.span.end + 1, end);
    const suffixAt = this.#skip(OPERATOR, operatorAt, end);
    const operator = OPERATORS.find((known) => known === this.#text.slice(operatorAt, suffixAt));
    if (operator === undefined) {
      const message = `An operator is expected here: ${OPERATORS.join(" ")}.`;
      return this.#invalid("bad-operator", message, span, operatorAt, Math.max(suffixAt, operatorAt + 1));
    }
    const suffixEnd = this.#skip(ALPHANUMERIC, suffixAt, end);
    if (suffixEnd > suffixAt && this.#text.slice(suffixAt, suffixEnd) !== "level") {
      const message = `No such kind of comparison; only \`${operator}\` and \`${operator}level\` exist.`;
      return this.#invalid("bad-operator-suffix", message, span, suffixAt, suffixEnd);
    }
    const rightAt = this.#skip(WHITESPACE, suffixEnd, end);
    if (rightAt >= end || this.#text[rightAt] !== "{") {
      return this.#invalid("missing-operand", "The right operand, in braces, is expected here.", span, suffixEnd, end);
    }
    const right = this.#braced(rightAt, end, 0, depth);
    if (right === null) return this.#unbalanced(span, rightAt, end);
    const mark = this.#skip(WHITESPACE, right.span.end + 1, end);
    return {
      kind: "comparison",
      span,
      left,
      operator: { text: operator, span: { start: operatorAt, end: suffixAt } },
      ...(suffixEnd > suffixAt && { suffix: { text: "level", span: { start: suffixAt, end: suffixEnd } } }),
      right,
      ...this.#condition(mark, end, level, depth),
    };
  }

  /** The `?a`, `:b` or `?{a}:{b}` at `mark`, if any. */
  #condition(mark: number, end: number, level: number, depth: number): Omit<Conditional, "span"> {
    if (mark >= end) return {};
    if (this.#text[mark] === ":") return this.#alternate(mark + 1, end, level, depth);
    if (this.#text[mark] !== "?") {
      return { problem: this.#problem("missing-condition", "`?` or `:` is expected after a comparison.", mark, end) };
    }
    const consequent = this.#branch(mark + 1, end, level, depth);
    if ("kind" in consequent) return { problem: consequent };
    if (!consequent.braced) return { consequent };
    const next = this.#skip(WHITESPACE, consequent.span.end + 1, end);
    if (next >= end) return { consequent };
    if (this.#text[next] === ":") return { consequent, ...this.#alternate(next + 1, end, level, depth) };
    return {
      consequent,
      problem: this.#problem("missing-colon", "`:` is expected after the text in braces.", next, end),
    };
  }

  #alternate(start: number, end: number, level: number, depth: number): Omit<Conditional, "span"> {
    const alternate = this.#branch(start, end, level, depth);
    if ("kind" in alternate) return { problem: alternate };
    const next = alternate.braced ? this.#skip(WHITESPACE, alternate.span.end + 1, end) : end;
    if (next >= end) return { alternate };
    return {
      alternate,
      problem: this.#problem("unexpected-text", "Nothing may follow the text in braces.", next, end),
    };
  }

  /** What a condition chooses: text in braces, or all the rest. */
  #branch(start: number, end: number, level: number, depth: number): Branch | ExpressionProblem {
    const brace = this.#skip(WHITESPACE, start, end);
    if (brace < end && this.#text[brace] === "{") {
      return this.#braced(brace, end, level + 1, depth) ?? this.#unbalancedProblem(brace, end);
    }
    return { span: { start, end }, braced: false, parts: this.parts(start, end, level + 1, depth + 1) };
  }

  /** The text in the braces that open at `open`, or null if they do not close before `end`. */
  #braced(open: number, end: number, level: number, depth: number): Branch | null {
    const close = this.#closers.get(open);
    if (close === undefined || close >= end) return null;
    const span = { start: open + 1, end: close };
    return { span, braced: true, parts: this.parts(span.start, span.end, level, depth + 1) };
  }

  #skip(characters: RegExp, start: number, end: number): number {
    let at = start;
    while (at < end && characters.test(this.#text.charAt(at))) at++;
    return at;
  }

  #token(start: number, end: number): Token {
    return { text: this.#text.slice(start, end), span: { start, end } };
  }

  #problem(kind: ExpressionProblemKind, message: string, start: number, end: number): ExpressionProblem {
    const problem = { kind, message, at: { start, end } };
    this.problems.push(problem);
    return problem;
  }

  #invalid(kind: ExpressionProblemKind, message: string, span: Span, start: number, end = span.end): Invalid {
    return { kind: "invalid", span, problem: this.#problem(kind, message, start, end) };
  }

  #unbalanced(span: Span, brace: number, end: number): Invalid {
    return { kind: "invalid", span, problem: this.#unbalancedProblem(brace, end) };
  }

  #unbalancedProblem(brace: number, end: number): ExpressionProblem {
    return this.#problem("unbalanced-braces", "The closing `}` is missing.", brace, end);
  }
}

/** For each `{` and `(`, the place of its counterpart; the two kinds do not see each other. */
function closers(text: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const braces: number[] = [];
  const parentheses: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{") braces.push(at);
    else if (character === "(") parentheses.push(at);
    else if (character === "}" || character === ")") {
      const open = (character === "}" ? braces : parentheses).pop();
      if (open !== undefined) pairs.set(open, at);
    }
  }
  return pairs;
}
