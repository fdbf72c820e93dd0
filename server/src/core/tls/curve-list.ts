// OpenSSL's lists of key exchange groups, as SSL_CTX_set1_groups_list (once set1_curves_list) reads them: which groups, in
// which order. Other separators (Postfix's auto curves) are their product's business: `resolveGroupName` takes one name.

import { namedGroups, type NamedGroup } from "./groups.js";
import { splitList } from "./openssl-list.js";
import type { OpenSslLibrary } from "./openssl-table.js";
import { remembering } from "./recent.js";

interface Span {
  readonly start: number;
  readonly end: number;
}

export interface GroupListElement {
  /** Without the white space around it. */
  readonly span: Span;
  readonly text: string;
  /** The name behind the prefixes. */
  readonly name: string;
  /** Null where the library has no such group; for `DEFAULT` as well. */
  readonly group: NamedGroup | null;
  /** `?`: an unknown name is no error. */
  readonly optional: boolean;
  /** `-`: removes the group from what stands before. */
  readonly removes: boolean;
  /** `*`: a client sends a key share for it; a server ignores it. */
  readonly keyShare: boolean;
}

export interface GroupListResult {
  /** Whether the library accepts the list. */
  readonly valid: boolean;
  readonly error: { readonly message: string; readonly span: Span } | null;
  /** The preferred first; empty when the list is not valid. */
  readonly groups: readonly NamedGroup[];
  /** The same in tuples (`/`): since 3.5 a server takes its key share preference from the first tuple that it can. */
  readonly tuples: readonly (readonly NamedGroup[])[];
  /** Up to the first wrong one, and it. */
  readonly elements: readonly GroupListElement[];
  /** Unknown names behind `?`, which do nothing. */
  readonly ignored: readonly string[];
}

/** Source: `TLS_DEFAULT_GROUP_LIST` and `SUITE_B_GROUP_LIST` in ssl/t1_lib.c of 3.5. */
const PSEUDO_GROUPS: Readonly<Record<string, string>> = {
  DEFAULT: "?*X25519MLKEM768/?*X25519:?secp256r1/?X448:?secp384r1:?secp521r1/?ffdhe2048:?ffdhe3072",
  DEFAULT_SUITE_B: "secp256r1:secp384r1",
};

/** Source: `OPENSSL_CLIENT_MAX_KEY_SHARES` in ssl/ssl_local.h of 3.5. */
const MAX_KEY_SHARES = 4;

const SERIES: readonly OpenSslLibrary[] = ["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5"];
const names = new Map<OpenSslLibrary, ReadonlyMap<string, NamedGroup>>();

/**
 * The group that a library knows by this name. Case matters before 3.5. `secp256r1` and other registered names that are
 * not OpenSSL's own are known since 3.0. Source: `nid_cb` of 1.0.2 and 1.1.1, `tls1_group_name2id` since 3.0.
 */
export function resolveGroupName(name: string, library: OpenSslLibrary): NamedGroup | undefined {
  const since3 = SERIES.indexOf(library) >= SERIES.indexOf("openssl-3.0");
  const fold = (text: string): string => (library === "openssl-3.5" ? text.toLowerCase() : text);
  let known = names.get(library);
  if (known === undefined) {
    const has = ({ opensslSince }: NamedGroup) =>
      opensslSince !== null && SERIES.indexOf(opensslSince) <= SERIES.indexOf(library);
    const entries = namedGroups()
      .filter(has)
      .flatMap((group) => namesIn(group, since3).map((own) => [fold(own), group] as const));
    names.set(library, (known = new Map(entries)));
  }
  return known.get(fold(name));
}

/** The registered name is the last one, where it is not OpenSSL's own as well. */
function namesIn({ openssl, iana }: NamedGroup, since3: boolean): readonly string[] {
  return since3 ? openssl : openssl.filter((name, i) => name !== iana || i === 0);
}

/**
 * The meaning of `text` to a library. Never throws; time is linear in its length (a group occurs only once in the result).
 * Source: SSL_CTX_set1_groups_list(3), and `tls1_set_groups_list` in ssl/t1_lib.c of each.
 */
export function evaluateGroupList(text: string, library: OpenSslLibrary): GroupListResult {
  return recent(`${library} ${text}`, () => evaluate(text, library));
}

