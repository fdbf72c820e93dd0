// Block ciphers with blocks of 64 bits.
import { rfc } from "../../core/api.js";
import { cve, defineCheck } from "./check.js";
import { bySuiteRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "sweet32",
    summary: "Ciphers with blocks of 64 bits are accepted",
    severity: "warning",
    rules: ["weak-cipher-suites"],
    docs: {
      why: "3DES, DES, IDEA and RC2 work on blocks of 64 bits: after some 32 GB over one connection blocks repeat and give away what was sent (SWEET32). Mail connections hardly ever live that long. Still, whatever needs 3DES today is very old.",
      tried: "Nothing beyond the survey: each suite was offered by itself, and no handshake was finished.",
      seen: "An accepted suite with 3DES, DES, IDEA or RC2. On port 25, where TLS is optional, 3DES is not reported: it is better than plain text.",
      remedy: "Take these suites out of the cipher list where users log in.",
      references: [cve("CVE-2016-2183"), rfc(9325, "4.1")],
    },
    messages: {},
  },
  interpret: (observed) => bySuiteRule(observed, (suite) => /^(?:3DES|DES|IDEA|RC2)/u.test(suite.enc)),
});
