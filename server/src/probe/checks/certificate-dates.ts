// Certificates that have expired, expire soon, or are not valid yet.
import { rfc } from "../../core/api.js";
import { defineCheck } from "./check.js";
import { byCertificateRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "certificate-dates",
    summary: "A certificate has expired, expires soon or is not valid yet",
    severity: "error",
    rules: ["certificate-expired", "certificate-expires-soon", "certificate-not-yet-valid"],
    docs: {
      why: "Mail programs refuse a server whose certificate has expired, and so do servers that verify. Renewal can fail without a word.",
      tried: "Nothing beyond the survey and the whole handshakes: every certificate that they show is read.",
      seen: "A note 60 days before the end, a warning from 30 days on, an error in the last 7 and afterwards; certificates that live for less are not reported before a third of their time is left.",
      remedy: "Renew the certificate, and reload the server.",
      references: [rfc(5280, "4.1.2.5"), rfc(9773)],
    },
    messages: {},
  },
  interpret: byCertificateRule,
});
