// A certificate that demands a stapled answer, and a server that does not staple one.
import { rfc } from "../../core/api.js";
import { defineCheck, finding, inconclusive, OK } from "./check.js";
import { severityFor } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "must-staple",
    summary: "The certificate demands a stapled OCSP response, and none is sent",
    severity: "warning",
    docs: {
      why: "With the feature `status_request` a certificate says that its server always sends a fresh OCSP response along with it. Clients that heed it (GnuTLS, and with it some mail programs) refuse the server otherwise. Postfix and Dovecot cannot staple.",
      tried: "Nothing beyond the survey and the whole handshake: every hello asks for the response.",
      seen: "A certificate with the TLS feature extension, and not one handshake with a response.",
      remedy: "Have the certificate issued anew without this feature, or let a server that can staple stand in front.",
      references: [rfc(7633), rfc(6066, "8")],
    },
    messages: {
      missing:
        "The certificate ({subject}) demands a stapled OCSP response, but the server sends none: clients that heed it refuse the server. Have the certificate issued without this feature.",
    },
  },
  interpret(observed) {
    const { certificates, session, survey } = observed;
    if (certificates.length === 0) return inconclusive("No certificate was seen.");
    const demanding = certificates.find(({ report }) => report.mustStaple);
    const stapled = survey?.sightings.features.ocspStapling === true || (session?.ocspResponse ?? null) !== null;
    if (demanding === undefined || stapled) return OK;
    const { subject } = demanding.report;
    return finding("missing", { data: { subject }, severity: severityFor(observed, "warning", "info") });
  },
});
