// Suites without encryption, or without anybody who is authenticated.
import { rfc } from "../../core/api.js";
import { defineCheck } from "./check.js";
import { bySuiteRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "null-or-anonymous",
    summary: "Suites without encryption or without a certificate are accepted",
    severity: "error",
    rules: ["weak-cipher-suites"],
    docs: {
      why: "A suite with NULL looks like TLS and encrypts nothing. An anonymous suite encrypts, but nothing proves who the other side is, so that anybody on the way can stand between. On port 25, where certificates are rarely verified, anonymous suites take nothing away, and Postfix prefers them on purpose.",
      tried: "Nothing beyond the survey: each suite was offered by itself, and no handshake was finished.",
      seen: "An accepted suite without encryption, or without authentication.",
      remedy: "Take `eNULL` out everywhere, and `aNULL` where users log in.",
      references: [rfc(9325, "4.1"), rfc(5246, "A.5")],
    },
    messages: {},
  },
  interpret: (observed) => bySuiteRule(observed, (suite) => suite.nullEncryption || suite.anonymous),
});
