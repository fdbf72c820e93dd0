// A level beside wrapper mode says one thing and does nothing.
import { defineProductRule } from "../../../rules/rule.js";
import { removeOverride } from "../edit.js";
import { levelNamed } from "../levels.js";
import type { Model } from "../model.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n";

export const rule = defineProductRule<Model>({
  meta: {
    id: "level-ignored-in-wrapper-mode",
    summary: "The level is ignored in wrapper mode",
    severity: "info",
    fix: "safe",
    docs: {
      why: "With `smtpd_tls_wrappermode=yes` TLS starts with the first byte and is demanded; `smtpd_tls_security_level` is not read. A level such as `may` or `none` at the same service looks as if TLS were optional there.",
      remedy: "Remove the level from the service, or write `encrypt`, which is what happens.",
      references: [
        {
          title: "postconf(5): smtpd_tls_wrappermode",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_wrappermode",
        },
      ],
    },
    messages: {
      ignored:
        "In wrapper mode TLS is always demanded and the level is not read: {level} does nothing here. Remove it.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "smtps inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_tls_security_level=may\n  -o smtpd_sasl_auth_enable=yes\n",
        findings: [{ message: "ignored", line: 3, severity: "info" }],
        good: "smtps inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_sasl_auth_enable=yes\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { source } = model.master;
    for (const service of model.servicesOf("smtpd")) {
      const level = service.get("smtpd_tls_security_level");
      const wrapper = service.get("smtpd_tls_wrappermode");
      // Wrapper mode in main.cf is the mistake then, and the level counts once that is gone.
      if (!level?.override || !wrapper?.override || service.bool("smtpd_tls_wrappermode") !== true) continue;
      const named = levelNamed(level.value);
      if (named !== "none" && named !== "may") continue;
      yield {
        message: "ignored",
        data: { level: level.value },
        at: { path: source.path, span: level.override.span },
        endpoint: service.id,
        fix: { title: "Remove the level", safety: "safe", edits: [removeOverride(source, level.override)] },
      };
    }
  },
});
