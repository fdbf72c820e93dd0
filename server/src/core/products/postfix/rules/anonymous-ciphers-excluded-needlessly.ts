// Delivery that checks no certificate, and yet refuses servers that show none.
import { defineProductRule } from "../../../rules/rule.js";
import { EXCLUSION_SEPARATORS, exclusionItems, hasOperator } from "../cipher-names.js";
import { clientLevel } from "../levels.js";
import type { Model, Scope } from "../model.js";
import { dropItems, placeOfPiece, writtenOfType } from "../setting-text.js";

const ANONYMOUS = ["aNULL", "ADH", "AECDH"];

/** Certificates are asked for and not looked at. */
function trustsAnybody(scope: Scope): boolean {
  const { level } = clientLevel(scope);
  return level === "may" || level === "dane";
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "anonymous-ciphers-excluded-needlessly",
    summary: "Anonymous ciphers are excluded where no certificate is checked",
    severity: "hint",
    fix: "safe",
    docs: {
      // src/smtp/smtp_tls_policy.c, set_cipher_grade: aNULL is excluded by itself from fingerprint on, and with DANE.
      why: "At level `may` Postfix looks at no certificate, so a session with a certificate protects no better than one without. A server that has none (`smtpd_tls_cert_file = none`) gets the mail in plain text when anonymous ciphers are excluded. Wherever certificates are checked, Postfix excludes these ciphers by itself.",
      remedy:
        "Take `aNULL` out of `smtp_tls_exclude_ciphers`. On the server side the exclusion does no harm, and quietens scanners.",
      references: [
        {
          title: "Postfix TLS_README: client-side cipher controls",
          url: "https://www.postfix.org/TLS_README.html#client_cipher",
        },
      ],
    },
    messages: {
      needless:
        "{setting}: delivery checks no certificates here, so excluding {names} protects nothing, and a server without a certificate gets its mail in plain text. Take it out.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = aNULL\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers = aNULL, MD5\n",
        findings: [{ message: "needless", line: 5, severity: "hint" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = aNULL\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers = MD5\n",
      },
    ],
  },
  *check(model) {
    for (const setting of writtenOfType(model, "tls-cipher-exclusion-list")) {
      const { name, value } = setting.effective;
      if (name !== "smtp_tls_exclude_ciphers") continue;
      const users = setting.service ? [setting.service] : model.servicesOf("smtp");
      if (users.length === 0 || !users.every(trustsAnybody)) continue;
      const items = exclusionItems(value);
      const anonymous = items.filter(({ text }) => ANONYMOUS.includes(text));
      const [first] = anonymous;
      // An invalid list has a worse problem.
      if (!first || items.some(hasOperator)) continue;
      const edit = dropItems(model, setting, anonymous, EXCLUSION_SEPARATORS);
      const names = anonymous.map(({ text }) => text).join(" and ");
      yield {
        message: "needless",
        data: { setting: name, names },
        at: placeOfPiece(setting, first.span),
        ...(edit && { fix: { title: `Take ${names} out`, safety: "safe", edits: [edit] } }),
      };
    }
  },
});
