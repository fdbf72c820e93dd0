// The primes with which a server negotiates DHE up to TLS 1.2. In TLS 1.3 groups take their place.

import type { Origin } from "../../posture/fact.js";
import type { CipherSuite } from "../../tls/suites.js";
import type { LoadedCertificate } from "./certificates.js";
import type { Model } from "./model.js";
import type { Scope } from "./scope.js";
import type { Side } from "./side.js";
import { atLeast } from "./version.js";

/** How the prime is chosen. `auto`: by the strength of the key (SSL_CTX_set_dh_auto(3)). */
export type DhPolicy =
  | { readonly kind: "fixed"; readonly bits: number; readonly origin: Origin }
  | { readonly kind: "auto" | "none"; readonly origin: Origin }
  | { readonly kind: "unknown"; readonly reason: string; readonly origin: Origin };

/** OpenSSL refuses shorter ones even at security level 0 (ssl/ssl_cert.c, SSL_SECOP_TMP_DH: 80 bits of strength). */
const SHORTEST = 1024;

/** src/tls/tls_dh.c of the release: without a file, 3.7 with OpenSSL 3 lets the library choose; 3.1 compiled in 2048 bits. */
function withoutFile(scope: Scope, setting: string): DhPolicy {
  const origin = { kind: "default", setting } as const;
  if (atLeast(scope.version, "3.7") && scope.library.startsWith("openssl-3")) return { kind: "auto", origin };
  return { kind: "fixed", bits: atLeast(scope.version, "3.1") ? 2048 : 1024, origin };
}

/** The prime of a server. A file that cannot be read is passed over with a warning. */
export function dhPolicy(model: Model, scope: Scope, side: Side): DhPolicy {
  const setting = `${side}_tls_dh1024_param_file`;
  const file = scope.get(setting);
  const origin: Origin = file?.origin ?? { kind: "default", setting };
  const path = file?.value ?? "";
  if (path === "" || (path === "auto" && atLeast(scope.version, "3.7"))) return withoutFile(scope, setting);
  const at = model.locate(path);
  const status = path.startsWith("/") ? (model.files?.status(at) ?? null) : null;
  if (status?.kind === "missing") return withoutFile(scope, setting);
  const objects = status?.kind === "file" ? (model.files?.pem(at) ?? null) : null;
  if (objects === null) return { kind: "unknown", reason: `${path} is not read`, origin };
  // OpenSSL 3 reads PKCS #3 here, and not the X9.42 form that its own `openssl dhparam -dsaparam` writes.
  const modern = scope.library.startsWith("openssl-3");
  if (modern && model.files?.text(at)?.includes("BEGIN X9.42 DH PARAMETERS") === true)
    return withoutFile(scope, setting);
  const index = objects.findIndex(({ kind }) => kind === "dh-parameters");
  const found = objects[index];
  if (found?.kind !== "dh-parameters") return withoutFile(scope, setting);
  if (index > 0 && modern)
    return { kind: "unknown", reason: `${path} has something else before the parameters`, origin };
  const refused = found.bits < SHORTEST && scope.library !== "openssl-1.0.2";
  return refused ? { kind: "none", origin } : { kind: "fixed", bits: found.bits, origin };
}

/** Strength of an RSA or DSA key in the steps that matter here (`ossl_ifc_ffc_compute_security_bits`). */
function primeFor(keyBits: number): number {
  if (keyBits >= 7680) return 8192;
  if (keyBits >= 4096) return 4096;
  if (keyBits >= 3072) return 3072;
  return keyBits >= 2048 ? 2048 : 1024;
}

/** The prime for one suite, or null without one (`ssl_get_auto_dh` in ssl/t1_lib.c of 3.0). */
export function primeBits(
  policy: DhPolicy,
  suite: CipherSuite,
  certificates: readonly LoadedCertificate[],
): number | null {
  if (policy.kind === "fixed") return policy.bits;
  if (policy.kind !== "auto") return null;
  if (suite.anonymous) return suite.bits === 256 ? 3072 : 1024;
  const type = suite.auth === "DSS" ? "dsa" : "rsa";
  const key = certificates.find(({ keyType }) => keyType === type);
  return key ? primeFor(key.keyBits) : null;
}
