// Two lines of master.cf with the same name and type: only the last one runs.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n";

export const rule = defineProductRule<Model>({
  partial: true,
  meta: {
    id: "duplicate-service",
    summary: "The service is there twice",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Of two lines with the same service name and type Postfix uses the last one, with its `-o` settings alone, and logs a warning. Whatever TLS settings the first line has, they do nothing.",
      remedy: "Keep one line, with all settings that it needs.",
      references: [{ title: "master(5)", url: "https://www.postfix.org/master.5.html#syntax" }],
    },
    messages: { duplicate: "{problem}" },
    examples: [
      {
        dialect: "postfix-master",
        bad: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n",
        findings: [{ message: "duplicate", line: 3, severity: "warning" }],
        good: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { source, problems } = model.master;
    for (const { kind, message, span } of problems) {
      if (kind === "duplicate-service")
        yield { message: "duplicate", data: { problem: message }, at: { path: source.path, span } };
    }
  },
});
