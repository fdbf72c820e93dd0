// RSA keys of 512 bits, made for the export laws of the 1990s.
import { rfc } from "../../core/api.js";
import { cve, defineCheck } from "./check.js";
import { bySuiteRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "freak",
    summary: "Export suites with RSA are accepted",
    severity: "error",
    rules: ["weak-cipher-suites"],
    docs: {
      why: "Export suites use RSA keys of 512 bits, which anybody can factor in hours. Clients with an old library could be pushed into them although they did not ask (FREAK).",
      tried: "Nothing beyond the survey: each suite was offered by itself, and no handshake was finished.",
      seen: "A suite of the kind `RSA_EXPORT` that is accepted.",
      remedy: "Take the export suites out of the cipher list.",
      references: [cve("CVE-2015-0204"), rfc(9325, "4.1")],
    },
    messages: {},
  },
  interpret: (observed) => bySuiteRule(observed, (suite) => suite.export && suite.kx === "RSA"),
});
