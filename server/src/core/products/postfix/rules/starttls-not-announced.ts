// STARTTLS is in a list of keywords that are not announced: TLS is off.
import { defineProductRule } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import { clientLevel, serverLevel } from "../levels.js";
import type { Model } from "../model.js";

/** The lists, and whose TLS they switch off (src/global/ehlo_mask.c). */
const LISTS = [
  { setting: "smtpd_discard_ehlo_keywords", side: "smtpd" },
  { setting: "smtp_discard_ehlo_keywords", side: "smtp" },
] as const;

export const rule = defineProductRule<Model>({
  meta: {
    id: "starttls-not-announced",
    summary: "STARTTLS is hidden by a list of keywords",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "A keyword in `smtpd_discard_ehlo_keywords` is not announced, one in `smtp_discard_ehlo_keywords` is not noticed. With `starttls` in it, TLS is off although the level says otherwise; where TLS is demanded, no mail passes at all.",
      remedy: "Take `starttls` out of the list. To do without TLS on purpose, say so with the level.",
      references: [
        {
          title: "postconf(5): smtpd_discard_ehlo_keywords",
          url: "https://www.postfix.org/postconf.5.html#smtpd_discard_ehlo_keywords",
        },
      ],
    },
    messages: {
      server:
        "STARTTLS is not announced, so no peer uses TLS here, although the level is {level}. Take starttls out of the list.",
      client:
        "STARTTLS of other servers is not noticed, so mail goes out without TLS, although the level is {level}. Take starttls out of the list.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_discard_ehlo_keywords = silent-discard, starttls\nsmtp_tls_security_level = may\n",
        findings: [{ message: "server", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_discard_ehlo_keywords = silent-discard\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    for (const { setting, side } of LISTS) {
      for (const { scope, service, effective, at } of model.written(setting)) {
        const words = effective.value.split(/[\s,]+/).filter((word) => word !== "");
        if (!words.some((word) => word.toLowerCase() === "starttls")) continue;
        const users = service ? [service] : model.servicesOf(side).filter((user) => !user.overrides.includes(setting));
        const levels = users
          .filter((user) => side === "smtp" || user.bool("smtpd_tls_wrappermode") !== true)
          .map((user) => (side === "smtpd" ? serverLevel(user) : clientLevel(user)).level);
        const level = levels.find((one) => one !== "none" && one !== "invalid");
        if (level === undefined) continue;
        const kept = words.filter((word) => word.toLowerCase() !== "starttls").join(", ");
        yield {
          message: side === "smtpd" ? "server" : "client",
          data: { level },
          at,
          ...(effective.raw === effective.value
            ? {
                fix: {
                  title: "Take starttls out of the list",
                  // TLS that nobody has tried yet begins.
                  safety: "unsafe",
                  edits: [setParameter(model, setting, kept, scope)],
                },
              }
            : {}),
        };
      }
    }
  },
});
