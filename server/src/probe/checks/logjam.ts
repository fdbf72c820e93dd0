// Diffie-Hellman of 512 bits, made for the export laws of the 1990s.
import { rfc } from "../../core/api.js";
import { cve, defineCheck } from "./check.js";
import { bySuiteRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "logjam",
    summary: "Export suites with Diffie-Hellman are accepted",
    severity: "error",
    rules: ["weak-cipher-suites"],
    docs: {
      why: "Export suites use Diffie-Hellman primes of 512 bits. Somebody on the way can push both sides to them and read on after minutes of computing (Logjam); clients do not notice, because the choice of the suite is not signed.",
      tried: "Nothing beyond the survey: each suite was offered by itself, and no handshake was finished.",
      seen: "A suite of the kind `DHE_EXPORT` that is accepted. Short primes in other suites are the matter of `weak-dh-parameters`.",
      remedy: "Take the export suites out of the cipher list.",
      references: [
        cve("CVE-2015-4000"),
        { title: "Weak Diffie-Hellman and the Logjam attack", url: "https://weakdh.org/" },
        rfc(9325, "4.1"),
      ],
    },
    messages: {},
  },
  interpret: (observed) => bySuiteRule(observed, (suite) => suite.export && suite.kx === "DHE"),
});
