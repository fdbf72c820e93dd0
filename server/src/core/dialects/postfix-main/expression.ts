// What the `$name` expressions of a value refer to and expand to. Their syntax is in expression-parse.ts, their tree in
// expression-tree.ts; the defaults of names belong to the product.

import type { Span } from "../../text/span.js";
import { remembering } from "../../tls/remembering.js";
import { compare } from "./comparison.js";
import { MAX_DEPTH, MAX_NESTING, parseExpression } from "./expression-parse.js";
import type {
  Branch,
  Comparison,
  ExpressionProblem,
  ExpressionProblemKind,
  Part,
  Reference,
} from "./expression-tree.js";

export { parseExpression } from "./expression-parse.js";
export type * from "./expression-tree.js";

/**
 * Longest text, in UTF-16 units, that names may add to an expansion. Postfix has no bound: 25 parameters that name the
 * next one twice make 32 million copies of the last. The largest sane value, a list of networks, stays below a megabyte.
 */
export const MAX_EXPANSION = 1 << 20;

/** Most parts of values visited in one expansion, for doubling that adds no text. Real values visit a few hundred. */
const MAX_STEPS = 10_000;

export interface Expansion {
  /** What was expanded up to the first problem; Postfix itself gives nothing then. */
  readonly text: string;
  /** Names whose value was used but that have none, each once. Postfix uses an empty text, without a word. */
  readonly undefined: readonly string[];
  /** Postfix stops with a fatal error if there is one. */
  readonly problems: readonly ExpressionProblem[];
}

/** A name in an expression. */
export interface NameUse {
  readonly name: string;
  readonly span: Span;
}

/**
 * Expands a value as Postfix does when a program reads the parameter, and as `postconf -x` does (util/mac_expand.c with
 * MAC_EXP_FLAG_RECURSE): the values of names are expanded in their turn; only the branch that a condition chooses is
 * looked at; `${name?…}` tests the value before its own expansion.
 *
 * `lookup` gives the unexpanded value of a parameter, set or default, or undefined where there is none.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): Expansion {
  const expander = new Expander(text, lookup);
  const output: string[] = [];
  expander.run({ text, parts: expander.parse(text) }, 0, 0, output);
  return { text: output.join(""), undefined: [...expander.undefined], problems: expander.problems };
}

/** The names that Postfix sees in a value without expanding it, both branches of conditions included, in its order. */
export function references(text: string): readonly NameUse[] {
  return scan(text).names;
}

/** What a scan found. */
interface Scan {
  readonly names: readonly NameUse[];
  readonly problems: readonly ExpressionProblem[];
}

const NOTHING: Scan = { names: [], problems: [] };

/** Many hosts have the same values. */
const recentScans = remembering<Scan>({ results: 1000, length: 1000 });

/**
 * Goes through a value as `postconf` does when it looks for unused and undefined names (MAC_EXP_FLAG_SCAN): the names
 * up to the first problem, and the problem; where both operands of a comparison have one, both.
 */
export function scan(text: string): Scan {
  return text.includes("$") ? recentScans(text, () => scanAnew(text)) : NOTHING;
}

function scanAnew(text: string): Scan {
  const names: NameUse[] = [];
  const problems: ExpressionProblem[] = [];
  const fail = (problem: ExpressionProblem): false => {
    problems.push(problem);
    return false;
  };
  const visitAll = (parts: readonly Part[]): boolean => parts.every(visit);
  const visitBranch = (branch: Branch | undefined): boolean => branch === undefined || visitAll(branch.parts);
  const visit = (part: Part): boolean => {
    if (part.kind === "literal" || part.kind === "escape") return true;
    if (part.kind === "invalid") return fail(part.problem);
    if (part.kind === "reference") names.push({ name: part.name.text, span: part.name.span });
    else {
      // Each operand is a run of its own: the right one is looked at whatever the left one held.
      const operands = [visitBranch(part.left), visitBranch(part.right)];
      if (operands.includes(false)) return false;
    }
    if (!visitBranch(part.consequent) || !visitBranch(part.alternate)) return false;
    return part.problem === undefined || fail(part.problem);
  };
  visitAll(parseExpression(text).parts);
  return { names, problems };
}

/** Values that refer to one another are read again and again, by each that leads to them. */
const recentParts = remembering<readonly Part[]>({ results: 1000, length: 1000 });

/** A text under expansion. */
interface Frame {
  readonly text: string;
  readonly parts: readonly Part[];
  /** For the value of a parameter: its name, who asked for it, and the place in the outermost text that led here. */
  readonly caller?: { readonly name: string; readonly frame: Frame; readonly at: Span };
}

