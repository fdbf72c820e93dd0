// What an OpenSSL server negotiates, given its versions, suites, groups, keys and primes. Where those come from is a product's business.

import { evaluateGroupList } from "./curve-list.js";
import type { NamedGroup } from "./groups.js";
import { permittedAtSecurityLevel } from "./openssl-security-level.js";
import type { OpenSslLibrary } from "./openssl-table.js";
import type { CipherSuite } from "./suites.js";
import { compareVersions, type ProtocolVersion } from "./versions.js";

/** The key of a certificate, as far as it decides about suites. */
export interface ServerKey {
  readonly keyType: "rsa" | "ec" | "ed25519" | "ed448" | "dsa";
  readonly keyBits: number;
  readonly curve?: string;
}

/** The level at which distributions build the library: Debian and Ubuntu 2 (openssl-env(7), SSL_CTX_set_security_level(3)); 1.0.2 has none. */
export function usualSecurityLevel(library: OpenSslLibrary): number {
  return library === "openssl-1.0.2" ? 0 : 2;
}

/**
 * Versions that a usual build still has. SSLv2 left default builds with 1.0.2g and SSLv3 with 1.1.0 (OpenSSL CHANGES); TLS 1.3 came
 * with 1.1.1. OpenSSL 3 keeps TLS 1.1 and older for level 0; 1.1.1 drops them from level 3 on (`ssl_security_default_callback`).
 */
export function versionsOf(library: OpenSslLibrary, level: number): readonly ProtocolVersion[] {
  if (library === "openssl-1.0.2") return ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"];
  const all: readonly ProtocolVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
  if (level === 0) return all;
  if (library !== "openssl-1.1.1") return all.slice(2);
  return all.slice([0, 0, 0, 1, 2][Math.min(level, 4)] ?? 2);
}

/** What each library negotiates where nobody says (`supported_groups_default` and its like in ssl/t1_lib.c). */
const DEFAULT_GROUPS: Readonly<Record<OpenSslLibrary, string>> = {
  "openssl-1.0.2": "prime256v1:secp521r1:brainpoolP512r1:brainpoolP384r1:secp384r1:brainpoolP256r1:secp256k1",
  "openssl-1.1.1": "X25519:P-256:X448:P-521:P-384",
  "openssl-3.0": "X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192",
  "openssl-3.5": "DEFAULT",
};

export function defaultGroups(library: OpenSslLibrary): readonly NamedGroup[] {
  return evaluateGroupList(DEFAULT_GROUPS[library], library).groups;
}

const fits = ({ minVersion, maxVersion }: Pick<CipherSuite, "minVersion" | "maxVersion">, version: ProtocolVersion) =>
  compareVersions(minVersion, version) <= 0 && compareVersions(version, maxVersion) <= 0;

/** Groups with which TLS 1.3 signs by an EC key (RFC 8446 §4.2.3). */
const SIGNING_CURVES = new Set(["secp256r1", "secp384r1", "secp521r1"]);

/** Whether a key serves for a suite in a version (`ssl_set_masks` in ssl/ssl_lib.c, `tls_choose_sigalg` in ssl/t1_lib.c). */
export function serves({ keyType, curve }: ServerKey, { kx, auth }: CipherSuite, version: ProtocolVersion): boolean {
  if (version === "TLSv1.3") {
    if (keyType === "ec") return curve !== undefined && SIGNING_CURVES.has(curve);
    return keyType !== "dsa";
  }
  switch (auth) {
    case "RSA":
      return keyType === "rsa" && kx !== "DH" && kx !== "ECDH";
    case "DSS":
      return keyType === "dsa" && kx !== "DH";
    case "ECDSA":
      // EdDSA came to these suites with RFC 8422, for TLS 1.2 alone.
      if (keyType === "ec") return true;
      return (keyType === "ed25519" || keyType === "ed448") && version === "TLSv1.2" && kx === "ECDHE";
    default:
      return false;
  }
}

/** Bits of a prime, or of an RSA or DSA key, below which a security level refuses it (`ssl_security_default_callback`). */
const MODULUS_AT_LEVEL = [0, 1024, 2048, 3072, 7680, 15360] as const;

export function isModulusPermitted(bits: number, level: number): boolean {
  return bits >= (MODULUS_AT_LEVEL[Math.min(level, 5)] ?? 0);
}

/** What a server works with. */
export interface ServerSetup {
  readonly library: OpenSslLibrary;
  readonly securityLevel: number;
  readonly versions: readonly ProtocolVersion[];
  /** TLS 1.3 first, then the cipher string's order. */
  readonly suites: readonly CipherSuite[];
  readonly groups: readonly NamedGroup[];
}

/** Suites by version, the preferred first, by IANA name. */
type Suites = Partial<Record<ProtocolVersion, readonly string[]>>;

/** Suites by version, as far as `usable` says so. */
export function suitesByVersion(
  suites: readonly CipherSuite[],
  versions: readonly ProtocolVersion[],
  usable: (suite: CipherSuite, version: ProtocolVersion) => boolean = () => true,
): Suites {
  const result: Suites = {};
  for (const version of versions) {
    const names = suites.filter((suite) => fits(suite, version) && usable(suite, version)).map(({ iana }) => iana);
    if (names.length > 0) result[version] = names;
  }
  return result;
}

/** Whether the groups serve for a suite; key exchanges without groups always have what they need. */
export function hasGroup({ kx }: CipherSuite, version: ProtocolVersion, groups: readonly NamedGroup[]): boolean {
  if (version !== "TLSv1.3" && kx !== "ECDHE") return true;
  return groups.some((group) => fits(group, version) && (version === "TLSv1.3" || group.kind === "ecdhe"));
}

/** Suites by IANA name that the settings let in, before anything is asked of keys and primes. */
export function permittedSuites(setup: ServerSetup): Suites {
  const { library, securityLevel, groups } = setup;
  return suitesByVersion(
    setup.suites,
    setup.versions,
    (suite, version) => hasGroup(suite, version, groups) && permittedAtSecurityLevel(suite, securityLevel, library),
  );
}

/** Suites with which a handshake succeeds. `prime`: bits for DHE up to TLS 1.2, null without one. */
export function negotiatedSuites(setup: ServerSetup, keys: readonly ServerKey[], prime: number | null): Suites {
  const { library, securityLevel, groups } = setup;
  return suitesByVersion(setup.suites, setup.versions, (suite, version) => {
    if (!hasGroup(suite, version, groups) || !permittedAtSecurityLevel(suite, securityLevel, library)) return false;
    if (suite.kx === "DHE" && version !== "TLSv1.3" && (prime === null || !isModulusPermitted(prime, securityLevel)))
      return false;
    if (suite.anonymous) return version !== "TLSv1.3";
    return keys.some((key) => serves(key, suite, version));
  });
}

/** The groups by IANA name that some of the versions uses; those of finite fields only TLS 1.3 does here. */
export function negotiatedGroups(
  groups: readonly NamedGroup[],
  versions: readonly ProtocolVersion[],
): readonly string[] {
  const older = versions.some((version) => version !== "TLSv1.3");
  return groups
    .filter(
      ({ kind, minVersion, maxVersion }) =>
        (older && kind === "ecdhe" && minVersion !== "TLSv1.3") ||
        (versions.includes("TLSv1.3") && maxVersion === "TLSv1.3"),
    )
    .map(({ iana }) => iana);
}
