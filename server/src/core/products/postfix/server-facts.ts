// The TLS of a server with its certificates: which suites its keys allow, the primes, whose preference counts.

import type { Fact, Origin } from "../../posture/fact.js";
import type { Endpoint } from "../../posture/posture.js";
import type { CipherSuite } from "../../tls/suites.js";
import { suiteByIana } from "../../tls/suites.js";
import type { ProtocolVersion } from "../../tls/versions.js";
import { certificateFact } from "./certificate-facts.js";
import { type LoadedCertificate, readCertificates } from "./certificates.js";
import { asksForCertificates } from "./ciphers.js";
import { type DhPolicy, dhPolicy, primeBits } from "./dh.js";
import type { Model } from "./model.js";
import type { Scope } from "./scope.js";
import type { Side } from "./side.js";
import { sniFact } from "./sni-certificates.js";
import { factsOf, readSettings, suitesByVersion, type TlsFacts } from "./tls-facts.js";

/** Groups with which TLS 1.3 signs by an EC key (RFC 8446 §4.2.3). */
const SIGNING_CURVES = new Set(["secp256r1", "secp384r1", "secp521r1"]);

/** Whether a key serves for a suite in a version (`ssl_set_masks` in ssl/ssl_lib.c, `tls_choose_sigalg` in ssl/t1_lib.c). */
function serves({ keyType, curve }: LoadedCertificate, { kx, auth }: CipherSuite, version: ProtocolVersion): boolean {
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
      return (
        keyType === "ec" || ((keyType === "ed25519" || keyType === "ed448") && version === "TLSv1.2" && kx === "ECDHE")
      );
    default:
      return false;
  }
}

/** Bits of a prime below which a security level refuses it (`ssl_security_default_callback`). */
const PRIME_AT_LEVEL = [1024, 1024, 2048, 3072, 7680, 15360] as const;

function hasPrime(policy: DhPolicy, { kx }: CipherSuite, level: number): boolean {
  if (kx !== "DHE" || policy.kind === "auto" || policy.kind === "unknown") return true;
  return policy.kind === "fixed" && (level === 0 || policy.bits >= (PRIME_AT_LEVEL[Math.min(level, 5)] ?? 0));
}

/** The smallest prime that any suite gets; absent where no suite needs one. */
function dhFact(
  policy: DhPolicy,
  suites: NonNullable<TlsFacts["suites"]>["value"],
  certificates: readonly LoadedCertificate[],
): Pick<Endpoint, "dhBits"> {
  const old = Object.entries(suites).flatMap(([version, names]) => (version === "TLSv1.3" ? [] : names));
  const bits = [...new Set(old)].flatMap((name) => {
    const suite = suiteByIana(name);
    return suite?.kx === "DHE" ? (primeBits(policy, suite, certificates) ?? []) : [];
  });
  return bits.length === 0 ? {} : { dhBits: { value: Math.min(...bits), origin: policy.origin } };
}

function preferenceOf(scope: Scope): Fact<"server" | "client"> {
  const setting = scope.get("tls_preempt_cipherlist");
  const origin: Origin = setting?.origin ?? { kind: "default", setting: "tls_preempt_cipherlist" };
  return { value: scope.bool("tls_preempt_cipherlist") === true ? "server" : "client", origin };
}

/** All facts about the TLS of a server. */
export function serverFacts(
  model: Model,
  scope: Scope,
  side: Extract<Side, "smtpd" | "tlsproxy">,
  required: boolean,
): TlsFacts {
  return scope.remembered(`server ${side} ${required}`, (from) => factsAnew(model, from, side, required));
}

function factsAnew(model: Model, scope: Scope, side: "smtpd" | "tlsproxy", required: boolean): TlsFacts {
  // Only a server that insists on the certificate asks OpenSSL for more than level 0 (src/tls/tls_server.c, since 3.1).
  const insists = required && scope.bool(`${side}_tls_req_ccert`) === true;
  const reading = readSettings(scope, side, required, {}, insists ? 1 : undefined);
  const preference = preferenceOf(scope);
  const certificates = readCertificates(model, scope, side, asksForCertificates(scope, side, required));
  const failure =
    certificates.kind === "failed" ? { tlsFailure: { value: certificates.reason, origin: certificates.origin } } : {};
  if ("unclear" in reading)
    return {
      preference,
      ...certificateFact(model, scope, side, certificates),
      ...failure,
      undetermined: reading.unclear,
    };
  const { permitted } = reading;
  const facts = factsOf(permitted, scope);
  if (certificates.kind === "unknown" || certificates.kind === "failed") {
    const { reason } = certificates;
    const names = certificates.kind === "unknown" ? (["suites", "certificates"] as const) : (["suites"] as const);
    return { ...facts, ...failure, preference, undetermined: names.map((fact) => ({ fact, reason })) };
  }
  const keys = certificates.kind === "loaded" ? certificates.certificates : [];
  const dh = dhPolicy(model, scope, side);
  const allowed = Object.fromEntries(
    Object.entries(facts.permittedSuites.value).map(([version, names]) => [version, new Set(names)]),
  );
  const suites = suitesByVersion(permitted.ciphers.suites, facts.versions.value, (suite, version) => {
    if (allowed[version]?.has(suite.iana) !== true || !hasPrime(dh, suite, permitted.securityLevel)) return false;
    if (suite.anonymous) return version !== "TLSv1.3";
    return keys.some((key) => serves(key, suite, version));
  });
  const versions = facts.versions.value.filter((version) => facts.tlsFailure || suites[version] !== undefined);
  const unknownPrime = dh.kind === "unknown" ? [{ fact: "dhBits" as const, reason: dh.reason }] : [];
  return {
    ...facts,
    versions: { ...facts.versions, value: versions },
    suites: { value: suites, origin: permitted.ciphers.origin },
    ...certificateFact(model, scope, side, certificates),
    ...sniFact(model, scope),
    ...dhFact(dh, suites, keys),
    preference,
    undetermined: unknownPrime,
  };
}
