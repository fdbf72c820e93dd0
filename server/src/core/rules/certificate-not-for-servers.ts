// A server's certificate whose purposes leave servers out.
import { allows, certificateName, shownCertificates } from "../posture/certificate.js";
import { chainOf } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "certificate-not-for-servers",
    summary: "The certificate is not meant for servers",
    severity: "warning",
    fix: "none",
    docs: {
      why: "A certificate can say what it may be used for (extended key usage). Without the purpose of servers (`serverAuth`), whoever verifies certificates refuses the server, whatever else is right. It happens with certificates that were made for clients or for signing mail.",
      remedy: "Have a certificate issued with the extended key usage `serverAuth`.",
      references: [rfc(5280, "4.2.1.12")],
    },
    messages: {
      purpose:
        "{certificate} is not meant for servers (extended key usage without serverAuth): whoever verifies certificates refuses it. Use a certificate for servers.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/client.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "purpose", line: 1, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/ssl/server.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/client.pem": { pem: chainOf({ extendedKeyUsage: ["clientAuth"] }), status: { mode: 0o600 } },
          "/etc/ssl/server.pem": { pem: chainOf(), status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(endpoint) {
    if (endpoint.role === "client") return;
    for (const { certificate, at } of shownCertificates(endpoint)) {
      if (allows(certificate, "serverAuth")) continue;
      // Other servers do not verify unless they were told to; programs of users do.
      const severity = endpoint.service === "mx" ? "warning" : "error";
      yield { message: "purpose", data: { certificate: certificateName(certificate) }, severity, at };
    }
  },
});
