// RC4, whose output is biased.
import { rfc } from "../../core/api.js";
import { cve, defineCheck } from "./check.js";
import { bySuiteRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "rc4",
    summary: "RC4 is accepted",
    severity: "warning",
    rules: ["weak-cipher-suites"],
    docs: {
      why: "The output of RC4 is biased: who collects many connections with the same secret, as mail programs make them every few minutes, can find the password. RFC 7465 forbids it.",
      tried: "Nothing beyond the survey: each suite was offered by itself, and no handshake was finished.",
      seen: "An accepted suite with RC4. On port 25, where TLS is optional, it is not reported: it is better than plain text.",
      remedy: "Take RC4 out of the cipher list.",
      references: [rfc(7465), cve("CVE-2015-2808")],
    },
    messages: {},
  },
  interpret: (observed) => bySuiteRule(observed, (suite) => suite.enc.startsWith("RC4")),
});
