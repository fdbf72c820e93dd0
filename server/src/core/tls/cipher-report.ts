// The `ciphers` report: what a cipher string comes to with a library. Names and shapes are the command line's contract.

import { evaluatePriorityString } from "./gnutls-priority.js";
import { evaluateCipherString, tls13Suites } from "./openssl-cipher-string.js";
import { isOpenSslLibrary } from "./openssl-table.js";
import type { CipherSuite } from "./suites.js";

/** The GnuTLS whose priority strings are understood. */
const GNUTLS = "gnutls-3.7";

export interface CipherReport {
  readonly library: string;
  /** Whether the library accepts the string; null where that depends on the machine's own configuration. */
  readonly valid: boolean | null;
  /** What the string selects, the preferred first. An OpenSSL string selects nothing of TLS 1.3. */
  readonly suites: readonly CipherSuite[];
  /** Suites of TLS 1.3 that the library offers whatever the string says. */
  readonly tls13: readonly CipherSuite[];
  /** What the library skips without a word, in order. */
  readonly ignored: readonly string[];
  readonly error: string | null;
}

/** Expands an OpenSSL cipher string or a GnuTLS priority string; null for a library that is not known. */
export function cipherReport(text: string, library: string): CipherReport | null {
  if (library === GNUTLS) return gnuTlsReport(text);
  if (!isOpenSslLibrary(library)) return null;
  const { valid, suites, ignored, error } = evaluateCipherString(text, library);
  const tls13 = valid ? tls13Suites(library) : [];
  return { library, valid, suites, tls13, ignored, error: error?.message ?? null };
}

function gnuTlsReport(text: string): CipherReport {
  const { valid, suites, elements, systemKeywords, error } = evaluatePriorityString(text);
  const ignored = elements.filter((element) => element.ignored).map((element) => element.text);
  const unknown =
    systemKeywords.length === 0
      ? null
      : `@${systemKeywords.join(",")} stands for what /etc/gnutls/config of the server says.`;
  return { library: GNUTLS, valid, suites, tls13: [], ignored, error: error?.message ?? unknown };
}

/** Suites of one strength, in the order given. */
export interface Strength {
  /** Effective bits; 0 is no encryption. */
  readonly bits: number;
  readonly suites: readonly CipherSuite[];
}

/** Groups by strength, the strongest first. */
export function byStrength(suites: readonly CipherSuite[]): readonly Strength[] {
  const bits = [...new Set(suites.map((suite) => suite.bits))].sort((a, b) => b - a);
  return bits.map((strength) => ({ bits: strength, suites: suites.filter((suite) => suite.bits === strength) }));
}