const recent = remembering<GroupListResult>();

function evaluate(text: string, library: OpenSslLibrary): GroupListResult {
  const list = new GroupList(library);
  if (library === "openssl-3.5") list.readTuples(text);
  else list.readItems(text);
  const { error, elements, ignored } = list;
  const tuples = error === null ? list.tuples.filter((tuple) => tuple.size > 0).map((tuple) => [...tuple]) : [];
  return { valid: error === null, error, groups: tuples.flat(), tuples, elements, ignored };
}

class GroupList {
  readonly tuples: Set<NamedGroup>[] = [new Set()];
  readonly elements: GroupListElement[] = [];
  readonly ignored: string[] = [];
  error: GroupListResult["error"] = null;
  readonly #library: OpenSslLibrary;
  readonly #keyShares = new Set<NamedGroup>();

  constructor(library: OpenSslLibrary) {
    this.#library = library;
  }

  /** list = tuple { "/" tuple }. The list may be empty, a tuple may not. */
  readTuples(text: string): void {
    if (/^[ \t-\r]*$/.test(text)) return;
    for (const { part, start } of splitList(text, "/")) {
      if (part === "") this.#fail("A group is missing here", start, start);
      if (this.error !== null) return;
      this.readItems(part, start);
      if (this.tuples.at(-1)?.size !== 0) this.tuples.push(new Set());
    }
    if (this.#keyShares.size > MAX_KEY_SHARES)
      this.#fail(`More than ${MAX_KEY_SHARES} groups have "*"`, 0, text.length);
  }

  /** tuple = item { ":" item }. */
  readItems(text: string, offset = 0): void {
    for (const { part, start } of splitList(text, ":")) {
      const span = { start: offset + start, end: offset + start + part.length };
      if (part === "") this.#fail("A group is missing here", span.start, span.end);
      else this.elements.push(this.#read(part, span));
      if (this.error !== null) return;
    }
  }

  /** item = { "?" | "-" | "*" } name; each prefix once. */
  #read(text: string, span: Span): GroupListElement {
    const prefix = this.#library === "openssl-3.5" ? (/^[?*-]*/.exec(text)?.[0] ?? "") : "";
    const name = text.slice(prefix.length);
    const optional = prefix.includes("?");
    const removes = prefix.includes("-");
    const keyShare = prefix.includes("*");
    const pseudo = this.#library === "openssl-3.5" ? PSEUDO_GROUPS[name.toUpperCase()] : undefined;
    const group = pseudo === undefined ? (resolveGroupName(name, this.#library) ?? null) : null;
    if (new Set(prefix).size < prefix.length)
      this.#fail(`A prefix stands twice in ${JSON.stringify(text)}`, span.start, span.end);
    else if (name === "") this.#fail("A group is missing here", span.start, span.end);
    else if (pseudo !== undefined) {
      if (optional || removes) this.#fail(`${name} takes no prefix but "*"`, span.start, span.end);
      // OpenSSL puts "*" before the list; the first group of DEFAULT then has two, which is an error there, too.
      else for (const item of `${keyShare ? "*" : ""}${pseudo}`.split(/[:/]/)) this.#read(item, span);
    } else if (group !== null) this.#apply(group, removes, keyShare, span);
    else if (optional) this.ignored.push(name);
    else this.#fail(`This OpenSSL knows no group ${JSON.stringify(name)}`, span.start, span.end);
    return { span, text, name, group, optional, removes, keyShare };
  }

  #apply(group: NamedGroup, removes: boolean, keyShare: boolean, span: Span): void {
    const holder = this.tuples.find((tuple) => tuple.has(group));
    if (removes) {
      holder?.delete(group);
      this.#keyShares.delete(group);
    } else if (holder === undefined) {
      this.tuples.at(-1)?.add(group);
      if (keyShare) this.#keyShares.add(group);
    } else if (this.#library !== "openssl-3.5") {
      this.#fail(`${group.iana} stands in the list twice`, span.start, span.end);
    }
  }

  #fail(problem: string, start: number, end: number): void {
    this.error ??= { message: `${problem}; OpenSSL refuses the whole list.`, span: { start, end } };
  }
}
