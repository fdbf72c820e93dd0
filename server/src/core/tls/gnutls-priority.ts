// GnuTLS priority strings, as gnutls_priority_init reads them: into lists of names. What these permit: gnutls-selection.ts.

import {
  BULK_ITEMS,
  CERTIFICATE_TYPES,
  CIPHERS,
  CURVES,
  GOST,
  GROUPS,
  IDLE_OPTIONS,
  KEY_EXCHANGES,
  LEVELS,
  MACS,
  OPTIONS,
  PRIORITY_DEFAULTS,
  PROTOCOLS,
  RETIRED,
  SIGNATURES,
  WHOLE_LIST_ITEMS,
  type PriorityList,
  type PriorityLists,
} from "./gnutls-priority-table.js";
import { NOTHING_SELECTED, select, type Selection } from "./gnutls-selection.js";

interface Span {
  readonly start: number;
  readonly end: number;
}

export interface PriorityElement {
  readonly span: Span;
  readonly text: string;
  /** `@`: names of the machine's own strings. */
  readonly operator: "" | "+" | "-" | "!" | "%" | "@";
  /** GnuTLS accepts it and does nothing: compression methods, OpenPGP, retired names, what it skips without a check. */
  readonly ignored: boolean;
}

export interface PriorityStringResult extends Selection {
  /** Whether the library accepts the string; null when that depends on the machine. */
  readonly valid: boolean | null;
  readonly error: { readonly message: string; readonly span: Span } | null;
  /**
   * `@A,B` at the start: the first of these keywords that the machine's configuration (/etc/gnutls/config) defines stands
   * for a string of its own, so that nothing but errors can be known. Empty otherwise.
   */
  readonly systemKeywords: readonly string[];
  /** Names of `%` options, in order. */
  readonly options: readonly string[];
  /** Up to the first wrong one, and it. */
  readonly elements: readonly PriorityElement[];
}

/** Elements after this many are never read. Source: `MAX_ELEMENTS` in lib/priority.c. */
const MAX_ELEMENTS = 128;
const OPERATORS = ["+", "-", "!", "%"] as const;

/**
 * The meaning of `text` to GnuTLS 3.7 (verified with 3.7.9) where no system-wide configuration restricts it. Never throws;
 * time and memory are linear in its length. Source: GnuTLS manual, "Priority Strings"; `gnutls_priority_init` in lib/priority.c.
 */
export function evaluatePriorityString(text: string): PriorityStringResult {
  const reader = new PriorityReader(text);
  const { elements, options, lists, systemKeywords } = reader;
  let { error } = reader;
  let selection: Selection | null = null;
  if (error === null && systemKeywords.length === 0) {
    selection = select(lists, options.includes("NO_EXTENSIONS"));
    if (selection === null) {
      const message = "No protocol version, or no cipher suite, is left; GnuTLS refuses such a string.";
      error = { message, span: { start: 0, end: text.length } };
    }
  }
  const valid = error !== null ? false : systemKeywords.length > 0 ? null : true;
  return { ...(selection ?? NOTHING_SELECTED), valid, error, systemKeywords, options, elements };
}

type Lists = PriorityLists<Set<string>>;
type Operator = "+" | "-" | "!";

/** Names in capitals → as GnuTLS spells them: it compares without regard to case. */
const byName = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name.toUpperCase(), name]));

/** Items without a prefix, in the order in which GnuTLS looks them up. */
const BARE: readonly (readonly [PriorityList, ReadonlyMap<string, string>])[] = [
  ["macs", byName(MACS)],
  ["ciphers", byName(CIPHERS)],
  ["keyExchanges", byName(KEY_EXCHANGES)],
];
const PREFIXED: readonly (readonly [prefix: string, PriorityList, ReadonlyMap<string, string>])[] = [
  ["VERS-", "protocols", byName(PROTOCOLS)],
  ["CURVE-", "groups", new Map(CURVES.map(([curve, group]) => [curve.toUpperCase(), group || curve]))],
  ["GROUP-", "groups", byName(GROUPS)],
  ["SIGN-", "signatures", byName(SIGNATURES)],
];
/** What follows is not checked. */
const UNCHECKED = ["COMP-", "MAC-", "CIPHER-", "KX-"] as const;

/** Reads one string, and keeps the lists as they are after its last good element. */
class PriorityReader {
  readonly lists: Lists;
  readonly elements: PriorityElement[] = [];
  readonly options: string[] = [];
  readonly systemKeywords: readonly string[];
  error: PriorityStringResult["error"] = null;
  /** A keyword was read: the next one adds to the lists instead of replacing them. */
  #keywordSeen = false;

