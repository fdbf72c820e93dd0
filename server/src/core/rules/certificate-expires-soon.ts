// A certificate whose time is nearly over.
import { certificateName, dayOf, shownCertificates } from "../posture/certificate.js";
import { chainOf } from "../posture/example-certificates.js";
import { definePostureRule, rfc, type Severity } from "./rule.js";

const DAY = 86_400_000;

/** How close to its end a certificate is worth which word. */
const NOTICE: readonly { readonly days: number; readonly severity: Severity }[] = [
  { days: 7, severity: "error" },
  { days: 30, severity: "warning" },
  { days: 60, severity: "info" },
];

/** Certificates are renewed when a third of their time is left (RFC 9773 §4.2): of one that lives for days, that is soon enough. */
const DUE = 1 / 3;

/** How urgent the renewal is; null while it is not due, or once it is too late. */
function urgency(notBefore: number, notAfter: number, now: number): Severity | null {
  const left = notAfter - now;
  if (left < 0 || left > (notAfter - notBefore) * DUE) return null;
  return NOTICE.find(({ days }) => left <= days * DAY)?.severity ?? null;
}

export const rule = definePostureRule({
  meta: {
    id: "certificate-expires-soon",
    summary: "The certificate expires soon",
    severity: "warning",
    fix: "none",
    docs: {
      why: "When a certificate expires, mail programs refuse the server, and so do servers that verify certificates. Renewal takes time and can fail without a word. It is a note 60 days before, a warning from 30 days on and an error in the last 7; certificates that live for less are not reported before a third of their time is left.",
      remedy: "Renew the certificate, or see to it that its renewal runs. Reload the server afterwards.",
      references: [rfc(5280, "4.1.2.5"), rfc(9773)],
    },
    messages: {
      soon: "{certificate} expires on {day}, in {days}: then whoever verifies certificates refuses it. Renew it, or check that its renewal runs.",
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
  *check(endpoint, { now }) {
    if (now === null) return;
    for (const { certificate, at } of shownCertificates(endpoint)) {
      const { notBefore = -Infinity, notAfter } = certificate;
      const severity = notAfter === undefined ? null : urgency(notBefore, notAfter, now);
      if (notAfter === undefined || severity === null) continue;
      const left = Math.floor((notAfter - now) / DAY);
      const days = left === 0 ? "less than a day" : left === 1 ? "1 day" : `${left} days`;
      const data = { certificate: certificateName(certificate), day: dayOf(notAfter), days };
      yield { message: "soon", data, severity, at };
    }
  },
});
