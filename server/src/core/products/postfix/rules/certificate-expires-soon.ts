// A certificate whose time is nearly over.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { dayOf, daysUntil, urgency } from "../certificate-dates.js";
import { gravestPerFile, shownCertificates } from "../certificate-uses.js";
import { chainOf } from "../example-certificates.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "certificate-expires-soon",
    summary: "The certificate expires soon",
    severity: "warning",
    fix: "none",
    docs: {
      why: "When a certificate expires, mail programs refuse the server, and so do servers that verify certificates. Renewal takes time and can fail without a word. It is a note 60 days before, a warning from 30 days on and an error in the last 7; certificates that live for less are not reported before a third of their time is left.",
      remedy: "Renew the certificate, or see to it that its renewal runs. Reload Postfix afterwards.",
      references: [rfc(5280, "4.1.2.5"), rfc(9773)],
    },
    messages: {
      soon: "The certificate in {file} expires on {day}, in {days}: then whoever verifies certificates refuses it. Renew it, or check that its renewal runs.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/old.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "soon", line: 1, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/ssl/new.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/old.pem": {
            pem: chainOf({ notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2026, 11, 10) }),
            status: { mode: 0o600 },
          },
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
      shownCertificates(model).flatMap(({ certificate, at, path }) => {
        const severity = urgency(certificate, now);
        if (severity === null) return [];
        const { file, notAfter } = certificate;
        const left = daysUntil(notAfter, now);
        const days = left === 0 ? "less than a day" : left === 1 ? "1 day" : `${left} days`;
        return [{ message: "soon", data: { file, day: dayOf(notAfter), days }, severity, path, at }];
      }),
    );
  },
});