  constructor(text: string) {
    const spans = split(text);
    const first = spans[0] ?? { start: 0, end: 0 };
    const firstText = text.slice(first.start, first.end);
    const none = firstText.toUpperCase() === "NONE";
    const system = firstText.startsWith("@");
    this.#keywordSeen = none || system;
    this.systemKeywords = system ? firstText.slice(1).split(",") : [];
    const start = (names: readonly string[]): Set<string> => new Set(none ? [] : names);
    this.lists = {
      protocols: start(PRIORITY_DEFAULTS.protocols),
      ciphers: new Set(),
      keyExchanges: new Set(),
      macs: new Set(),
      groups: start(PRIORITY_DEFAULTS.groups),
      signatures: start(PRIORITY_DEFAULTS.signatures),
    };
    for (const [i, span] of spans.entries()) {
      const element = text.slice(span.start, span.end);
      if (i === 0 && (none || system)) this.#element(span, element, system ? "@" : "", false);
      else if (!this.#read(span, element)) break;
    }
  }

  /** element = keyword | "%" option | ("+" | "-" | "!") item. False when it is none of these. */
  #read(span: Span, text: string): boolean {
    const level = LEVELS[text.toUpperCase()];
    const operator = OPERATORS.find((sign) => text.startsWith(sign)) ?? "";
    const name = text.slice(operator.length);
    let effect: boolean | null = null;
    if (level !== undefined) effect = this.#level(level, this.#keywordSeen);
    else if (operator === "%") effect = this.#option(name);
    else if (operator !== "") effect = this.#item(operator, name.toUpperCase());
    if (level !== undefined) this.#keywordSeen = true;
    this.#element(span, text, operator, effect === false);
    if (effect !== null) return true;
    const problem =
      text === ""
        ? "An element is missing here"
        : /^[!-]/.test(text) && LEVELS[name.toUpperCase()] !== undefined
          ? `Keywords like ${JSON.stringify(name)} can be added, but not removed`
          : `GnuTLS does not know ${JSON.stringify(text)}`;
    this.error = { message: `${problem}; it refuses the whole string.`, span };
    return false;
  }

  /** Fills the lists that the keyword names; protocol versions are named by the Suite B keywords alone. */
  #level(level: Partial<PriorityLists<readonly string[]>>, add: boolean): true {
    for (const key of Object.keys(level) as PriorityList[]) {
      if (!add) this.lists[key].clear();
      for (const name of level[key] ?? []) this.lists[key].add(name);
    }
    return true;
  }

  #option(name: string): boolean | null {
    if (!OPTIONS.has(name)) return null;
    this.options.push(name);
    return !IDLE_OPTIONS.has(name);
  }

  /** True when it has an effect, false when GnuTLS ignores it, null when GnuTLS does not know it. */
  #item(operator: Operator, name: string): boolean | null {
    const level = LEVELS[name];
    if (operator === "+" && level !== undefined) return this.#level(level, true);
    for (const [list, names] of BARE) {
      const known = names.get(name);
      if (known !== undefined) return this.#change(operator, list, [known]);
    }
    if (RETIRED.includes(name)) return false;
    for (const [item, { list, names }] of Object.entries(BULK_ITEMS)) {
      // The removal of all DTLS versions includes one that their addition does not.
      if (name.startsWith(item))
        return this.#change(
          operator,
          list,
          item === "VERS-DTLS-ALL" && operator !== "+" ? [...names, "DTLS0.9"] : names,
        );
    }
    for (const [item, { list, names }] of Object.entries(WHOLE_LIST_ITEMS)) {
      if (name.startsWith(item)) return this.#whole(operator, list, names);
    }
    for (const [prefix, list, names] of PREFIXED) {
      if (!name.startsWith(prefix)) continue;
      const known = names.get(name.slice(prefix.length));
      return known === undefined ? null : this.#change(operator, list, [known]);
    }
    if (name.startsWith("CTYPE-")) return certificateType(name);
    if (UNCHECKED.some((prefix) => name.startsWith(prefix))) return false;
    if (!name.startsWith("GOST")) return null;
    this.#change(operator, "groups", GOST.groups);
    for (const list of ["signatures", "macs", "ciphers", "keyExchanges"] as const)
      this.#whole(operator, list, GOST[list]);
    return true;
  }

  #change(operator: Operator, list: PriorityList, names: readonly string[]): true {
    for (const name of names) {
      if (operator === "+") this.lists[list].add(name);
      else this.lists[list].delete(name);
    }
    return true;
  }

  #whole(operator: Operator, list: PriorityList, names: readonly string[]): true {
    if (operator !== "+") this.lists[list].clear();
    else this.#change(operator, list, names);
    return true;
  }

  #element(span: Span, text: string, operator: PriorityElement["operator"], ignored: boolean): void {
    this.elements.push({ span, text, operator, ignored });
  }
}

/** Types of certificates change no suite. */
function certificateType(name: string): boolean | null {
  const type = name.replace(/^CTYPE-(?:(?:CLI|SRV)-)?/, "");
  // "ALL" may have anything behind it, a type may not.
  if (CERTIFICATE_TYPES.includes(type) || type.startsWith("ALL")) return true;
  return name.startsWith("CTYPE-OPENPGP") ? false : null;
}

/** The elements between colons. White space is skipped before the first, blanks before the others, nothing behind any. */
function split(text: string): readonly Span[] {
  const spans: Span[] = [];
  let start = /^[ \t\n\v\f\r]*/.exec(text)?.[0].length ?? 0;
  for (;;) {
    const colon = text.indexOf(":", start);
    spans.push({ start, end: colon === -1 ? text.length : colon });
    if (colon === -1 || spans.length === MAX_ELEMENTS) return spans;
    start = colon + 1;
    while (text.charAt(start) === " ") start += 1;
  }
}
