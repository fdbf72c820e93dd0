// Users can send mail without TLS.
import { subject } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "submission-without-required-tls",
    summary: "Users can send mail without TLS",
    severity: "info",
    fix: "unsafe",
    docs: {
      why: "Where users send their mail, TLS need not be optional: mail programs can all do it, and RFC 8314 says that clear text is to be switched off there. As long as it is allowed, a mail program that is set up wrongly, or whose STARTTLS somebody strips, sends in clear text, and nobody notices.",
      remedy:
        "Demand TLS at the submission service. Where old devices still send without it, let these in by other means first.",
      references: [rfc(8314, "4.1"), rfc(8997)],
    },
    messages: {
      optional:
        "{subject} is for users, and lets them send without TLS: STARTTLS can be forgotten or stripped. Demand TLS here once every mail program uses it.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n",
        findings: [{ message: "optional", line: 2, severity: "info" }],
        good: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n",
        beside: [
          {
            name: "main.cf",
            dialect: "postfix-main",
            text: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
          },
        ],
      },
    ],
  },
  *check(endpoint) {
    if (endpoint.role !== "server" || endpoint.service !== "submission") return;
    if (endpoint.presence !== "declared" || endpoint.exposure !== "public") return;
    if (endpoint.transport.value !== "starttls" || endpoint.required.value) return;
    yield {
      message: "optional",
      data: { subject: subject(endpoint) },
      at: endpoint.required.origin,
      fix: { title: "Demand TLS here", safety: "unsafe", change: { kind: "require-tls" } },
    };
  },
});
