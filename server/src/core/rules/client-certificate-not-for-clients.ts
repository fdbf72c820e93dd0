// A client's certificate whose purposes leave clients out, as those of public authorities do by now.
import { allows, certificateName, shownCertificates } from "../posture/certificate.js";
import { chainOf } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "client-certificate-not-for-clients",
    summary: "The client certificate is not meant for clients",
    severity: "warning",
    fix: "none",
    docs: {
      why: "With `smtp_tls_cert_file` or `smtp_tls_chain_files` Postfix shows a certificate to every server that asks for one. A certificate of a server, whose extended key usage has no `clientAuth`, is not valid for that: some servers break off the handshake, and the mail waits or goes in plain text. Public authorities issue certificates for servers only from 2026 on. Without a client certificate the same servers let Postfix pass.",
      remedy:
        "Leave `smtp_tls_cert_file` and its kin empty, as Postfix recommends. Where one relay demands a certificate, use one for clients, in a transport of its own in master.cf.",
      references: [
        {
          title: "postconf(5): smtp_tls_cert_file",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_cert_file",
        },
        rfc(5280, "4.2.1.12"),
      ],
    },
    messages: {
      purpose:
        "{certificate} is not meant for clients (extended key usage without clientAuth): some servers break off the handshake when they are shown it. Leave {setting} empty, or use a certificate for clients.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_chain_files = /etc/ssl/mx.pem\nsmtp_tls_security_level = may\n",
        findings: [{ message: "purpose", line: 3, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: { "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o600 } } },
      },
    ],
  },
  *check(endpoint) {
    if (endpoint.role === "server") return;
    for (const { certificate, at } of shownCertificates(endpoint)) {
      if (allows(certificate, "clientAuth") || at.kind === "observed") continue;
      yield { message: "purpose", data: { certificate: certificateName(certificate), setting: at.setting }, at };
    }
  },
});
