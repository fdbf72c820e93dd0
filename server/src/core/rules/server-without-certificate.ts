// A server that speaks TLS on purpose without any certificate.
import { subject } from "../posture/describe.js";
import { definePostureRule } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "server-without-certificate",
    summary: "The server does TLS without a certificate",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Without a certificate only anonymous cipher suites are left, and TLS 1.3 has none. Most clients do not offer them: they give up, or send their mail in plain text. Whoever verifies certificates (DANE, MTA-STS) does not deliver at all. A self-signed certificate serves all others better.",
      remedy:
        "Make a certificate: `postfix tls enable-server` does it for Postfix since 3.1. Certificates of public authorities cost nothing.",
      references: [
        {
          title: "Postfix TLS_README: server-side certificate and private key",
          url: "https://www.postfix.org/TLS_README.html#server_cert_key",
        },
      ],
    },
    messages: {
      anonymous:
        "{subject} offers TLS without a certificate: only anonymous cipher suites are left, which most clients do not have, and no TLS 1.3. Set a certificate, if need be a self-signed one.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_cert_file = none\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "anonymous", line: 1, severity: "warning" }],
        good: "smtpd_tls_cert_file = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(endpoint) {
    const { certificates, transport } = endpoint;
    if (endpoint.role === "client" || endpoint.presence === "assumed" || endpoint.exposure === "loopback") return;
    if (transport.value === "none" || certificates === undefined || certificates.value.length > 0) return;
    // Users' programs never offer anonymous suites.
    const severity = endpoint.service === "mx" ? "warning" : "error";
    yield { message: "anonymous", data: { subject: subject(endpoint) }, severity, at: certificates.origin };
  },
});