class Expander {
  readonly undefined = new Set<string>();
  readonly problems: ExpressionProblem[] = [];
  readonly #lookup: (name: string) => string | undefined;
  readonly #parsed = new Map<string, readonly Part[]>();
  #room: number;
  #steps: number;

  constructor(text: string, lookup: (name: string) => string | undefined) {
    this.#lookup = lookup;
    // The text that was given may be long without being hostile.
    this.#room = text.length + MAX_EXPANSION;
    this.#steps = text.length + MAX_STEPS;
  }

  parse(text: string): readonly Part[] {
    const parts = this.#parsed.get(text) ?? recentParts(text, () => parseExpression(text).parts);
    this.#parsed.set(text, parts);
    return parts;
  }

  /** Appends to `output`; false once there is a problem. `level` and `depth` are those of the parser. */
  run(frame: Frame, level: number, depth: number, output: string[]): boolean {
    for (const part of frame.parts) {
      if (level > MAX_NESTING || depth > MAX_DEPTH) return this.#nesting(frame, part);
      if (this.#steps-- <= 0) return this.#fail(frame, part.span, "too-large", "The expansion takes too many steps.");
      switch (part.kind) {
        case "invalid":
          return this.#report(frame, part.problem);
        case "literal":
        case "escape": {
          const text = part.kind === "escape" ? "$" : frame.text.slice(part.span.start, part.span.end);
          this.#room -= text.length;
          if (this.#room < 0) return this.#fail(frame, part.span, "too-large", "The expansion becomes too long.");
          output.push(text);
          break;
        }
        default:
          if (!this.#conditional(part, frame, level, depth, output)) return false;
      }
    }
    return true;
  }

  #conditional(part: Reference | Comparison, frame: Frame, level: number, depth: number, output: string[]): boolean {
    let value: string | undefined;
    if (part.kind === "reference") value = this.#lookup(part.name.text);
    else {
      const holds = this.#compare(part, frame, depth);
      if (holds === null) return false;
      value = holds ? "true" : "";
    }
    const { consequent, alternate, problem } = part;
    if (consequent === undefined && alternate === undefined && problem === undefined) {
      if (value === undefined && part.kind === "reference") this.undefined.add(part.name.text);
      if (value === undefined || value === "") return true;
      return this.run(this.#enter(part, value, frame), level + 1, depth + 1, output);
    }
    const chosen = value === undefined || value === "" ? alternate : consequent;
    if (chosen !== undefined && !this.run({ ...frame, parts: chosen.parts }, level + 1, depth + 1, output))
      return false;
    return problem === undefined || this.#report(frame, problem);
  }

  /** Whether the comparison holds, or null if it cannot be made. */
  #compare(part: Comparison, frame: Frame, depth: number): boolean | null {
    const left: string[] = [];
    const right: string[] = [];
    const fine = [
      this.run({ ...frame, parts: part.left.parts }, 0, depth + 1, left),
      this.run({ ...frame, parts: part.right.parts }, 0, depth + 1, right),
    ];
    if (fine.includes(false)) return null;
    const result = compare(left.join(""), part.operator.text, right.join(""), part.suffix?.text);
    if (typeof result === "boolean") return result;
    this.#fail(frame, part.span, result.kind, result.message);
    return null;
  }

  /** The frame of a value that stands for `part`: a parameter's, or what a comparison without condition gives. */
  #enter(part: Reference | Comparison, value: string, frame: Frame): Frame {
    const parts = this.parse(value);
    if (part.kind === "comparison") return { ...frame, text: value, parts };
    const at = frame.caller?.at ?? part.span;
    return { text: value, parts, caller: { name: part.name.text, frame, at } };
  }

  #nesting(frame: Frame, part: Part): false {
    const path: string[] = [];
    for (let caller = frame.caller; caller !== undefined; caller = caller.frame.caller) path.unshift(caller.name);
    const last = path.at(-1);
    const cycle = last === undefined ? [] : path.slice(path.lastIndexOf(last, -2));
    const message =
      cycle.length > 1 ? `The value refers to itself: ${cycle.join(" → ")}.` : "Expressions are nested too deeply.";
    return this.#fail(frame, part.span, "nesting", message);
  }

  #fail(frame: Frame, at: Span, kind: ExpressionProblemKind, message: string): false {
    return this.#report(frame, { kind, message, at });
  }

  #report({ caller }: Frame, problem: ExpressionProblem): false {
    this.problems.push(caller === undefined ? problem : { ...problem, at: caller.at, within: caller.name });
    return false;
  }
}
