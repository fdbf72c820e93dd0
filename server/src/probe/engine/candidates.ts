// What a server is asked for: every suite of a version, in sets that belong together. No judgement, no connection.

import { cipherSuites, compareVersions, weaknesses, type CipherSuite, type ProtocolVersion } from "../../core/api.js";
import { perVersion } from "./per-version.js";

/** The suites of one version. */
export interface Candidates {
  /** What servers that have a kind of key exchange are likely to have, each kind by itself, so that few offers are made in vain. */
  readonly likely: readonly (readonly CipherSuite[])[];
  /** Everything else: obsolete and rare suites. */
  readonly rest: readonly CipherSuite[];
}

/**
 * Most suites in one hello, so that it stays within one segment of the network (1,460 bytes with 400 for the suites); old
 * load balancers lose hellos in several.
 */
const MAX_SUITES = 200;

const LIKELY = ["ECDHE ECDSA", "ECDHE RSA", "DHE RSA", "RSA RSA", "DHE anon", "ECDHE anon"];

/** What TLS 1.3 servers have (RFC 8446 §9.1), as opposed to what is registered. */
const LIKELY_MODERN = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"];

/** What authenticates and exchanges keys. */
export function kindOf({ kx, auth }: CipherSuite): string {
  return `${kx} ${auth}`;
}

/** Every suite that can be negotiated with a version. */
export const candidates = perVersion((version): Candidates => {
  const sorted = suitesOf(version).sort((a, b) => Number(b.aead) - Number(a.aead) || b.bits - a.bits);
  if (version === "SSLv2") return { likely: [sorted], rest: [] };
  const isLikely =
    version === "TLSv1.3"
      ? ({ iana }: CipherSuite) => LIKELY_MODERN.includes(iana)
      : (suite: CipherSuite) => LIKELY.includes(kindOf(suite)) && isCommon(suite);
  const [likely, rest] = [sorted.filter(isLikely), sorted.filter((suite) => !isLikely(suite))];
  if (version === "TLSv1.3") return { likely: [likely], rest };
  const kinds = LIKELY.map((kind) => likely.filter((suite) => kindOf(suite) === kind));
  return { likely: kinds.filter((set) => set.length > 0), rest };
});

/**
 * SSL 3.0 is asked for what came with TLS 1.0 as well: RFC 4492 has elliptic curves for TLS only, yet OpenSSL before 1.1.0 and
 * JSSE negotiate them there.
 */
function suitesOf(version: ProtocolVersion): CipherSuite[] {
  const from = version === "SSLv3" ? "TLSv1" : version;
  return cipherSuites().filter(
    (suite) =>
      suite.id !== 0 &&
      // SSL 2.0 has kinds of its own, and TLS 1.3 suites of its own.
      (version === "SSLv2") === (suite.minVersion === "SSLv2") &&
      (version === "TLSv1.3") === (suite.minVersion === "TLSv1.3") &&
      compareVersions(suite.minVersion, from) <= 0 &&
      compareVersions(version, suite.maxVersion) <= 0,
  );
}

/** What is in the TLS libraries of today (OpenSSL 1.1.1 and later): that is what most servers have all of. */
function isCommon(suite: CipherSuite): boolean {
  const { enc, openssl, anonymous, nullEncryption, iana } = suite;
  if (openssl === null || nullEncryption || weaknesses(suite).some((weakness) => weakness !== "anonymous"))
    return false;
  const rare = /^28147|^ARIA_\d+_CBC$/u.test(enc) || iana.endsWith("_OLD") || (anonymous && enc.startsWith("ARIA"));
  return !rare;
}

/** What a server must have been given for a suite. */
export const NEEDS = ["certificate", "Diffie-Hellman parameters", "nothing", "shared secret"] as const;
export type Need = (typeof NEEDS)[number];

/** A server that chooses a suite without having what it needs fails, and so hides all other suites of the hello. */
export function needOf({ kx, auth, anonymous }: CipherSuite): Need {
  if (/PSK$|^(?:SRP|KRB5|ECCPWD|GOST)$/u.test(kx) || auth.startsWith("GOST")) return "shared secret";
  if (anonymous) return "nothing";
  return kx === "DHE" ? "Diffie-Hellman parameters" : "certificate";
}

/** In sets of which none can hide another: those with needs that the server is known to meet together, each other need by itself. */
export function byNeed(
  suites: readonly CipherSuite[],
  met: ReadonlySet<Need> = new Set(),
): readonly (readonly CipherSuite[])[] {
  const others = NEEDS.filter((need) => !met.has(need));
  const sets = [
    suites.filter((suite) => met.has(needOf(suite))),
    ...others.map((need) => suites.filter((suite) => needOf(suite) === need)),
  ];
  return sets.flatMap(inSets);
}

/** In sets that fit into one hello. */
function inSets(suites: readonly CipherSuite[]): readonly (readonly CipherSuite[])[] {
  return Array.from({ length: Math.ceil(suites.length / MAX_SUITES) }, (_, index) =>
    suites.slice(index * MAX_SUITES, (index + 1) * MAX_SUITES),
  );
}
