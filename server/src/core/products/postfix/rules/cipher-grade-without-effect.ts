// Grades and cipher lists that Postfix 3.8 retired: what is written is not what counts.
import { defineProductRule } from "../../../rules/rule.js";
import { removeSetting, setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { placeOfName, writtenOfType } from "../setting-text.js";
import { atLeast } from "../version.js";

/** tls_cipher_grade_table in src/tls/tls_misc.c; RELEASE_NOTES-3.8. */
const RETIRED_SINCE = "3.8";

export const rule = defineProductRule<Model>({
  meta: {
    id: "cipher-grade-without-effect",
    summary: "The grade or its list no longer exists",
    severity: "info",
    fix: "safe",
    docs: {
      why: "Since Postfix 3.8 the grades `low` and `export` mean `medium`, and `tls_low_cipherlist` and `tls_export_cipherlist` are read and ignored. Nothing breaks, but the file says something else than the server does.",
      remedy: "Write `medium`, or remove the line: `medium` is the default. Remove the two lists.",
      references: [
        { title: "postconf(5): smtpd_tls_ciphers", url: "https://www.postfix.org/postconf.5.html#smtpd_tls_ciphers" },
      ],
    },
    messages: {
      grade: '{setting}: since Postfix 3.8, "{value}" means medium. Write medium.',
      list: "{setting} has been ignored since Postfix 3.8. Remove it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_ciphers = export\nsmtp_tls_security_level = may\ntls_export_cipherlist = HIGH:MEDIUM\n",
        findings: [
          { message: "grade", line: 3, severity: "info" },
          { message: "list", line: 5, severity: "info" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_ciphers = medium\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    if (!atLeast(model.version, RETIRED_SINCE)) return;
    for (const { effective, scope, at } of writtenOfType(model, "tls-cipher-grade")) {
      const { name, value } = effective;
      if (!["low", "export"].includes(value.toLowerCase())) continue;
      yield {
        message: "grade",
        data: { setting: name, value },
        at,
        fix: { title: "Change to medium", safety: "safe", edits: [setParameter(model, name, "medium", scope)] },
      };
    }
    for (const setting of writtenOfType(model, "openssl-cipher-list")) {
      const { name } = setting.effective;
      if (name !== "tls_low_cipherlist" && name !== "tls_export_cipherlist") continue;
      const edit = removeSetting(model, name, setting.scope);
      yield {
        message: "list",
        data: { setting: name },
        at: placeOfName(setting),
        ...(edit && { fix: { title: `Remove ${name}`, safety: "safe", edits: [edit] } }),
      };
    }
  },
});
