// OpenSSL's cipher-string language, as SSL_CTX_set_cipher_list reads it: which suites, in which order, and which element did it.

import { CipherList, EVERY_SUITE, FIELDS, type Field, type Masks } from "./openssl-cipher-list.js";
import { openSslLibrary, type Language, type Library, type LibrarySuite } from "./openssl-library.js";
import type { OpenSslLibrary } from "./openssl-table.js";
import type { CipherSuite } from "./suites.js";
import { remembering } from "./recent.js";

export { tls13Suites } from "./openssl-library.js";
export type { OpenSslLibrary } from "./openssl-table.js";

interface Span {
  readonly start: number;
  readonly end: number;
}

export type CipherStringOperator = "" | "+" | "-" | "!" | "@";

/** One rule of the string, and whatever behind it OpenSSL skips together with it. */
export interface CipherStringElement {
  readonly span: Span;
  readonly text: string;
  readonly operator: CipherStringOperator;
  /** The suites that it added, moved (`+`, `@STRENGTH`), removed (`-`) or barred (`!`), by OpenSSL name. */
  readonly matched: readonly string[];
  /** It names something that no build of the library knows, or is never read, and so does nothing. */
  readonly ignored: boolean;
}

export interface CipherStringResult {
  /** Whether the library accepts the string. */
  readonly valid: boolean;
  readonly error: { readonly message: string; readonly span: Span } | null;
  /** For TLS 1.2 and older, the preferred first; of every security level. Empty when the string is not valid. */
  readonly suites: readonly CipherSuite[];
  /** Up to the first place where the string is malformed. */
  readonly elements: readonly CipherStringElement[];
  /** The unknown names, in order. */
  readonly ignored: readonly string[];
  /** Of the last `@SECLEVEL=n`; see openssl-security-level.ts for what it then bars. */
  readonly securityLevel: number | null;
}

/** Of strings longer than this nothing is read: no server has one, and each element keeps a list of suites in memory. */
export const MAX_CIPHER_STRING_LENGTH = 256 * 1024;

const SEPARATORS = ":, ;";
const TO_SEPARATOR = /[^:, ;]*/y;

