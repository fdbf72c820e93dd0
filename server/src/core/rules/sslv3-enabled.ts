// SSL 3.0 is offered, or only the TLS library keeps it out.
import { subject } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "sslv3-enabled",
    summary: "SSL 3.0 is permitted",
    severity: "error",
    fix: "safe",
    docs: {
      why: "SSL 3.0 falls to POODLE: somebody between client and server can read parts of what is sent, a password for example. No mail server in use needs it. On port 25, where TLS is optional, it protects against nobody who tries.",
      remedy: "Leave the protocol list at its default, or exclude SSL 3.0 in it.",
      references: [rfc(7568), rfc(9325, "3.1.1")],
    },
    messages: {
      offered: "{subject} speaks SSL 3.0, which POODLE breaks: a password sent over it can be read. Exclude SSL 3.0.",
      latent:
        "{subject} would speak SSL 3.0 if the TLS library still had it: only the library keeps it out. Exclude SSL 3.0 here, so that it stays out on another system.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_mandatory_protocols = !SSLv2, !TLSv1, !TLSv1.1\nsmtpd_tls_protocols = !SSLv2\n",
        findings: [
          { message: "latent", line: 4, severity: "info" },
          { message: "latent", line: 5, severity: "info" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_mandatory_protocols = !SSLv2, !TLSv1, !TLSv1.1, !SSLv3\nsmtpd_tls_protocols = !SSLv2, !SSLv3\n",
      },
    ],
  },
  *check(endpoint) {
    const data = { subject: subject(endpoint) };
    const fix = {
      title: "Exclude SSL 3.0",
      safety: "safe",
      change: { kind: "disable-versions", versions: ["SSLv3"] },
    } as const;
    const { versions, latentVersions } = endpoint;
    if (versions?.value.includes("SSLv3")) {
      yield {
        message: "offered",
        data,
        severity: endpoint.required.value ? "error" : "warning",
        at: versions.origin,
        fix,
      };
    } else if (latentVersions?.value.includes("SSLv3") && latentVersions.origin.kind === "explicit") {
      yield { message: "latent", data, severity: "info", at: latentVersions.origin, fix };
    }
  },
});
