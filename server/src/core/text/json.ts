// JSON (RFC 8259) with places, so that what is wrong with a value can be said where it stands. What the values mean is the caller's.

import type { Span } from "./span.js";

interface JsonMember {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: JsonValue;
}

/** One value with its place. */
export type JsonValue = { readonly span: Span } & (
  | { readonly kind: "object"; readonly members: readonly JsonMember[] }
  | { readonly kind: "array"; readonly items: readonly JsonValue[] }
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null }
);

/** Something wrong at a place of a text. */
export interface JsonProblem {
  readonly message: string;
  readonly span: Span;
}

export type JsonResult =
  { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly problem: JsonProblem };

/** Deeper nesting is refused: no file of ours needs it, and reading is recursive. */
const MAX_DEPTH = 32;

/** Blanks, then one token: punctuation, a string, or a run of anything else. Empty at the end of the text. */
const TOKEN = /[ \t\r\n]*([{}[\],:]|"(?:[^"\\\n]|\\.)*"|[^\s{}[\],:"]+|[^]?)/y;

interface Token {
  readonly text: string;
  readonly span: Span;
}

/** Ends the reading; it never leaves this file. */
class Failure extends Error {
  readonly problem: JsonProblem;

  constructor(message: string, span: Span) {
    super(message);
    this.problem = { message, span };
  }
}

class Reader {
  readonly #text: string;
  #next: Token;
  /** Where the token ends that was taken last. */
  #end = 0;

  constructor(text: string) {
    this.#text = text;
    // A byte order mark may be ignored (RFC 8259 §8.1).
    this.#next = this.#token(text.startsWith("\uFEFF") ? 1 : 0);
  }

  #token(from: number): Token {
    TOKEN.lastIndex = from;
    const text = TOKEN.exec(this.#text)?.[1] ?? "";
    const end = TOKEN.lastIndex;
    return { text, span: { start: end - text.length, end } };
  }

  #take(): Token {
    const token = this.#next;
    this.#end = token.span.end;
    this.#next = this.#token(this.#end);
    return token;
  }

  #skip(text: string): boolean {
    if (this.#next.text !== text) return false;
    this.#take();
    return true;
  }

  #unexpected({ text, span }: Token, expected: string): never {
    if (text === '"') throw new Failure("the closing quotation mark is missing in this line", span);
    throw new Failure(
      text === "" ? `the file ends where ${expected} is expected` : `${expected} is expected here`,
      span,
    );
  }

  document(): JsonValue {
    const value = this.#value(0);
    if (this.#next.text !== "") this.#unexpected(this.#next, "the end of the file");
    return value;
  }

  #value(depth: number): JsonValue {
    const token = this.#take();
    if (depth > MAX_DEPTH) throw new Failure(`this is nested more than ${MAX_DEPTH} levels deep`, token.span);
    if (token.text === "{") return this.#object(token, depth);
    if (token.text === "[") return this.#array(token, depth);
    return { kind: "scalar", value: this.#scalar(token, "a value"), span: token.span };
  }

  #scalar(token: Token, expected: string): string | number | boolean | null {
    try {
      // One token at a time: what a literal, a number and a string are is known to the language itself.
      return JSON.parse(token.text) as string | number | boolean | null;
    } catch {
      return this.#unexpected(token, expected);
    }
  }

  #object({ span: { start } }: Token, depth: number): JsonValue {
    const members: JsonMember[] = [];
    const seen = new Set<string>();
    while (!this.#skip("}")) {
      if (members.length > 0 && !this.#skip(",")) this.#unexpected(this.#next, 'a comma or "}"');
      const key = this.#take();
      const name = key.text.startsWith('"') ? this.#scalar(key, "a name in quotation marks") : null;
      if (typeof name !== "string") return this.#unexpected(key, "a name in quotation marks");
      if (seen.has(name)) throw new Failure(`"${name}" is there twice`, key.span);
      if (!this.#skip(":")) this.#unexpected(this.#next, "a colon");
      seen.add(name);
      members.push({ name, nameSpan: key.span, value: this.#value(depth + 1) });
    }
    return { kind: "object", members, span: { start, end: this.#end } };
  }

  #array({ span: { start } }: Token, depth: number): JsonValue {
    const items: JsonValue[] = [];
    while (!this.#skip("]")) {
      if (items.length > 0 && !this.#skip(",")) this.#unexpected(this.#next, 'a comma or "]"');
      items.push(this.#value(depth + 1));
    }
    return { kind: "array", items, span: { start, end: this.#end } };
  }
}

/** Reads one JSON document; a name that is there twice is refused. Never throws. */
export function readJson(text: string): JsonResult {
  try {
    return { ok: true, value: new Reader(text).document() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, problem: error.problem };
    throw error;
  }
}
