// A certificate whose time is over.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { gravestPerFile, shownCertificates } from "../certificate-uses.js";
import { chainOf } from "../example-certificates.js";
import type { Model } from "../model.js";
import { dayOf } from "../certificate-dates.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "certificate-expired",
    summary: "The certificate has expired",
    severity: "error",
    fix: "none",
    docs: {
      why: "Mail programs refuse a server whose certificate has expired, and so do servers that verify certificates (MTA-STS, level `secure`): their mail waits and then bounces. Servers that do not verify go on delivering, so that nobody may notice on port 25. Postfix itself does not look at the date of its own certificate.",
      remedy:
        "Renew the certificate, and find out why that did not happen by itself. Reload Postfix afterwards, and build a table of `tls_server_sni_maps` anew.",
      references: [rfc(5280, "4.1.2.5")],
    },
    messages: {
      server:
        "The certificate in {file} expired on {day}: whoever verifies certificates refuses this server. Renew it and reload Postfix.",
      client:
        "The certificate in {file} expired on {day}: servers that ask for a certificate may refuse this client. Renew it, or remove the setting if no server asks for it.",
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
  *check(model) {
    const { now } = model;
    if (now === null) return;
    yield* gravestPerFile(
      shownCertificates(model).flatMap(({ certificate: { file, notAfter }, use: { role }, at, path }) => {
        if (now <= notAfter) return [];
        const client = role === "client";
        const severity = client ? ("warning" as const) : ("error" as const);
        return [{ message: client ? "client" : "server", data: { file, day: dayOf(notAfter) }, severity, path, at }];
      }),
    );
  },
});
