// An exclusion written like an element of an OpenSSL string: Postfix refuses it, and every TLS session with it.
import { defineProductRule } from "../../../rules/rule.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { exclusionItems, hasOperator } from "../cipher-names.js";
import type { Model } from "../model.js";
import { placeOfPiece, replacePiece, writtenOfType } from "../setting-text.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-cipher-exclusion",
    summary: "Names to exclude are written without an operator",
    severity: "error",
    fix: "safe",
    docs: {
      // tls_set_ciphers in src/tls/tls_misc.c; seen with Postfix 3.7.11: "invalid unary '!+-@' in cipher exclusion: !aNULL".
      why: "`smtpd_tls_exclude_ciphers` and its kin list plain names; Postfix puts the `!` before each. A name that starts with `!`, `-`, `+` or `@` makes the whole setting invalid: the server agrees to start TLS and then hangs up, the client gives up TLS.",
      remedy: "Write `aNULL, MD5` instead of `!aNULL, !MD5`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_exclude_ciphers",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_exclude_ciphers",
        },
      ],
    },
    messages: {
      server:
        '{setting}: names stand here without an operator. With "{item}" the server agrees to start TLS and then hangs up, so mail arrives in plain text or not at all.',
      client:
        '{setting}: names stand here without an operator. With "{item}" delivery gives up TLS: mail goes in plain text, or waits where TLS is demanded.',
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = !MD5, -RC4, 3DES\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers = !RC4\n",
        findings: [
          { message: "server", line: 3, severity: "error" },
          { message: "client", line: 5, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = MD5, RC4, 3DES\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers = RC4\n",
      },
    ],
  },
  *check(model) {
    for (const setting of writtenOfType(model, "tls-cipher-exclusion-list")) {
      const { name, value } = setting.effective;
      const wrong = exclusionItems(value).filter(hasOperator);
      const [first] = wrong;
      if (!first) continue;
      // "+RC4" and "@STRENGTH" exclude nothing in OpenSSL: what was meant is anybody's guess.
      const clear = wrong.every(({ text }) => /^[!-]\w/.test(text));
      const edits = wrong.flatMap(({ span: { start } }): TextEdit[] => {
        const edit = replacePiece(setting, { start, end: start + 1 }, "");
        return edit ? [edit] : [];
      });
      yield {
        message: /^(smtp|lmtp)_/.test(name) ? "client" : "server",
        data: { setting: name, item: first.text },
        at: placeOfPiece(setting, first.span),
        ...(clear &&
          edits.length === wrong.length && {
            fix: { title: "Remove the operators", safety: "safe", edits },
          }),
      };
    }
  },
});
