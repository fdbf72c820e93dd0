// What a server is asked for: every suite of a version, in sets that belong together. No judgement, no connection.

import { cipherSuites, compareVersions, weaknesses, type CipherSuite, type ProtocolVersion } from "../../core/api.js";

/** The suites of one version. */
export interface Candidates {
  /** What servers are likely to know, by key exchange: a server that breaks over one kind can still be asked for the others. */
  readonly likely: readonly (readonly CipherSuite[])[];
  /** Everything else: obsolete ciphers, and kinds of key exchange that need what mail servers do not have. */
  readonly rest: readonly (readonly CipherSuite[])[];
}

/**
 * Most suites in one hello, so that it stays within one segment of the network (1,460 bytes with 400 for the suites); old
 * load balancers lose hellos in several.
 */
const MAX_SUITES = 200;

const LIKELY = ["ECDHE ECDSA", "ECDHE RSA", "DHE RSA", "RSA RSA", "DHE anon", "ECDHE anon"];

/** What authenticates and exchanges keys. */
export function kindOf({ kx, auth }: CipherSuite): string {
  return `${kx} ${auth}`;
}

/** Every suite that can be negotiated with `version`. */
export function candidates(version: ProtocolVersion): Candidates {
  const all = cipherSuites().filter(
    (suite) =>
      suite.id !== 0 &&
      // SSL 2.0 has kinds of its own, and TLS 1.3 suites of its own.
      (version === "SSLv2") === (suite.minVersion === "SSLv2") &&
      (version === "TLSv1.3") === (suite.minVersion === "TLSv1.3") &&
      compareVersions(suite.minVersion, version) <= 0 &&
      compareVersions(version, suite.maxVersion) <= 0,
  );
  const sorted = [...all].sort((a, b) => rank(a) - rank(b) || Number(b.aead) - Number(a.aead) || b.bits - a.bits);
  if (version === "TLSv1.3" || version === "SSLv2") return { likely: [sorted], rest: [] };
  const likely = sorted.filter(
    (suite) => LIKELY.includes(kindOf(suite)) && (rank(suite) === 0 || suite.nullEncryption),
  );
  const ofKind = (kind: string): CipherSuite[] =>
    likely.filter((suite) => kindOf(suite) === kind && !suite.nullEncryption);
  const nulls = likely.filter((suite) => suite.nullEncryption);
  const others = sorted.filter((suite) => !likely.includes(suite));
  return {
    likely: [...LIKELY.map(ofKind), nulls].filter((set) => set.length > 0),
    rest: inSets(others),
  };
}

/** Suites that many servers have come first: sets in which all are accepted need the fewest offers. */
function rank(suite: CipherSuite): number {
  const obsolete = weaknesses(suite).some((weakness) => weakness !== "anonymous");
  return (suite.openssl === null ? 2 : 0) + (obsolete ? 1 : 0);
}

/** By what a server may trip over: each kind that is likely by itself, all others together. */
export function byKind(suites: readonly CipherSuite[]): readonly (readonly CipherSuite[])[] {
  const others = suites.filter((suite) => !LIKELY.includes(kindOf(suite)));
  const kinds = LIKELY.map((kind) => suites.filter((suite) => kindOf(suite) === kind));
  return [...kinds, others].filter((set) => set.length > 0);
}

/** In sets that fit into one hello. */
export function inSets(suites: readonly CipherSuite[]): readonly (readonly CipherSuite[])[] {
  return Array.from({ length: Math.ceil(suites.length / MAX_SUITES) }, (_, index) =>
    suites.slice(index * MAX_SUITES, (index + 1) * MAX_SUITES),
  );
}
