// What a server is asked for: every suite of a version, in sets that belong together. No judgement, no connection.

import { cipherSuites, compareVersions, type CipherSuite, type ProtocolVersion } from "../../core/api.js";

/** The suites of one version. */
export interface Candidates {
  /** What servers are likely to know, by key exchange: a server that breaks over one kind can still be asked for the others. */
  readonly likely: readonly (readonly CipherSuite[])[];
  /** Everything else: kinds of key exchange that need what mail servers do not have, and suites without OpenSSL's support. */
  readonly rest: readonly (readonly CipherSuite[])[];
}

/**
 * Most suites in one hello. Hellos over 255 suites or so trip some servers, and one of 128 stays far below the size (2 KiB) from
 * which on network devices were seen to drop them.
 */
const MAX_SUITES = 128;

const LIKELY = ["ECDHE ECDSA", "ECDHE RSA", "DHE RSA", "RSA RSA", "DHE anon", "ECDHE anon"];

/** Every suite that can be negotiated with `version`, those first that OpenSSL has a name for. */
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
  const named = (suite: CipherSuite): number => (suite.openssl === null ? 1 : 0);
  const sorted = [...all].sort((a, b) => named(a) - named(b) || Number(b.aead) - Number(a.aead) || b.bits - a.bits);
  if (version === "TLSv1.3" || version === "SSLv2") return { likely: [sorted], rest: [] };
  const kind = (suite: CipherSuite): string => `${suite.kx} ${suite.auth}`;
  const isLikely = (suite: CipherSuite): boolean => suite.openssl !== null && LIKELY.includes(kind(suite));
  return {
    likely: LIKELY.map((name) => sorted.filter((suite) => isLikely(suite) && kind(suite) === name)).filter(
      (set) => set.length > 0,
    ),
    rest: chunks(
      sorted.filter((suite) => !isLikely(suite)),
      MAX_SUITES,
    ),
  };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
