// A chain whose certificates do not follow one another.
import { certificateName, chainState, shownCertificates } from "../posture/certificate.js";
import { certificate, INTERMEDIATE, key } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

const ROOT = certificate({ subject: "CN=Root", issuer: "CN=Root", spkiSha256: "root", dnsNames: [], isIssuer: true });

export const rule = definePostureRule({
  meta: {
    id: "certificate-chain-out-of-order",
    summary: "The certificates of the chain are in the wrong order",
    severity: "info",
    fix: "none",
    docs: {
      why: "After the server's own certificate comes that of its issuer, then that of the issuer's issuer. TLS 1.2 demands this order, and not every program sorts what it gets.",
      remedy: "Sort the file: first the server's certificate, then each certificate's issuer right after it.",
      references: [rfc(5246, "7.4.2"), rfc(8446, "4.4.2")],
    },
    messages: {
      order:
        "{certificate} is sent with a chain in which {issuer} does not follow what it issued: some programs that verify certificates cannot sort them. Put each issuer right after what it issued.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/unsorted.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "order", line: 1, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/ssl/sorted.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/unsorted.pem": { pem: [key(), certificate(), ROOT, INTERMEDIATE], status: { mode: 0o600 } },
          "/etc/ssl/sorted.pem": { pem: [key(), certificate(), INTERMEDIATE, ROOT], status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(endpoint) {
    for (const { certificate: leaf, at } of shownCertificates(endpoint)) {
      const state = chainState(leaf);
      if (state.kind !== "disordered") continue;
      const severity = endpoint.service === "submission" || endpoint.service === "access" ? "warning" : "info";
      yield { message: "order", data: { certificate: certificateName(leaf), issuer: state.issuer }, severity, at };
    }
  },
});
