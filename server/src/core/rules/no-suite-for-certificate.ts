// A server whose cipher settings leave no suite for the keys that it has.
import { enumerate, subject, versionName } from "../posture/describe.js";
import { chainOf } from "../posture/example-certificates.js";
import type { CertificateFacts, Endpoint } from "../posture/posture.js";
import { suiteByIana } from "../tls/suites.js";
import type { ProtocolVersion } from "../tls/versions.js";
import { definePostureRule, rfc } from "./rule.js";

/** Versions in which the kind of key decides which suites can be used; in TLS 1.3 any key serves for all (RFC 8446 §1.2). */
const OLDER: readonly ProtocolVersion[] = ["TLSv1.2", "TLSv1.1", "TLSv1"];

/** Suites with a certificate: anonymous ones, which hardly a client offers, do not help. */
function certified(suites: Endpoint["suites"], version: ProtocolVersion): readonly string[] {
  return (suites?.value[version] ?? []).filter((name) => suiteByIana(name)?.anonymous !== true);
}

/** The newest version that is permitted, and in which no suite is left. */
function emptyVersion({ permittedSuites, suites }: Endpoint): ProtocolVersion | undefined {
  const newest = OLDER.find((version) => certified(permittedSuites, version).length > 0);
  return newest !== undefined && certified(suites, newest).length === 0 ? newest : undefined;
}

function keyNames(certificates: readonly CertificateFacts[]): string {
  const names = { rsa: "RSA", ec: "ECDSA", ed25519: "Ed25519", ed448: "Ed448", dsa: "DSA" } as const;
  return enumerate([...new Set(certificates.map(({ keyType }) => names[keyType]))]);
}

export const rule = definePostureRule({
  meta: {
    id: "no-suite-for-certificate",
    summary: "No cipher suite is left for the certificate",
    severity: "error",
    fix: "none",
    docs: {
      why: 'Up to TLS 1.2 each cipher suite needs a certificate with a certain kind of key: ECDHE-ECDSA suites one with an elliptic-curve key, ECDHE-RSA suites one with an RSA key. When the cipher settings leave only suites for a kind of key that the server does not have, every handshake ends with "no shared cipher". On port 25 the mail then comes in plain text.',
      remedy:
        "Take the exclusion of this kind of key out of the cipher settings, or add a certificate with a key of the other kind.",
      references: [rfc(8422, "2"), rfc(5246, "7.4.2")],
    },
    messages: {
      none: "{subject} has a certificate with a key for {keys}, and the cipher settings leave no suite for it: no TLS connection succeeds. Let suites for {keys} in again.",
      older:
        "{subject} has a certificate with a key for {keys}, and the cipher settings leave no suite for it in {version}: only clients with TLS 1.3 get through. Let suites for {keys} in again.",
    },
    examples: [
      {
        dialect: "postfix-main",
        serverVersion: "3.7.11",
        bad: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_exclude_ciphers = aECDSA\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "older", line: 1, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: { "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o600 } } },
      },
    ],
  },
  *check(endpoint) {
    const { certificates, suites, tlsFailure, permittedSuites } = endpoint;
    if (endpoint.role === "client" || endpoint.presence === "assumed" || tlsFailure) return;
    if (!suites || !permittedSuites || !certificates || certificates.value.length === 0) return;
    const version = emptyVersion(endpoint);
    if (version === undefined) return;
    yield {
      message: (suites.value["TLSv1.3"] ?? []).length > 0 ? "older" : "none",
      data: { subject: subject(endpoint), keys: keyNames(certificates.value), version: versionName(version) },
      at: suites.origin.kind === "default" ? certificates.origin : suites.origin,
    };
  },
});
