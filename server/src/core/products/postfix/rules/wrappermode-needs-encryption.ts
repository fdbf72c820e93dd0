// Wrapper mode of the client below level encrypt: nothing is delivered.
import { defineProductRule } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import { clientLevel, demandsTls } from "../levels.js";
import type { Model } from "../model.js";
import { atLeast } from "../version.js";

/** Wrapper mode of the client exists since this release (postconf(5), smtp_tls_wrappermode). */
const WRAPPERMODE_SINCE = "3.0";

export const rule = defineProductRule<Model>({
  meta: {
    id: "wrappermode-needs-encryption",
    summary: "Wrapper mode of the client needs level encrypt",
    severity: "error",
    fix: "safe",
    docs: {
      why: "`smtp_tls_wrappermode = yes` needs a level that demands TLS. Below `encrypt` Postfix skips every destination with a warning, and all mail is deferred until it bounces.",
      remedy: "Set `smtp_tls_security_level = encrypt` (or stricter) beside it.",
      references: [
        {
          title: "postconf(5): smtp_tls_wrappermode",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_wrappermode",
        },
      ],
    },
    messages: {
      below:
        "Wrapper mode works only where TLS is demanded: at level {level} Postfix skips every destination and defers all mail. Set the level to encrypt.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:465\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = may\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_protocols = !SSLv2, !SSLv3\n",
        findings: [{ message: "below", line: 4, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:465\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_protocols = !SSLv2, !SSLv3\n",
      },
    ],
  },
  *check(model) {
    if (!atLeast(model.version, WRAPPERMODE_SINCE)) return;
    for (const { scope, service, at } of model.written("smtp_tls_wrappermode")) {
      // The level that counts is that of the service which has the setting; what main.cf sets, "smtp" has.
      const user = service ?? model.servicesOf("smtp").find(({ name }) => name === "smtp") ?? scope;
      const { level } = clientLevel(user);
      if (user.bool("smtp_tls_wrappermode") !== true || level === "invalid" || demandsTls(level)) continue;
      // A policy table may demand more than this.
      if ((user.get("smtp_tls_policy_maps")?.value ?? "") !== "") continue;
      yield {
        message: "below",
        data: { level },
        at,
        fix: {
          title: "Set the level to encrypt",
          safety: "safe",
          edits: [setParameter(model, "smtp_tls_security_level", "encrypt", user)],
        },
      };
    }
  },
});
