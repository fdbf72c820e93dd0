// The facts about the TLS of an endpoint: what settings permit, narrowed to what a server's keys and primes allow.

import type { CertificateFacts, Endpoint, FactName, SuitesByVersion } from "../../posture/posture.js";
import { type CipherSuite, suiteByIana } from "../../tls/suites.js";
import type { ProtocolVersion } from "../../tls/versions.js";
import type { Certificates } from "./certificates.js";
import { negotiatedBits, type Prime } from "./dh.js";
import { fits, type Permitted, type Reading } from "./tls-facts.js";

export type TlsFacts = Pick<
  Endpoint,
  | ("versions" | "latentVersions" | "suites" | "permittedSuites" | "latentSuites" | "groups")
  | ("certificates" | "dhBits" | "preference" | "tlsFailure" | "undetermined")
>;

type Usable = (suite: CipherSuite, version: ProtocolVersion) => boolean;

/** Whether the groups serve for a suite; key exchanges without groups always have what they need. */
function hasGroup({ kx }: CipherSuite, version: ProtocolVersion, { groups }: Permitted): boolean {
  if (version === "TLSv1.3") return groups.length > 0;
  return kx !== "ECDHE" || groups.some(({ kind, minVersion }) => kind === "ecdhe" && minVersion !== "TLSv1.3");
}

function byVersion(permitted: Permitted, gnutls: boolean, usable: Usable): SuitesByVersion {
  const result: Partial<Record<ProtocolVersion, readonly string[]>> = {};
  for (const version of permitted.versions) {
    // Exim sets up nothing for anonymous sessions with GnuTLS (`tls_init` in src/tls-gnu.c).
    const fitting = permitted.suites.filter(
      (suite) =>
        !(gnutls && suite.anonymous) &&
        fits(suite, version, gnutls) &&
        hasGroup(suite, version, permitted) &&
        usable(suite, version),
    );
    if (fitting.length > 0) result[version] = fitting.map(({ iana }) => iana);
  }
  return result;
}

/** Whether the algorithms let the key sign in a version. */
function signs(
  { keyType, curve = "" }: CertificateFacts,
  version: ProtocolVersion,
  { signatures }: Permitted,
): boolean {
  if (signatures === null) return true;
  if (version !== "TLSv1.2" && version !== "TLSv1.3") return true;
  const tls13 = version === "TLSv1.3";
  const prefix =
    keyType === "rsa"
      ? tls13
        ? "rsa_pss_rsae"
        : "rsa_"
      : keyType === "ec"
        ? tls13
          ? `ecdsa_${curve}`
          : "ecdsa_"
        : keyType;
  return signatures.some(({ iana }) => iana.startsWith(prefix));
}

/** Whether a key serves for a suite (RFC 5246 §7.4.2, RFC 8422 §2, RFC 8446 §4.2.3). */
function serves(
  key: CertificateFacts,
  { kx, auth }: CipherSuite,
  version: ProtocolVersion,
  permitted: Permitted,
): boolean {
  const { keyType } = key;
  if (kx !== "RSA" && !signs(key, version, permitted)) return false;
  if (version === "TLSv1.3") return keyType !== "dsa";
  if (auth === "RSA") return keyType === "rsa" && kx !== "DH" && kx !== "ECDH";
  if (auth === "DSS") return keyType === "dsa" && kx !== "DH";
  if (auth !== "ECDSA") return false;
  return (
    keyType === "ec" || ((keyType === "ed25519" || keyType === "ed448") && version === "TLSv1.2" && kx === "ECDHE")
  );
}

const unknown = (reason: string, ...facts: readonly FactName[]): Endpoint["undetermined"] =>
  facts.map((fact) => ({ fact, reason }));

function shared({
  latentVersions,
  latentSuites,
  versionOrigin,
  cipherOrigin,
  groupOrigin,
  groups,
  failure,
}: Permitted) {
  const latent: SuitesByVersion = latentSuites.length === 0 ? {} : { "TLSv1.2": latentSuites.map(({ iana }) => iana) };
  return {
    latentVersions: { value: latentVersions, origin: versionOrigin },
    latentSuites: { value: latent, origin: cipherOrigin },
    groups: { value: groups.map(({ iana }) => iana), origin: groupOrigin },
    ...(failure !== undefined && { tlsFailure: { value: failure, origin: cipherOrigin } }),
  };
}

/** What a transport asks of other servers. */
export function clientFacts(reading: Reading, gnutls: boolean): TlsFacts {
  if ("unclear" in reading) return { undetermined: unknown(reading.unclear, "versions", "suites", "groups") };
  const { permitted } = reading;
  const suites = byVersion(permitted, gnutls, () => true);
  return {
    ...shared(permitted),
    versions: { value: permitted.versions, origin: permitted.versionOrigin },
    permittedSuites: { value: suites, origin: permitted.cipherOrigin },
    suites: { value: suites, origin: permitted.cipherOrigin },
    undetermined: [],
  };
}

function dhFact(
  suites: SuitesByVersion,
  named: Prime,
  { groups }: Permitted,
  gnutls: boolean,
): Pick<Endpoint, "dhBits"> {
  const old = Object.entries(suites).flatMap(([version, names]) => (version === "TLSv1.3" ? [] : names));
  const used = old.some((name) => suiteByIana(name)?.kx === "DHE");
  if (!used || named.kind !== "known") return {};
  const bits = gnutls ? negotiatedBits(named.bits, groups) : named.bits;
  return { dhBits: { value: bits, origin: named.origin } };
}

/** What a server negotiates with its keys and its prime. */
export function serverFacts(reading: Reading, certificates: Certificates, prime: Prime, gnutls: boolean): TlsFacts {
  const keys: Pick<Endpoint, "certificates"> =
    certificates.kind === "loaded"
      ? { certificates: { value: certificates.certificates, origin: certificates.origin } }
      : {};
  const failed =
    certificates.kind === "failed" ? { tlsFailure: { value: certificates.reason, origin: certificates.origin } } : {};
  const hidden = certificates.kind === "unknown" ? unknown(certificates.reason, "certificates") : [];
  if ("unclear" in reading)
    return {
      ...keys,
      ...failed,
      undetermined: [...unknown(reading.unclear, "versions", "suites", "groups", "dhBits"), ...hidden],
    };
  const { permitted } = reading;
  const { serverPreference, versionOrigin, cipherOrigin } = permitted;
  const facts = {
    ...shared(permitted),
    permittedSuites: { value: byVersion(permitted, gnutls, () => true), origin: cipherOrigin },
    preference: { value: serverPreference ? ("server" as const) : ("client" as const), origin: cipherOrigin },
  };
  if (certificates.kind !== "loaded") {
    return {
      ...facts,
      ...failed,
      versions: { value: permitted.versions, origin: versionOrigin },
      undetermined: [...unknown(certificates.reason, "suites"), ...hidden],
    };
  }
  const suites = byVersion(permitted, gnutls, (suite, version) => {
    if (suite.kx === "DHE" && prime.kind === "none" && version !== "TLSv1.3") return false;
    if (suite.anonymous) return version !== "TLSv1.3";
    return certificates.certificates.some((key) => serves(key, suite, version, permitted));
  });
  return {
    ...facts,
    versions: { value: permitted.versions.filter((version) => suites[version] !== undefined), origin: versionOrigin },
    suites: { value: suites, origin: cipherOrigin },
    ...keys,
    ...dhFact(suites, prime, permitted, gnutls),
    undetermined: prime.kind === "unknown" ? unknown(prime.reason, "dhBits") : [],
  };
}
