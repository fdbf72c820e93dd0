// Passwords can be sent before TLS.
import { subject } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "plaintext-login-allowed",
    summary: "Logins are accepted before TLS",
    severity: "error",
    fix: "safe",
    docs: {
      why: "When AUTH is offered before TLS, a mail program that is set up carelessly, or whose STARTTLS somebody strips, sends the user's password in the clear. The server cannot take it back by refusing afterwards.",
      remedy:
        'Offer AUTH only inside TLS. The setting means "no AUTH before TLS"; it does not demand a login of anybody, so mail from other servers is not touched. A Postfix that asks Dovecot whether a login is right needs its own: `ssl = required` and `disable_plaintext_auth` of Dovecot hold for those who talk to Dovecot itself.',
      references: [
        rfc(8314, "4.1"),
        {
          title: "postconf(5): smtpd_tls_auth_only",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_auth_only",
        },
      ],
    },
    messages: {
      allowed:
        "{subject} accepts logins before TLS, so that passwords can cross the network in the clear. Offer AUTH only inside TLS.",
      withoutTls:
        "{subject} accepts logins and offers no TLS at all: every password crosses the network in the clear. Offer TLS, and AUTH only inside it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\n",
        findings: [{ message: "allowed", line: 4, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtp_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\n",
      },
    ],
  },
  *check(endpoint) {
    const { plaintextAuth } = endpoint;
    if (plaintextAuth?.value !== true || endpoint.exposure === "loopback") return;
    const withoutTls = endpoint.transport.value === "none";
    yield {
      message: withoutTls ? "withoutTls" : "allowed",
      data: { subject: subject(endpoint) },
      at: plaintextAuth.origin,
      fix: {
        title: "Offer AUTH only inside TLS",
        // Without TLS, nobody could log in any more.
        safety: withoutTls ? "unsafe" : "safe",
        change: { kind: "forbid-plaintext-auth" },
      },
    };
  },
});
