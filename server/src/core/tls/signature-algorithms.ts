// The signature algorithms of TLS handshakes and their names. No opinion on them.

import { SIGNATURE_ALGORITHM_ROWS } from "./signature-algorithms.generated.js";
import type { ProtocolVersion } from "./versions.js";
import type { SignatureAlgorithmRow, SignatureHash, SignatureKey } from "./vocabulary-rows.js";

export interface SignatureAlgorithm {
  /** The number on the wire: in TLS 1.2 a hash and a signature (RFC 5246 §7.4.1.4.1), since TLS 1.3 one scheme. */
  readonly id: number;
  /** The registered scheme; for a pair of TLS 1.2 that is none a name formed alike (`dsa_sha256`). */
  readonly iana: string;
  /** Names that OpenSSL takes in lists of signature algorithms: `RSA+SHA256` since 1.0.2, scheme names since 1.1.1. */
  readonly openssl: readonly string[];
  /** As in GnuTLS priority strings, behind `SIGN-`. For TLS 1.3 it names some schemes differently than for TLS 1.2. */
  readonly gnutls: readonly string[];
  readonly hash: SignatureHash;
  readonly key: SignatureKey;
  /** Versions in which a handshake may be signed so (RFC 8446 §4.2.3); before TLS 1.2 there is no choice. */
  readonly minVersion: ProtocolVersion;
  readonly maxVersion: ProtocolVersion;
}

const words = (text: string): readonly string[] => (text === "" ? [] : text.split(" "));

function decode(row: SignatureAlgorithmRow): SignatureAlgorithm {
  const [id, iana, openssl, gnutls, hash, key, minVersion, maxVersion] = row;
  return { id, iana, openssl: words(openssl), gnutls: words(gnutls), hash, key, minVersion, maxVersion };
}

interface Index {
  readonly all: readonly SignatureAlgorithm[];
  readonly byId: ReadonlyMap<number, SignatureAlgorithm>;
  readonly byIana: ReadonlyMap<string, SignatureAlgorithm>;
  readonly byOpenSsl: ReadonlyMap<string, SignatureAlgorithm>;
  readonly byGnuTls: ReadonlyMap<string, SignatureAlgorithm>;
}

let built: Index | undefined;

/** Built on first use. */
function index(): Index {
  if (built !== undefined) return built;
  const all = SIGNATURE_ALGORITHM_ROWS.map(decode);
  return (built = {
    all,
    byId: new Map(all.map((algorithm) => [algorithm.id, algorithm])),
    byIana: new Map(all.map((algorithm) => [algorithm.iana, algorithm])),
    byOpenSsl: new Map(all.flatMap((algorithm) => algorithm.openssl.map((name) => [name, algorithm] as const))),
    byGnuTls: new Map(all.flatMap((algorithm) => algorithm.gnutls.map((name) => [name, algorithm] as const))),
  });
}

/** Every registered scheme, and the pairs of TLS 1.2 that are none, by number. */
export function signatureAlgorithms(): readonly SignatureAlgorithm[] {
  return index().all;
}

export function signatureAlgorithmById(id: number): SignatureAlgorithm | undefined {
  return index().byId.get(id);
}

export function signatureAlgorithmByIana(name: string): SignatureAlgorithm | undefined {
  return index().byIana.get(name);
}

/** By any name that some OpenSSL gives it. */
export function signatureAlgorithmByOpenSsl(name: string): SignatureAlgorithm | undefined {
  return index().byOpenSsl.get(name);
}

/** By any name that GnuTLS gives it, without `SIGN-`. */
export function signatureAlgorithmByGnuTls(name: string): SignatureAlgorithm | undefined {
  return index().byGnuTls.get(name);
}
