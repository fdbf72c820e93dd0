// A certificate whose time has not come.
import { certificateName, dayOf, shownCertificates } from "../posture/certificate.js";
import { chainOf } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "certificate-not-yet-valid",
    summary: "The certificate is not valid yet",
    severity: "error",
    fix: "none",
    docs: {
      why: "A certificate counts from a certain moment on. Before it, whoever verifies certificates refuses the server. It happens when the clock of this machine is wrong, or when a certificate for later was put in place too early.",
      remedy: "Check the clock of this machine. Use the previous certificate until the new one is valid.",
      references: [rfc(5280, "4.1.2.5")],
    },
    messages: {
      future:
        "{certificate} is not valid before {day}: until then, whoever verifies certificates refuses it. Check the clock, or use the previous certificate.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/later.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "future", line: 1, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/ssl/now.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/later.pem": { pem: chainOf({ notBefore: Date.UTC(2027, 0, 1) }), status: { mode: 0o600 } },
          "/etc/ssl/now.pem": { pem: chainOf(), status: { mode: 0o600 } },
        },
        today: "2026-11-24",
      },
    ],
  },
  *check(endpoint, { now }) {
    if (now === null) return;
    for (const { certificate, at } of shownCertificates(endpoint)) {
      const { notBefore } = certificate;
      if (notBefore === undefined || now >= notBefore) continue;
      yield {
        message: "future",
        data: { certificate: certificateName(certificate), day: dayOf(notBefore) },
        severity: endpoint.role === "client" ? "warning" : "error",
        at,
      };
    }
  },
});
