// TLS is switched on for the SMTP server, and no certificate is named.
import { defineProductRule } from "../../../rules/rule.js";
import { serverLevel } from "../levels.js";
import type { Model } from "../model.js";

const CERTIFICATES = ["smtpd_tls_chain_files", "smtpd_tls_cert_file", "smtpd_tls_eccert_file", "smtpd_tls_dcert_file"];

export const rule = defineProductRule<Model>({
  meta: {
    id: "certificate-not-set",
    summary: "The server has TLS on and no certificate",
    severity: "error",
    fix: "none",
    docs: {
      why: 'Without a certificate Postfix logs "No server certs available. TLS won\'t be enabled", still announces STARTTLS, and answers it with `454 TLS not available`. Senders then deliver in plain text, or, where the level demands TLS, nobody can deliver at all.',
      remedy:
        "Name a certificate: `smtpd_tls_chain_files` (Postfix 3.4 and later; key first, then the certificate and its chain), or `smtpd_tls_cert_file` and `smtpd_tls_key_file`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_chain_files",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_chain_files",
        },
      ],
    },
    messages: {
      missing:
        "The level is {level}, but no certificate is set: the server announces STARTTLS and then refuses it (454). Set smtpd_tls_chain_files, or smtpd_tls_cert_file and smtpd_tls_key_file.",
      wrapper:
        "TLS is on from the first byte here, but no certificate is set: every connection fails. Set smtpd_tls_chain_files, or smtpd_tls_cert_file and smtpd_tls_key_file.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "missing", line: 1, severity: "error" }],
        good: "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/postfix/tls/mx.crt\nsmtpd_tls_key_file = /etc/postfix/tls/mx.key\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    for (const service of model.servicesOf("smtpd")) {
      const { level, origin } = serverLevel(service);
      const wrapper = service.get("smtpd_tls_wrappermode");
      const implicit = service.bool("smtpd_tls_wrappermode") === true;
      const decider = implicit && wrapper ? wrapper.origin : origin;
      if ((!implicit && (level === "none" || level === "invalid")) || decider.kind !== "explicit") continue;
      // "none" as a file name is a value of its own: TLS without a certificate is wanted.
      if (CERTIFICATES.some((name) => (service.get(name)?.value ?? "") !== "")) continue;
      yield {
        message: implicit ? "wrapper" : "missing",
        data: { level },
        at: { path: decider.path, span: decider.span },
        endpoint: service.id,
      };
    }
  },
});
