// The cipher suites of SSL 2.0 to TLS 1.3 and their names. No opinion on them: see weakness.ts.

import {
  CIPHER_BITS,
  type Authentication,
  type Cipher,
  type KeyExchange,
  type Mac,
  type SuiteRow,
} from "./algorithms.js";
import { SUITE_ROWS } from "./suites.generated.js";
import type { ProtocolVersion } from "./versions.js";

export interface CipherSuite {
  /** The number on the wire: two bytes in SSL 3.0 and TLS, three in SSL 2.0. */
  readonly id: number;
  /** The registered name; of a suite that never was registered the name by which it is known (`SSL_CK_RC4_128_WITH_MD5`). */
  readonly iana: string;
  /** Its newest OpenSSL name; null where no OpenSSL has it. */
  readonly openssl: string | null;
  readonly gnutls: string | null;
  readonly kx: KeyExchange;
  readonly auth: Authentication;
  readonly enc: Cipher;
  /** Effective strength of `enc`. */
  readonly bits: number;
  readonly mac: Mac;
  readonly minVersion: ProtocolVersion;
  /** The last version with which implementations negotiate it; RFCs retired DES, IDEA and export suites earlier. */
  readonly maxVersion: ProtocolVersion;
  readonly aead: boolean;
  /** Both sides contribute an ephemeral key, so that a stolen long-term key opens no recorded session. */
  readonly forwardSecrecy: boolean;
  readonly anonymous: boolean;
  readonly nullEncryption: boolean;
  /** Weakened on purpose for the export laws of the 1990s. */
  readonly export: boolean;
}

/** SRP is ephemeral too, but is not counted: neither RFC 9325 §4.1 nor OpenSSL's security level 3 names it. */
const EPHEMERAL: ReadonlySet<KeyExchange> = new Set([
  "DHE",
  "ECDHE",
  "DHE_PSK",
  "ECDHE_PSK",
  "ECCPWD",
  "CECPQ1",
  "any",
] as const);

function decode([id, iana, openssl, gnutls, kx, auth, enc, mac, minVersion, maxVersion]: SuiteRow): CipherSuite {
  return {
    id,
    iana,
    openssl: openssl.split(" ", 1)[0] || null,
    gnutls: gnutls || null,
    kx,
    auth,
    enc,
    bits: CIPHER_BITS[enc],
    mac,
    minVersion,
    maxVersion,
    aead: mac === "AEAD",
    forwardSecrecy: EPHEMERAL.has(kx),
    anonymous: auth === "anon" || auth === "NULL",
    nullEncryption: enc === "NULL",
    export: iana.includes("EXPORT"),
  };
}

interface Index {
  readonly all: readonly CipherSuite[];
  readonly byId: ReadonlyMap<number, CipherSuite>;
  readonly byIana: ReadonlyMap<string, CipherSuite>;
  readonly byOpenSsl: ReadonlyMap<string, CipherSuite>;
  readonly byGnuTls: ReadonlyMap<string, CipherSuite>;
}

let built: Index | undefined;

/** Built on first use: an editor that never meets a suite never pays for the table. */
function index(): Index {
  return (built ??= buildIndex());
}

function buildIndex(): Index {
  const all: CipherSuite[] = [];
  const byId = new Map<number, CipherSuite>();
  const byIana = new Map<string, CipherSuite>();
  const byOpenSsl = new Map<string, CipherSuite>();
  const byGnuTls = new Map<string, CipherSuite>();
  // SSL 2.0 kinds share some names and one number with TLS suites. They come last in the table, and the first one keeps the key.
  const put = <K>(map: Map<K, CipherSuite>, key: K, suite: CipherSuite) => map.has(key) || map.set(key, suite);
  for (const row of SUITE_ROWS) {
    const suite = decode(row);
    all.push(suite);
    put(byId, suite.id, suite);
    put(byIana, suite.iana, suite);
    for (const name of row[2].split(" ")) if (name !== "") put(byOpenSsl, name, suite);
    if (suite.gnutls !== null) put(byGnuTls, suite.gnutls, suite);
  }
  return { all, byId, byIana, byOpenSsl, byGnuTls };
}

/** Every suite, TLS by number, then the SSL 2.0 kinds. */
export function cipherSuites(): readonly CipherSuite[] {
  return index().all;
}

/** By number: two bytes for SSL 3.0 and TLS, three for an SSL 2.0 kind. 0 is TLS_NULL_WITH_NULL_NULL. */
export function suiteById(id: number): CipherSuite | undefined {
  return index().byId.get(id);
}

/** By IANA name, or by SSL 2.0 name for a kind of SSL 2.0. */
export function suiteByIana(name: string): CipherSuite | undefined {
  return index().byIana.get(name);
}

/** By any name that some OpenSSL gives it. A name shared with an SSL 2.0 kind (`RC4-MD5`) is the TLS suite. */
export function suiteByOpenSsl(name: string): CipherSuite | undefined {
  return index().byOpenSsl.get(name);
}

export function suiteByGnuTls(name: string): CipherSuite | undefined {
  return index().byGnuTls.get(name);
}
