// Why a cipher suite is obsolete. What a policy may still forbid (no forward secrecy, CBC, SHA-1) is no weakness here.

import type { CipherSuite } from "./suites.js";

interface WeaknessTests {
  /** No encryption: RFC 9325 §4.1 (MUST NOT). */
  null: boolean;
  /** A kind of SSL 2.0: RFC 6176 §3 (MUST NOT); DROWN, CVE-2016-0800. */
  sslv2: boolean;
  /** Keys of 40 or 56 bits, on purpose: RFC 9325 §4.1 (MUST NOT); FREAK, CVE-2015-0204, and Logjam, CVE-2015-4000. */
  export: boolean;
  /** Nobody is authenticated, so anybody can stand between: RFC 5246 §A.5 (MUST NOT, unless the application asks for it). */
  anonymous: boolean;
  /** Single DES, 56 bits at most: RFC 5469 §4, RFC 9325 §4.1 (MUST NOT below 112 bits). */
  des: boolean;
  /** RC2: 40 or 56 bits in export suites, RFC 9325 §4.1; otherwise only in SSL 2.0, RFC 6176 §3. */
  rc2: boolean;
  /** RC4, whose output is biased: RFC 7465 §2 (MUST NOT). */
  rc4: boolean;
  /** 3DES, 64-bit blocks: RFC 9325 §4.1 (SHOULD NOT below 128 bits); SWEET32, CVE-2016-2183. */
  "3des": boolean;
  /** IDEA, 64-bit blocks: RFC 5469 §4, and RFC 5246 §1.2, which removed it. */
  idea: boolean;
  /** SEED: superseded by ARIA, and in OpenSSL's legacy provider since 3.0 (OSSL_PROVIDER-legacy(7)). */
  seed: boolean;
  /** HMAC-MD5: RFC 6151 §2; barred by OpenSSL's default security level (SSL_CTX_set_security_level(3)). */
  md5: boolean;
}

export type Weakness = keyof WeaknessTests;

/** In the order of the declaration above, which is that of the answer. */
function tests({ enc, mac, minVersion, ...suite }: CipherSuite): WeaknessTests {
  return {
    null: suite.nullEncryption,
    sslv2: minVersion === "SSLv2",
    export: suite.export,
    anonymous: suite.anonymous,
    des: enc === "DES_CBC" || enc === "DES40_CBC",
    rc2: enc.startsWith("RC2"),
    rc4: enc.startsWith("RC4"),
    "3des": enc === "3DES_EDE_CBC",
    idea: enc === "IDEA_CBC",
    seed: enc === "SEED_CBC",
    md5: mac === "MD5",
  };
}

/** Suites are few and never change, and every finding asks about them again. */
const known = new WeakMap<CipherSuite, readonly Weakness[]>();

/** What is obsolete about a suite, the worst first; empty for a suite that is none of it. */
export function weaknesses(suite: CipherSuite): readonly Weakness[] {
  let found = known.get(suite);
  if (found === undefined) {
    const tested = tests(suite);
    found = (Object.keys(tested) as Weakness[]).filter((weakness) => tested[weakness]);
    known.set(suite, found);
  }
  return found;
}
