// Users read their mail, or manage their filters, with TLS that they may leave out.
import { subject } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "access-without-required-tls",
    summary: "Users may log in to their mail without TLS",
    severity: "info",
    fix: "unsafe",
    docs: {
      why: "With STARTTLS alone, whoever is on the way can take the offer out of the server's answer, and a mail program that does not insist goes on without TLS. Mechanisms such as CRAM-MD5 then protect the password, and nothing protects the mails. RFC 8314 asks servers to refuse logins without TLS.",
      remedy: "Demand TLS before any login, once every mail program uses it.",
      references: [rfc(8314, "4.1"), rfc(9051, "11.1")],
    },
    messages: {
      optional:
        "{subject} lets users log in without TLS: STARTTLS can be forgotten or stripped, and the mails are then read on the way. Demand TLS once every mail program uses it.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: "protocols = imap\nauth_mechanisms = plain cram-md5\nssl = yes\nssl_cert = </etc/dovecot/tls/mx.pem\nssl_key = </etc/dovecot/tls/mx.key\n",
        findings: [{ message: "optional", line: 3, severity: "info" }],
        good: "protocols = imap\nauth_mechanisms = plain cram-md5\nssl = required\nssl_cert = </etc/dovecot/tls/mx.pem\nssl_key = </etc/dovecot/tls/mx.key\n",
      },
    ],
  },
  *check(endpoint) {
    const { role, service, presence, exposure, transport, required, plaintextAuth } = endpoint;
    if (role !== "server" || service !== "access" || presence !== "declared" || exposure !== "public") return;
    // Passwords in the clear are the worse problem, and have a rule of their own.
    if (transport.value !== "starttls" || required.value || plaintextAuth?.value === true) return;
    yield {
      message: "optional",
      data: { subject: subject(endpoint) },
      at: required.origin,
      fix: { title: "Demand TLS here", safety: "unsafe", change: { kind: "require-tls" } },
    };
  },
});
