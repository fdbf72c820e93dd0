// The TLS of one listener: what its settings come to with the library, the keys and the primes at hand. No judgement here.

import type { Fact } from "../../posture/fact.js";
import type { Endpoint, FactName } from "../../posture/posture.js";
import { evaluateGroupList } from "../../tls/curve-list.js";
import type { NamedGroup } from "../../tls/groups.js";
import { evaluateCipherString, tls13Suites } from "../../tls/openssl-cipher-string.js";
import {
  defaultGroups,
  isModulusPermitted,
  negotiatedGroups,
  negotiatedSuites,
  permittedSuites,
  suitesByVersion,
  type ServerSetup,
  usualSecurityLevel,
  versionsOf,
} from "../../tls/openssl-server.js";
import { type CipherSuite, suiteByOpenSsl } from "../../tls/suites.js";
import { PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import { weaknesses } from "../../tls/weakness.js";
import type { Model } from "./model.js";
import { type LoadedCertificate, loadPair, loadPrime } from "./named.js";
import { fromMinimum, fromProtocols } from "./protocol-versions.js";
import type { Effective, Scope } from "./scope.js";
import { readBool } from "./values.js";
import { atLeast } from "./version.js";

/** The facts, and whether TLS gets as far as a handshake. */
export interface TlsReading {
  readonly facts: TlsFacts;
  readonly starts: boolean;
}

type TlsFacts = Pick<
  Endpoint,
  | ("versions" | "latentVersions" | "suites" | "permittedSuites" | "latentSuites" | "groups")
  | ("certificates" | "dhBits" | "preference" | "tlsFailure" | "undetermined")
>;

interface Versions {
  readonly effective: Effective;
  /** Null where the value is none that Dovecot knows. */
  readonly permitted: readonly ProtocolVersion[] | null;
}

export function permittedVersions(model: Model, scope: Scope): Versions {
  const old = !atLeast(model.version, "2.3");
  const effective = scope.get(old ? "ssl_protocols" : "ssl_min_protocol");
  const { value } = effective;
  return { effective, permitted: old ? fromProtocols(value) : fromMinimum(value, model.version) };
}

interface Ciphers {
  readonly effective: Effective;
  readonly older: readonly CipherSuite[];
  readonly latent: readonly CipherSuite[];
  /** OpenSSL's, in force during the handshake. */
  readonly securityLevel: number;
  readonly error: string | null;
}

/** Dovecot sets up neither pre-shared keys nor SRP, and without those OpenSSL never negotiates their suites. */
const isSetUp = ({ kx }: CipherSuite): boolean => !/PSK$|^SRP$/.test(kx);

/** The cipher string, which may also set the security level. */
export function ciphersOf(model: Model, scope: Scope): Ciphers {
  const effective = scope.get("ssl_cipher_list");
  const { library } = model;
  const { valid, error, suites, securityLevel } = evaluateCipherString(effective.value, library);
  const weak = evaluateCipherString(effective.value, library, { weakBuild: true }).suites.filter(isSetUp);
  const latent = weak.filter((suite) => !suites.includes(suite) && weaknesses(suite).length > 0);
  return {
    effective,
    older: suites.filter(isSetUp),
    latent,
    securityLevel: securityLevel ?? usualSecurityLevel(library),
    error: valid && suites.length > 0 ? null : (error?.message ?? "no cipher suite is left"),
  };
}

/**
 * The suites of TLS 1.3; null where OpenSSL refuses the list. Unknown names are passed over since OpenSSL 3 (`ciphersuite_cb` in
 * ssl/ssl_ciph.c). LMTP of 2.3 does not pass the setting on (src/lib-master/master-service-ssl.c).
 */
export function modernSuites(model: Model, scope: Scope, isLmtp: boolean): readonly CipherSuite[] | null {
  const { library } = model;
  const standard = tls13Suites(library);
  const { value } = scope.get("ssl_cipher_suites");
  if (value === "" || (isLmtp && !atLeast(model.version, "2.4"))) return standard;
  const names = value.split(":").filter((name) => name !== "");
  const found = names.flatMap((name) => {
    const suite = suiteByOpenSsl(name);
    return suite?.minVersion === "TLSv1.3" ? [suite] : [];
  });
  if (found.length === 0 || (library === "openssl-1.1.1" && found.length < names.length)) return null;
  return [...new Set(found)];
}

export function groupsOf(
  model: Model,
  scope: Scope,
): { readonly effective: Effective; readonly groups: readonly NamedGroup[] | null } {
  const effective = scope.get("ssl_curve_list");
  const { library } = model;
  if (effective.value === "") return { effective, groups: defaultGroups(library) };
  const { valid, groups } = evaluateGroupList(effective.value, library);
  return { effective, groups: valid ? groups : null };
}

function preferenceOf(model: Model, scope: Scope): Fact<"server" | "client"> {
  const { value, origin } = scope.get(model.names.preferServer);
  const server = atLeast(model.version, "2.4") ? value === "server" : readBool(value) === true;
  return { value: server ? "server" : "client", origin };
}

/** Security bits of the digest of a signature: below those of the level, OpenSSL does not load the certificate (`ssl_security_cert_sig`). */
const WEAK_DIGESTS = new Set(["md5", "sha1", "md5-sha1"]);

function refusedByLevel({ certificate }: LoadedCertificate, level: number): string | null {
  const { keyType, keyBits, signatureHash, subject, issuer } = certificate;
  if ((keyType === "rsa" || keyType === "dsa") && !isModulusPermitted(keyBits, level))
    return `its key of ${keyBits} bits is too short`;
  const selfSigned = subject === issuer;
  if (level >= 1 && !selfSigned && signatureHash !== undefined && WEAK_DIGESTS.has(signatureHash))
    return `its signature uses ${signatureHash}`;
  return null;
}

interface Certificates {
  readonly loaded: readonly LoadedCertificate[];
  readonly failure: { readonly reason: string; readonly setting: string } | null;
  readonly unknown: string | null;
}

function certificatesOf(model: Model, scope: Scope, level: number): Certificates {
  const { names } = model;
  const pairs = [[names.cert, names.key]];
  if (scope.get(names.altCert).value !== "") pairs.push([names.altCert, names.altKey]);
  const loaded: LoadedCertificate[] = [];
  for (const [cert = "", key = ""] of pairs) {
    const pair = loadPair(model, scope, cert, key);
    if (pair.kind !== "loaded")
      return pair.kind === "bad"
        ? { loaded, failure: pair, unknown: null }
        : { loaded, failure: null, unknown: pair.reason };
    const refused = refusedByLevel(pair, level);
    if (refused !== null) {
      const reason = `OpenSSL refuses the certificate in ${pair.file} at security level ${level}: ${refused}`;
      return { loaded, failure: { reason, setting: cert }, unknown: null };
    }
    loaded.push(pair);
  }
  return { loaded, failure: null, unknown: null };
}

/** All facts about the TLS of a listener that has TLS. */
export function tlsFacts(model: Model, scope: Scope, isLmtp: boolean): TlsReading {
  const undetermined: { fact: FactName; reason: string }[] = [];
  const unclear = (reason: string, ...facts: readonly FactName[]): void => {
    for (const fact of facts) if (!undetermined.some((one) => one.fact === fact)) undetermined.push({ fact, reason });
  };
  const { library, names } = model;
  const versions = permittedVersions(model, scope);
  const ciphers = ciphersOf(model, scope);
  const { effective: curves, groups } = groupsOf(model, scope);
  const modern = modernSuites(model, scope, isLmtp);
  for (const { name, unknown } of [versions.effective, ciphers.effective, curves])
    if (unknown) unclear(`${name} is not known`, "versions", "suites", "groups");

  const failures: Fact<string>[] = [];
  const fail = (value: string, { origin }: Pick<Effective, "origin">): void => void failures.push({ value, origin });
  if (ciphers.error !== null && !ciphers.effective.unknown)
    fail(`ssl_cipher_list is refused: ${ciphers.error}`, ciphers.effective);
  if (groups === null && !curves.unknown) fail("ssl_curve_list is refused", curves);
  const suitesSetting = scope.get("ssl_cipher_suites");
  if (suitesSetting.unknown) unclear("ssl_cipher_suites is not known", "suites");
  else if (modern === null) fail("ssl_cipher_suites names no suite of TLS 1.3", suitesSetting);
  if (versions.permitted === null && !versions.effective.unknown)
    fail(`${versions.effective.name} is not understood`, versions.effective);
  const level = ciphers.securityLevel;
  const certificates = certificatesOf(model, scope, level);
  const { failure, unknown } = certificates;
  if (failure) fail(failure.reason, scope.get(failure.setting));
  const prime = loadPrime(model, scope);
  if (prime.kind === "bad") fail(prime.reason, scope.get(names.dh));
  else if (prime.kind === "bits" && prime.bits !== null && !isModulusPermitted(prime.bits, level))
    fail(`OpenSSL refuses DH parameters of ${prime.bits} bits at security level ${level}`, scope.get(names.dh));
  if (prime.kind === "unknown") unclear(prime.reason, "dhBits");
  if (unknown !== null) unclear(unknown, "suites", "certificates");

  const permitted = versions.permitted ?? [];
  const available = versionsOf(library, level);
  const setup: ServerSetup = {
    library,
    securityLevel: level,
    versions: permitted.filter((version) => available.includes(version)),
    suites: [...(modern ?? []), ...ciphers.older],
    groups: groups ?? [],
  };
  const byNone = versionsOf(library, 0);
  const allowed = permittedSuites(setup);
  const keys = certificates.loaded.flatMap(({ certificate, usable }) => (usable ? [certificate] : []));
  const bits = prime.kind === "bits" ? prime.bits : null;
  const suites = negotiatedSuites(setup, keys, bits);
  const isKnown = (fact: FactName): boolean => !undetermined.some((one) => one.fact === fact);
  const base = isKnown("suites") ? suites : allowed;
  const used = setup.versions.filter((version) => failures.length > 0 || base[version] !== undefined);
  const starts = failures.length === 0;
  if (starts && unknown === null && Object.keys(suites).length === 0)
    fail("no cipher suite is left for these certificates and versions", ciphers.effective);
  const usesPrime = Object.values(suites).some((all) => all.some((iana) => /^TLS_DH(?:E_|_anon_)/.test(iana)));
  const { origin } = versions.effective;
  const facts: TlsFacts = {
    ...(isKnown("versions") && {
      versions: { value: used, origin },
      latentVersions: { value: permitted.filter((version) => !byNone.includes(version)), origin },
    }),
    ...(isKnown("suites") && { suites: { value: suites, origin: ciphers.effective.origin } }),
    permittedSuites: { value: allowed, origin: ciphers.effective.origin },
    latentSuites: { value: suitesByVersion(ciphers.latent, PROTOCOL_VERSIONS), origin: ciphers.effective.origin },
    ...(isKnown("groups") && { groups: { value: negotiatedGroups(setup.groups, used), origin: curves.origin } }),
    ...(isKnown("certificates") &&
      failure === null && {
        certificates: {
          value: certificates.loaded.map(({ certificate, chain, file }) => ({ ...certificate, chain, file })),
          origin: scope.get(names.cert).origin,
        },
      }),
    ...(bits !== null && usesPrime && { dhBits: { value: bits, origin: scope.get(names.dh).origin } }),
    preference: preferenceOf(model, scope),
    ...(failures[0] && { tlsFailure: failures[0] }),
    undetermined,
  };
  return { facts, starts };
}
