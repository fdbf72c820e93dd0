// Compression inside TLS.
import { rfc } from "../../core/api.js";
import { cve, defineCheck, finding, inconclusive, OK, ok } from "./check.js";
import { bySurvey, classicVersions, severityFor } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "crime",
    summary: "TLS compresses what is sent",
    severity: "warning",
    docs: {
      why: "What repeats gets shorter: from the length of compressed messages somebody on the way can guess a secret piece by piece, if they can make the client send text of their choice beside it (CRIME). In mail that is rare, but nothing is won by compression either.",
      tried: "Nothing beyond the survey: one hello for each version offers DEFLATE as well.",
      seen: "A server that chooses it.",
      remedy: "Switch compression off in the TLS library's options; current libraries have none.",
      references: [rfc(9325, "3.3"), cve("CVE-2012-4929")],
    },
    messages: {
      chosen:
        "The server compresses inside TLS, so that the length of messages gives secrets away (CRIME). Switch compression off.",
    },
  },
  interpret: (observed) =>
    bySurvey(observed, (survey) => {
      if (classicVersions(survey).length === 0) return ok("There is no compression in TLS 1.3.");
      const { compression } = survey.sightings.features;
      if (compression === null) return inconclusive("No hello that offers compression was answered.");
      return compression ? finding("chosen", { severity: severityFor(observed, "warning", "info") }) : OK;
    }),
});
