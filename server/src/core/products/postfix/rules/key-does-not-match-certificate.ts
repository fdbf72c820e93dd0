// A private key of another certificate. Checked with Postfix 3.7.11: "key values mismatch", "disabling TLS support".
import { defineProductRule } from "../../../rules/rule.js";
import { gravestPerFile, loadFailures } from "../certificate-uses.js";
import { chainOf, key } from "../../../posture/example-certificates.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "key-does-not-match-certificate",
    summary: "The private key belongs to another certificate",
    severity: "error",
    fix: "none",
    docs: {
      why: "A certificate is of use only with the private key whose public half it holds. With any other key Postfix disables TLS: the server announces STARTTLS and refuses it, and deliveries go out in plain text or wait. It happens when only one of two files is renewed.",
      remedy:
        "Find the key that the certificate was asked for with; both commands must print the same: `openssl x509 -noout -pubkey -in CERTIFICATE` and `openssl pkey -pubout -in KEY`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_key_file",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_key_file",
        },
      ],
    },
    messages: {
      other:
        "The private key in {file} does not belong to the certificate in {other}. Postfix disables TLS: {effect}. Name the key of this certificate.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/old.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "other", line: 2, severity: "error" }],
        good: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/mx.crt": { pem: chainOf().slice(1) },
          "/etc/ssl/mx.key": { pem: [key()], status: { mode: 0o600 } },
          "/etc/ssl/old.key": { pem: [key("old")], status: { mode: 0o600 } },
        },
      },
    ],
  },
  check: (model) =>
    gravestPerFile(
      loadFailures(model).flatMap(({ failure: { problem, file, other = file }, path, at, effect }) =>
        problem === "mismatch"
          ? [{ message: "other", data: { file, other, effect }, severity: "error" as const, path, at }]
          : [],
      ),
    ),
});
