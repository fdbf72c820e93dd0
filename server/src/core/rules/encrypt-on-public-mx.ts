// A server that receives mail from everybody demands TLS of everybody.
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "encrypt-on-public-mx",
    summary: "TLS is demanded on the public port 25",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "A server that the public sends mail to must not require STARTTLS (RFC 3207 section 4): senders without it, or without a version or suite in common, cannot deliver, and that mail is lost. Requiring TLS there protects nobody either, since a sender does not verify the certificate.",
      remedy:
        "Set the level to `may` for port 25, and demand TLS where users submit mail: `-o smtpd_tls_security_level=encrypt` at the submission service of master.cf. To have other servers insist on TLS towards you, publish DANE or MTA-STS.",
      references: [
        rfc(3207, "4"),
        {
          title: "postconf(5): smtpd_tls_security_level",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_security_level",
        },
      ],
    },
    messages: {
      required:
        "Port 25 refuses mail from every sender that cannot do TLS; RFC 3207 forbids that on a public server. Set may here, and demand TLS at the submission service only.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = encrypt\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
        findings: [{ message: "required", line: 2, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(endpoint) {
    if (endpoint.service !== "mx" || endpoint.exposure !== "public") return;
    if (!endpoint.required.value || endpoint.transport.value !== "starttls") return;
    yield {
      message: "required",
      at: endpoint.required.origin,
      fix: { title: "Make TLS optional on port 25", safety: "unsafe", change: { kind: "make-optional" } },
    };
  },
});