/** Suite B keywords replace the whole string. Source: `check_suiteb_cipher_list`, RFC 6460 §3.1. */
const SUITE_B: readonly (readonly [keyword: string, rules: string])[] = [
  ["SUITEB128ONLY", "ECDHE-ECDSA-AES128-GCM-SHA256"],
  ["SUITEB128C2", "ECDHE-ECDSA-AES256-GCM-SHA384"],
  ["SUITEB128", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"],
  ["SUITEB192", "ECDHE-ECDSA-AES256-GCM-SHA384"],
];

/**
 * The meaning of `text` to a library. Never throws; time and memory are linear in its length.
 * `weakBuild`: a build with every suite that usual ones leave out (enable-weak-ssl-ciphers, IDEA, the legacy provider, SSL 2.0).
 * Source: openssl-ciphers(1), and `ssl_create_cipher_list` in ssl/ssl_ciph.c of each library.
 */
export function evaluateCipherString(
  text: string,
  name: OpenSslLibrary,
  options: { readonly weakBuild?: boolean } = {},
): CipherStringResult {
  const weakBuild = options.weakBuild ?? false;
  return recent(`${name} ${weakBuild} ${text}`, () => evaluate(text, name, weakBuild));
}

const recent = remembering<CipherStringResult>();

function evaluate(text: string, name: OpenSslLibrary, weakBuild: boolean): CipherStringResult {
  const library = openSslLibrary(name, weakBuild);
  const list = new CipherList(library.suites);
  const rules = new Rules(text, library, list);
  const suiteB = SUITE_B.find(([keyword]) => text.startsWith(keyword));
  if (text.length > MAX_CIPHER_STRING_LENGTH) {
    rules.fail(`The cipher string is longer than ${MAX_CIPHER_STRING_LENGTH} characters and was not read.`, 0);
  } else if (suiteB !== undefined) {
    rules.include(...suiteB);
    rules.ignore(suiteB[0].length);
  } else if (text.startsWith("DEFAULT")) {
    rules.include("DEFAULT", library.defaultRules);
    rules.apply("DEFAULT".length);
  } else {
    rules.apply(0);
  }

  const suites = list.active.map(({ suite }) => suite);
  if (suites.length === 0)
    rules.fail("No cipher suite for TLS 1.2 and older is left; OpenSSL refuses such a string.", 0);
  const { error, elements, ignored, securityLevel } = rules;
  return { valid: error === null, error, suites: error === null ? suites : [], elements, ignored, securityLevel };
}

/** Applies the rules of one string to a list, and notes what each did. Source: `ssl_cipher_process_rulestr`. */
class Rules {
  readonly #text: string;
  readonly #library: Library;
  readonly #list: CipherList<LibrarySuite>;
  readonly elements: CipherStringElement[] = [];
  readonly ignored: string[] = [];
  error: CipherStringResult["error"] = null;
  securityLevel: number | null = null;

  constructor(text: string, library: Library, list: CipherList<LibrarySuite>) {
    this.#text = text;
    this.#library = library;
    this.#list = list;
  }

  /** rules = { separator | rule }: a rule ends where it can, and needs no separator behind it. */
  apply(start: number): void {
    let at = start;
    while (at < this.#text.length) at = SEPARATORS.includes(this.#text.charAt(at)) ? at + 1 : this.#rule(at);
  }

  /** The keyword that the string begins with, for the rules that it stands for. */
  include(keyword: string, rules: string): void {
    new Rules(rules, this.#library, this.#list).apply(0);
    this.#element(0, keyword.length, "", this.#list.active);
  }

  /** What follows a Suite B keyword: OpenSSL never looks at it. */
  ignore(start: number): void {
    if (start === this.#text.length) return;
    this.ignored.push(this.#text.slice(start));
    this.#element(start, this.#text.length, "", [], true);
  }

  /** Rejects the string; the first reason is kept. */
  fail(message: string, start: number, end = this.#text.length): void {
    this.error ??= { message, span: { start, end } };
  }

  /** rule = [ "+" | "-" | "!" ] name { "+" name } | "@" command. Returns where it ends. */
  #rule(start: number): number {
    const { language, names, absentNames } = this.#library;
    const operator = operatorAt(this.#text, start);
    let at = start + operator.length;
    let pattern: Masks | null = EVERY_SUITE;
    let ignored = false;
    let chained: boolean;
    do {
      const name = matchAt(language.name, this.#text, at);
      if (name === "") return this.#malformed(start, at);
      at += name.length;
      if (operator === "@") {
        const end = this.#afterItem(at);
        this.#element(start, end, operator, this.#command(name, start, end));
        return end;
      }
      chained = this.#text.charAt(at) === "+";
      if (chained) at += 1;
      const named = names.get(name);
      pattern = named === undefined ? null : narrow(pattern, named, language);
      if (named === undefined && !absentNames.has(name)) {
        ignored = true;
        this.ignored.push(name);
      }
    } while (chained && pattern !== null);
    // An unknown name, or names that contradict each other, take with them all that stands before the next separator.
    if (pattern === null) at = this.#afterItem(at);
    this.#element(start, at, operator, pattern === null ? [] : this.#move(operator, pattern), ignored);
    return at;
  }

  #move(operator: Exclude<CipherStringOperator, "@">, pattern: Masks): readonly LibrarySuite[] {
    switch (operator) {
      case "":
        return this.#list.add(pattern);
      case "-":
        return this.#list.remove(pattern);
      case "+":
        return this.#list.moveToEnd(pattern);
      case "!":
        return this.#list.kill(pattern);
    }
  }

  #command(name: string, start: number, end: number): readonly LibrarySuite[] {
    const { securityLevels } = this.#library.language;
    if (name === "STRENGTH") return this.#list.sortByStrength();
    if (securityLevels && /^SECLEVEL=[0-5]$/.test(name)) {
      this.securityLevel = Number(name.at(-1));
    } else {
      const known = securityLevels ? "@STRENGTH and @SECLEVEL=0 to @SECLEVEL=5" : "@STRENGTH";
      this.fail(`OpenSSL knows no such command here, only ${known}; it refuses the whole string.`, start, end);
    }
    return [];
  }

  /** Neither a name nor a separator: nothing behind it matters any more. */
  #malformed(start: number, at: number): number {
    const character = matchAt(/[^:, ;]?/uy, this.#text, at);
    const problem = character === "" ? "A name is missing here" : `${JSON.stringify(character)} cannot stand here`;
    this.fail(`${problem}; OpenSSL refuses the whole string.`, start, at + character.length);
    return this.#text.length;
  }

  #afterItem(at: number): number {
    return at + matchAt(TO_SEPARATOR, this.#text, at).length;
  }

  #element(
    start: number,
    end: number,
    operator: CipherStringOperator,
    matched: readonly LibrarySuite[],
    ignored = false,
  ): void {
    this.elements.push({
      span: { start, end },
      text: this.#text.slice(start, end),
      operator,
      matched: matched.map(({ suite }) => suite.openssl ?? suite.iana),
      ignored,
    });
  }
}

function operatorAt(text: string, at: number): CipherStringOperator {
  const character = text.charAt(at);
  return character === "+" || character === "-" || character === "!" || character === "@" ? character : "";
}

/** What a sticky pattern matches at `at`. */
function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** `A+B`: both must hold. Null when nothing can be both. */
function narrow(pattern: Masks, by: Masks, language: Language): Masks | null {
  const both: Record<Field, number> = { ...pattern };
  for (const field of FIELDS) {
    if (by[field] === 0) continue;
    if (both[field] === 0) {
      both[field] = by[field];
      if (field === "strength" && language.strengthForgetsDefault) both.default = 0;
    } else if ((both[field] &= by[field]) === 0) {
      return null;
    }
  }
  return both;
}
