// Renegotiation without the protection of RFC 5746.
import { rfc } from "../../core/api.js";
import { cve, defineCheck, finding, inconclusive, OK, ok } from "./check.js";
import { bySurvey, classicVersions } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "insecure-renegotiation",
    summary: "Renegotiation is not protected",
    severity: "warning",
    docs: {
      why: "Without RFC 5746 somebody on the way can begin a connection, send commands of their own, and splice the client's connection onto it: the server takes both for one client. Current libraries (OpenSSL 3) refuse servers without this protection: their mail then comes in plain text, or not at all.",
      tried: "Nothing beyond the survey: every hello says that it knows secure renegotiation.",
      seen: "A ServerHello without the extension `renegotiation_info`. Whether the server would renegotiate at all is not tried.",
      remedy: "Update the TLS library: every one of the last ten years has it.",
      references: [rfc(5746), cve("CVE-2009-3555"), rfc(9325, "3.5")],
    },
    messages: {
      missing:
        "The server does not know secure renegotiation (RFC 5746): commands can be slipped in ahead of a client's, and clients with OpenSSL 3 refuse it. Update the TLS library.",
    },
  },
  interpret: (observed) =>
    bySurvey(observed, (survey) => {
      if (classicVersions(survey).length === 0) return ok("There is no renegotiation in TLS 1.3.");
      const { secureRenegotiation } = survey.sightings.features;
      if (secureRenegotiation === null) return inconclusive("No ServerHello was seen that could tell.");
      return secureRenegotiation ? OK : finding("missing");
    }),
});
