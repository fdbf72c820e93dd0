// An empty value where Postfix takes none: programs stop. An empty list of versions is judged by what it lets in, an empty level by tls-off.
import { defineProductRule } from "../../../rules/rule.js";
import { removeSetting } from "../edit.js";
import { isFatalWhenEmpty } from "../fatal-values.js";
import type { Model } from "../model.js";
import { placeOfName } from "../setting-text.js";
import { isTernarySlip } from "../ternary.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "empty-tls-value",
    summary: "The setting cannot be empty",
    severity: "error",
    fix: "safe",
    docs: {
      // check_mail_conf_str in src/global/mail_conf_str.c; smtpd 3.7.11: "fatal: bad string length 0 < 1: smtpd_tls_ciphers =".
      why: 'An empty value is a value: `name =` does not mean "the default". A few settings, such as grades, lists of ciphers, digests and times, cannot be empty: each program that reads one ends with a fatal error at its start, and mail stops.',
      remedy: "Remove the line: then the default counts. `postconf -d NAME` shows it.",
      references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      fatal:
        "{setting} cannot be empty: the programs that read it stop with a fatal error. An empty value is not the default. Remove the line to get that.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_ciphers =\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers =\n",
        findings: [{ message: "fatal", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers =\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { effective, scope } = setting;
      const { name, value, raw, problem } = effective;
      if (value !== "" || problem !== undefined || !isFatalWhenEmpty(name, model.version)) continue;
      if (isTernarySlip(effective)) continue;
      // What comes from another name is that one's mistake.
      const edit = raw === "" ? removeSetting(model, name, scope) : null;
      yield {
        message: "fatal",
        data: { setting: name },
        at: placeOfName(setting),
        ...(edit && { fix: { title: `Remove ${name}`, safety: "safe", edits: [edit] } }),
      };
    }
  },
});
