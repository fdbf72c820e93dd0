// Wrapper mode for every SMTP server at once, port 25 included.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { removeEntry } from "../edit.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "wrappermode-in-main-cf",
    summary: "Wrapper mode is set for all SMTP services",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "In main.cf, `smtpd_tls_wrappermode = yes` holds for every SMTP server, port 25 too. Other mail servers open port 25 in plain text and wait for a greeting that never comes: no mail arrives any more, and STARTTLS on port 587 breaks as well.",
      remedy:
        "Remove the line, and set it for the service on port 465 only: `-o smtpd_tls_wrappermode=yes` at `submissions` (or `smtps`) in master.cf.",
      references: [
        {
          title: "postconf(5): smtpd_tls_wrappermode",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_wrappermode",
        },
        rfc(8314, "7.3"),
      ],
    },
    messages: {
      everywhere:
        "Here, wrapper mode holds for port 25 too, where other servers start in plain text: no mail comes in. Set it at the service on port 465 in master.cf only.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_wrappermode = yes\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
        findings: [{ message: "everywhere", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    const entry = model.entries.get("smtpd_tls_wrappermode");
    if (!entry || model.bool("smtpd_tls_wrappermode") !== true) return;
    const heirs = model.servicesOf("smtpd").filter((service) => !service.overrides.includes(entry.name.text));
    // Where every service that starts in plain text says so itself, the line does no harm.
    if (heirs.every(({ port }) => port === 465)) return;
    yield {
      message: "everywhere",
      at: { path: model.source.path, span: entry.value.span },
      fix: { title: "Remove smtpd_tls_wrappermode", safety: "unsafe", edits: [removeEntry(model, entry)] },
    };
  },
});
