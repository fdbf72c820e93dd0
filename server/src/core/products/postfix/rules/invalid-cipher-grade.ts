// A cipher grade that Postfix does not have: no TLS session succeeds. An empty grade is the business of empty-tls-value.
import { defineProductRule } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import { gradeNamed } from "../ciphers.js";
import { setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { writtenOfType } from "../setting-text.js";
import { isTernarySlip } from "../ternary.js";

/** `HIGH:!aNULL`: what belongs into a cipher list. */
function looksLikeList(value: string): boolean {
  return /[:!+@]|^\w+-/.test(value);
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-cipher-grade",
    summary: "The cipher grade does not exist",
    severity: "error",
    fix: "safe",
    docs: {
      // tls_set_ciphers in src/tls/tls_misc.c; seen with Postfix 3.7.11: the server says "220 Ready to start TLS" and hangs up.
      why: 'The grades are `high`, `medium`, `low`, `export` and `null`. For any other word Postfix logs "invalid cipher grade" and starts no TLS session: the server answers STARTTLS with 220 and then hangs up, the client gives up TLS. A list such as `HIGH:!aNULL` is no grade either.',
      remedy:
        "Leave the grade at its default, `medium`. Single algorithms are taken out with `smtpd_tls_exclude_ciphers`; the lists behind the grades are `tls_medium_cipherlist` and `tls_high_cipherlist`, and are best left alone.",
      references: [
        {
          title: "postconf(5): smtpd_tls_mandatory_ciphers",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_mandatory_ciphers",
        },
      ],
    },
    messages: {
      server:
        '{setting}: there is no grade "{value}". The server agrees to start TLS and then hangs up, so mail arrives in plain text or not at all. Write {better}.',
      client:
        '{setting}: there is no grade "{value}". Delivery gives up TLS: mail goes in plain text, or waits where TLS is demanded. Write {better}.',
      list: "{setting} takes a grade, such as medium, not a list of ciphers. No TLS session succeeds this way. Write {better}, and take single algorithms out with {exclude}.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_ciphers = hihg\nsmtp_tls_security_level = may\nsmtp_tls_ciphers = HIGH:!MD5\n",
        findings: [
          { message: "server", line: 3, severity: "error" },
          { message: "list", line: 5, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_ciphers = high\nsmtp_tls_security_level = may\nsmtp_tls_ciphers = medium\n",
      },
    ],
  },
  *check(model) {
    for (const setting of writtenOfType(model, "tls-cipher-grade")) {
      const { effective, scope, at } = setting;
      const { name, value } = effective;
      if (value === "" || gradeNamed(value) !== null) continue;
      // "high # why" has a rule of its own.
      if (isTernarySlip(effective) || /\s#/.test(value)) continue;
      const list = looksLikeList(value);
      // Nobody is led to "null", which does not encrypt.
      const better = (list ? null : closest(value.toLowerCase(), ["high", "medium", "low", "export"])) ?? "medium";
      const exclude = name.replace(/_ciphers$/, "_exclude_ciphers");
      yield {
        message: list ? "list" : /^(smtp|lmtp)_/.test(name) ? "client" : "server",
        data: { setting: name, value, better, exclude },
        at,
        // No session succeeds today.
        fix: { title: `Change to ${better}`, safety: "safe", edits: [setParameter(model, name, better, scope)] },
      };
    }
  },
});
