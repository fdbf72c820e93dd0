// SSL 3.0 with block ciphers, whose padding nobody checks.
import { rfc } from "../../core/api.js";
import { cve, defineCheck } from "./check.js";
import { bySuiteRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "poodle",
    summary: "SSL 3.0 with block ciphers is accepted",
    severity: "warning",
    rules: ["sslv3-enabled"],
    docs: {
      why: "In SSL 3.0 the padding of block ciphers is not protected: somebody on the way who can make a client repeat itself reads what it sends, byte by byte (POODLE). What is left without block ciphers is RC4, which is broken as well.",
      tried: "Nothing beyond the survey: each suite was offered by itself, and no handshake was finished.",
      seen: "A suite in CBC mode that is accepted with SSL 3.0.",
      remedy: "Switch SSL 3.0 off: no mail server in use needs it.",
      references: [rfc(7568), cve("CVE-2014-3566")],
    },
    messages: {},
  },
  interpret: (observed) => bySuiteRule(observed, (suite, version) => version === "SSLv3" && suite.enc.includes("CBC")),
});
