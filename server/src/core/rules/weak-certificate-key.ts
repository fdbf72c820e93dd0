// A server's certificate with a key that is too short, or of a kind that has had its day.
import { shownCertificates } from "../posture/certificate.js";
import { subject } from "../posture/describe.js";
import type { CertificateFacts } from "../posture/posture.js";
import { definePostureRule, rfc, type Severity } from "./rule.js";

/** What is wrong with a key, and how badly (RFC 9325 §4.5; NIST SP 800-57 part 1 table 2). */
function weakness({
  keyType,
  keyBits,
}: CertificateFacts): { readonly key: string; readonly severity: Severity } | null {
  if (keyType === "dsa") return { key: `a DSA key of ${keyBits} bits`, severity: "warning" };
  // What one computer factors in days is no key.
  if (keyType === "rsa" && keyBits < 2048)
    return { key: `an RSA key of ${keyBits} bits`, severity: keyBits < 1024 ? "error" : "warning" };
  if (keyType === "ec" && keyBits < 256) return { key: `an EC key of ${keyBits} bits`, severity: "warning" };
  return null;
}

export const rule = definePostureRule({
  meta: {
    id: "weak-certificate-key",
    summary: "The key of the certificate is too weak",
    severity: "warning",
    fix: "none",
    docs: {
      why: "The key of the certificate proves who the server is. RSA keys below 2048 bits can be broken by those with means, DSA is gone from TLS 1.3 and from most libraries, and elliptic curves below 256 bits are as weak as the RSA keys. Many peers refuse such certificates.",
      remedy:
        "Make a new key, RSA of at least 2048 bits or ECDSA with the curve P-256, and have a certificate issued for it.",
      references: [
        rfc(9325, "4.5"),
        { title: "NIST SP 800-57 part 1", url: "https://doi.org/10.6028/NIST.SP.800-57pt1r5" },
      ],
    },
    messages: {
      weak: "{subject} shows a certificate with {key}, which is too weak: peers with current libraries refuse it. Make a new key of at least 2048 bits RSA, or P-256.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/weak.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "weak", line: 1, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/ssl/strong.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: Object.fromEntries(
          [1024, 2048].map((keyBits) => {
            const key = { keyType: "rsa", keyBits, spkiSha256: "mx" } as const;
            const named = { subject: "CN=mx.example.com", issuer: "CN=mx.example.com", sha256: "mx certificate" };
            const certificate = {
              ...key,
              ...named,
              notBefore: 0,
              notAfter: 0,
              dnsNames: ["mx.example.com"],
              isIssuer: false,
            };
            return [
              `/etc/ssl/${keyBits < 2048 ? "weak" : "strong"}.pem`,
              {
                pem: [
                  { kind: "private-key", key, encrypted: false },
                  { kind: "certificate", certificate },
                ],
                status: { mode: 0o600 },
              },
            ];
          }),
        ),
      },
    ],
  },
  *check(endpoint) {
    for (const { certificate, at } of shownCertificates(endpoint)) {
      const found = weakness(certificate);
      if (!found) continue;
      yield { message: "weak", data: { subject: subject(endpoint), key: found.key }, severity: found.severity, at };
    }
  },
});
