// STARTTLS is not offered.
import { rfc } from "../../core/api.js";
import { byRule, defineCheck, inconclusive, OK } from "./check.js";

export const check = defineCheck({
  meta: {
    id: "no-starttls",
    summary: "STARTTLS is not offered",
    severity: "warning",
    rules: ["tls-off"],
    docs: {
      why: "Without TLS everybody on the way reads what is sent, passwords included. When a host offered STARTTLS before and does not any more, somebody on the way may strip the offer.",
      tried: "The capabilities are read, as every client does.",
      seen: "A list without STARTTLS (POP3: `STLS`).",
      remedy: "Switch TLS on, and give the server a certificate. If it is on, probe from another network and compare.",
      references: [rfc(3207), rfc(7435)],
    },
    messages: {},
  },
  interpret({ target, dialogue }) {
    if (target.transport === "implicit" || dialogue.starttls?.offered === true) return OK;
    return dialogue.starttls === null
      ? inconclusive("The conversation ended before the server told what it offers.")
      : byRule();
  },
});
