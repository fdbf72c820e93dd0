// A login is offered before TLS.
import { rfc } from "../../core/api.js";
import { byRule, defineCheck, inconclusive, OK } from "./check.js";
import { offersLogin } from "../dialogues/login.js";

export const check = defineCheck({
  meta: {
    id: "plaintext-login",
    summary: "A login is offered before TLS",
    severity: "error",
    rules: ["plaintext-login-allowed"],
    docs: {
      why: "A mail program that is set up carelessly, or whose STARTTLS somebody strips, takes the offer and sends the user's password in the clear.",
      tried: "The capabilities are read before TLS, as every client does. Nobody logs in.",
      seen: "Mechanisms to log in (`AUTH`, `SASL`), POP3's `USER`, or IMAP without `LOGINDISABLED`. Some servers offer logins in the clear to their own network only.",
      remedy: "Offer logins only inside TLS.",
      references: [rfc(8314, "4.1")],
    },
    messages: {},
  },
  interpret({ target, dialogue }) {
    if (target.transport === "implicit") return OK;
    if (dialogue.loginBefore === null) return inconclusive("The server does not list what it offers.");
    return offersLogin(dialogue.loginBefore) ? byRule() : OK;
  },
});
