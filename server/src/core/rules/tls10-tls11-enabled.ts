// TLS 1.0 or 1.1 where TLS is demanded. Where it is optional, they beat plain text, and nothing is said.
import { enumerate, subject, versionName } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "tls10-tls11-enabled",
    summary: "TLS 1.0 or 1.1 is permitted where TLS is demanded",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "Where users log in and send mail, TLS 1.2 is required: every mail program of the last ten years has it, and TLS 1.0 and 1.1 rest on MD5 and SHA-1. On public port 25 this rule says nothing: there, a sender that is refused TLS 1.0 delivers in plain text or not at all.",
      remedy:
        "Demand TLS 1.2 in the list for services that require TLS. Look at the log first: `grep 'TLSv1 with\\|TLSv1.1 with'` shows who still needs the old versions.",
      references: [rfc(8997, "3"), rfc(8996)],
    },
    messages: {
      server:
        "{subject} accepts {versions}, which RFC 8997 rules out where users log in and send mail. Demand TLS 1.2 or newer; very old mail programs will be refused.",
      client:
        "{subject} accepts {versions}, deprecated by RFC 8996. Demand TLS 1.2 or newer if every server that you require TLS of has it; mail to others would wait.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtpd_tls_mandatory_protocols = !SSLv2, !SSLv3\n",
        findings: [{ message: "server", line: 5, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtpd_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n",
      },
    ],
  },
  *check(endpoint) {
    const { versions } = endpoint;
    // A public port 25 that demands TLS has a worse problem, and no users who log in.
    if (!endpoint.required.value || endpoint.service === "mx" || !versions) return;
    const old = versions.value.filter((version) => version === "TLSv1" || version === "TLSv1.1");
    if (old.length === 0) return;
    const server = endpoint.role === "server";
    yield {
      message: endpoint.role,
      data: { subject: subject(endpoint), versions: enumerate(old.map(versionName)) },
      severity: server ? "warning" : "info",
      at: versions.origin,
      fix: { title: "Demand TLS 1.2 or newer", safety: "unsafe", change: { kind: "disable-versions", versions: old } },
    };
  },
});
