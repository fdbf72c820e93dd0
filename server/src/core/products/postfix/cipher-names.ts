// The names in cipher lists and exclusions: which of them OpenSSL knows, and what an unknown one was meant to be. No settings.

import { evaluateCipherString, type OpenSslLibrary } from "../../tls/openssl-cipher-string.js";
import { openSslLibrary } from "../../tls/openssl-library.js";
import { OPENSSL_LIBRARIES } from "../../tls/openssl-table.js";
import { cipherSuites, suiteByIana } from "../../tls/suites.js";
import { closest } from "../../text/closest.js";
import type { Token } from "../../dialects/postfix-lines.js";
import { split, whole } from "./tokens.js";

/** CIPHER_SEP of src/tls/tls_misc.c. */
export const EXCLUSION_SEPARATORS = ", \t\r\n:";

/** The items of an exclusion list (tls_set_ciphers in src/tls/tls_misc.c). */
export function exclusionItems(text: string): readonly Token[] {
  return split(whole(text), EXCLUSION_SEPARATORS);
}

/** An exclusion must be a plain name. */
export function hasOperator({ text }: Token): boolean {
  return /^[!+\-@]/.test(text);
}

/** Names that lists still carry for what left OpenSSL before 1.0.2: Kerberos, Fortezza, RC5, SSL 2.0 suites of old. */
const LONG_GONE = /^(KRB5|a?KRB5|FZA|[ek]FZA|RC5|EXP-?|NULL-|RC2-|IDEA-)/;

/** Names that some OpenSSL, in some build, knows, and which of the libraries at hand does not matter. */
let known: ReadonlySet<string> | undefined;
function knownNames(): ReadonlySet<string> {
  return (known ??= new Set([
    ...OPENSSL_LIBRARIES.flatMap((name) => {
      const { names, absentNames } = openSslLibrary(name, true);
      return [...names.keys(), ...absentNames];
    }),
    ...cipherSuites().flatMap(({ openssl }) => openssl ?? []),
  ]));
}

/** Why a name does nothing. */
export type Ignored =
  | { readonly why: "tls13" }
  | { readonly why: "iana"; readonly guess: string }
  | { readonly why: "misspelt"; readonly guess: string }
  | { readonly why: "unknown" };

function ignoredName(name: string, library: OpenSslLibrary): Ignored | null {
  const suite = suiteByIana(name);
  if (suite?.minVersion === "TLSv1.3" || name === "TLSv1.3") return { why: "tls13" };
  if (suite) {
    if (library === "openssl-3.5") return null;
    return suite.openssl === null ? { why: "unknown" } : { why: "iana", guess: suite.openssl };
  }
  if (name === "DEFAULT" || name === "COMPLEMENTOFDEFAULT" || knownNames().has(name) || LONG_GONE.test(name))
    return null;
  const sameButCase = [...knownNames()].find((other) => other.toLowerCase() === name.toLowerCase());
  // Of short names every other one is near: "FOO" is no misspelt "RC4".
  const guess = sameButCase ?? (name.length < 5 ? null : closest(name, knownNames()));
  return guess === null ? { why: "unknown" } : { why: "misspelt", guess };
}

/** An element that OpenSSL passes over without a word, `A+B` by the first part that it does not know. */
export interface IgnoredName {
  /** The name, and its place in the text. */
  readonly name: Token;
  /** It was to take suites out (`!`, `-`). */
  readonly excludes: boolean;
  readonly ignored: Ignored;
}

/** The names in a cipher string that do nothing with any library, or not with this one (IANA names). */
export function ignoredNames(text: string, library: OpenSslLibrary): readonly IgnoredName[] {
  return evaluateCipherString(text, library).elements.flatMap(({ operator, span, text: element }) => {
    if (operator === "@") return [];
    for (const { text: part, span: at } of split(whole(element.slice(operator.length)), "+")) {
      const ignored = ignoredName(part, library);
      const start = span.start + operator.length + at.start;
      const name = { text: part, span: { start, end: start + part.length } };
      if (ignored) return [{ name, excludes: operator === "!" || operator === "-", ignored }];
    }
    return [];
  });
}
