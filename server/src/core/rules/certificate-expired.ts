// A certificate whose time is over.
import { certificateName, dayOf, shownCertificates } from "../posture/certificate.js";
import { chainOf } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "certificate-expired",
    summary: "The certificate has expired",
    severity: "error",
    fix: "none",
    docs: {
      why: "Mail programs refuse a server whose certificate has expired, and so do servers that verify certificates (MTA-STS, level `secure`): their mail waits and then bounces. Servers that do not verify go on delivering, so that nobody may notice on port 25. The server itself does not look at the date of its own certificate.",
      remedy:
        "Renew the certificate, and find out why that did not happen by itself. Reload the server afterwards, and build a Postfix table of `tls_server_sni_maps` anew.",
      references: [rfc(5280, "4.1.2.5")],
    },
    messages: {
      server:
        "{certificate} expired on {day}: whoever verifies certificates refuses this server. Renew it and reload the server.",
      client:
        "{certificate} expired on {day}: servers that ask for a certificate may refuse this client. Renew it, or remove the setting if no server asks for it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/old.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "server", line: 1, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/ssl/new.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/old.pem": { pem: chainOf({ notAfter: Date.UTC(2026, 10, 1) }), status: { mode: 0o600 } },
          "/etc/ssl/new.pem": { pem: chainOf(), status: { mode: 0o600 } },
        },
        today: "2026-11-24",
      },
    ],
  },
  *check(endpoint, { now }) {
    if (now === null) return;
    for (const { certificate, at } of shownCertificates(endpoint)) {
      const { notAfter } = certificate;
      if (notAfter === undefined || now <= notAfter) continue;
      yield {
        message: endpoint.role,
        data: { certificate: certificateName(certificate), day: dayOf(notAfter) },
        severity: endpoint.role === "client" ? "warning" : "error",
        at,
      };
    }
  },
});
