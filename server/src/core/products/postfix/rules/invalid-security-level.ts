// A TLS level that the SMTP server or client does not have.
import { defineProductRule, type ProductReport, rfc } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import { setParameter } from "../edit.js";
import { levelNamed } from "../levels.js";
import type { Model, Setting } from "../model.js";
import { isTernarySlip } from "../ternary.js";

const SETTINGS = ["smtpd_tls_security_level", "smtp_tls_security_level", "lmtp_tls_security_level"] as const;

function* checkOne(model: Model, { scope, effective, at }: Setting): Generator<ProductReport> {
  if (effective.value === "" || effective.problem !== undefined || isTernarySlip(effective)) return;
  const setting = effective.name;
  const server = setting === "smtpd_tls_security_level";
  // In wrapper mode smtpd does not look at the level at all.
  if (server && scope.bool("smtpd_tls_wrappermode") === true) return;
  const level = levelNamed(effective.value);
  const data = { setting, value: effective.value };
  if (level === null) {
    const guess = closest(
      effective.value.toLowerCase(),
      server
        ? ["none", "may", "encrypt"]
        : ["none", "may", "encrypt", "dane", "dane-only", "fingerprint", "verify", "secure"],
    );
    yield guess === null
      ? { message: "unknown", data, at }
      : {
          message: "misspelt",
          data: { ...data, guess },
          at,
          fix: { title: `Change to ${guess}`, safety: "safe", edits: [setParameter(model, setting, guess, scope)] },
        };
  } else if (server && (level === "dane" || level === "dane-only")) {
    yield {
      message: "dane",
      data,
      at,
      fix: { title: "Change to may", safety: "safe", edits: [setParameter(model, setting, "may", scope)] },
    };
  } else if (server && ["fingerprint", "verify", "secure"].includes(level)) {
    yield {
      message: "clientOnly",
      data,
      severity: "warning",
      at,
      fix: {
        title: "Change to encrypt, as Postfix does",
        safety: "safe",
        edits: [setParameter(model, setting, "encrypt", scope)],
      },
    };
  }
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-security-level",
    summary: "The TLS level does not exist here",
    severity: "error",
    fix: "safe",
    docs: {
      why: "The SMTP server knows only `none`, `may` and `encrypt`. `dane`, `dane-only` and unknown words stop it at the start of every process: it logs a fatal error and mail no longer comes in. `verify`, `secure` and `fingerprint` are taken for `encrypt`, with a warning. DANE and certificate checks are the sending side's business.",
      remedy:
        "Write `may` for the public port 25 and `encrypt` for submission. To use DANE for outgoing mail, set `smtp_tls_security_level = dane`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_security_level",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_security_level",
        },
        rfc(7672),
      ],
    },
    messages: {
      unknown:
        '{setting}: there is no level "{value}". Postfix stops with a fatal error when it reads this, and mail stops too. Write may, or encrypt where TLS is demanded.',
      misspelt:
        '{setting}: there is no level "{value}". Postfix stops with a fatal error when it reads this, and mail stops too. Did you mean {guess}?',
      dane: '{setting}: "{value}" exists only for outgoing mail. The server stops with a fatal error, and no mail comes in. Write may here.',
      clientOnly:
        '{setting}: "{value}" exists only for outgoing mail. The server takes it for encrypt, with a warning at every start. Write what is meant.',
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = dane\nsmtp_tls_security_level = may\n",
        findings: [{ message: "dane", line: 2, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = my\n",
        findings: [{ message: "misspelt", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      if (SETTINGS.some((name) => name === setting.effective.name)) yield* checkOne(model, setting);
    }
  },
});
