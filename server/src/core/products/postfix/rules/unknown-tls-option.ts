// Words in tls_ssl_options and tls_disable_workarounds that Postfix does not have.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import type { Token } from "../../../dialects/postfix-lines.js";
import type { Model, Setting } from "../model.js";
import { placeOfPiece, replacePiece } from "../setting-text.js";
import { knowsOption, optionNames, type OptionSetting, optionWords } from "../tls-options.js";

const SETTINGS: readonly OptionSetting[] = ["tls_ssl_options", "tls_disable_workarounds"];

function report(model: Model, setting: Setting, option: OptionSetting, word: Token): ProductReport {
  const name = word.text.toUpperCase();
  const data = { setting: option, word: word.text, version: model.version.text };
  const at = placeOfPiece(setting, word.span);
  if (optionNames(option).includes(name)) return { message: "tooNew", data, at };
  if (/^(SSL_OP_)?NO_(SSL|TLS)V\d/.test(name)) return { message: "protocol", data, at };
  const guess = closest(name.replace(/^SSL_OP_/, ""), optionNames(option));
  const edit =
    guess !== null && knowsOption(option, guess, model.version) ? replacePiece(setting, word.span, guess) : null;
  return guess === null || !edit
    ? { message: "unknown", data, at }
    : {
        message: "misspelt",
        data: { ...data, guess },
        at,
        fix: { title: `Change to ${guess}`, safety: "safe", edits: [edit] },
      };
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "unknown-tls-option",
    summary: "Postfix does not have this TLS option",
    severity: "warning",
    fix: "safe",
    docs: {
      // tls_bug_bits in src/tls/tls_misc.c; smtpd 3.7.11: `unknown tls_ssl_options value "bogus"`, and the other words count.
      why: "`tls_ssl_options` and `tls_disable_workarounds` take the names of a few OpenSSL options, without `SSL_OP_`. Postfix skips a word that it does not know with a warning, at the start of each process: what was to be switched off stays on.",
      remedy: "Correct the word. Versions of TLS are not switched here, but in `smtpd_tls_protocols` and its kin.",
      references: [
        { title: "postconf(5): tls_ssl_options", url: "https://www.postfix.org/postconf.5.html#tls_ssl_options" },
      ],
    },
    messages: {
      misspelt: '{setting}: there is no option "{word}", so Postfix skips it with a warning. Did you mean {guess}?',
      unknown: '{setting}: there is no option "{word}", so Postfix skips it with a warning. Take it out.',
      tooNew:
        '{setting}: Postfix {version} does not have "{word}" and skips it with a warning: it came with 3.4. Take it out.',
      protocol:
        '{setting}: there is no option "{word}", so Postfix skips it with a warning. Versions are switched off in smtpd_tls_protocols and smtp_tls_protocols.',
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_ssl_options = no_ticket, NO_RENEGOTATION SSL_OP_NO_COMPRESSION\n",
        findings: [
          { message: "misspelt", line: 4, severity: "warning" },
          { message: "misspelt", line: 4, severity: "warning" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_ssl_options = no_ticket, NO_RENEGOTIATION NO_COMPRESSION\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_ssl_options = NO_TLSv1, NO_COMPRESSION\n",
        findings: [{ message: "protocol", line: 4, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_ssl_options = NO_COMPRESSION\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { name, value, problem } = setting.effective;
      const option = SETTINGS.find((known) => known === name);
      if (option === undefined || problem !== undefined) continue;
      for (const word of optionWords(value))
        if (!knowsOption(option, word.text, model.version)) yield report(model, setting, option, word);
    }
  },
});
