// chain_files with a certificate before its key. Checked with Postfix 3.7.11: "key not first", "disabling TLS support".
import { defineProductRule } from "../../../rules/rule.js";
import { gravestPerFile, loadFailures } from "../certificate-uses.js";
import { chainOf, key } from "../../../posture/example-certificates.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "key-after-certificate",
    summary: "The certificate comes before its private key",
    severity: "error",
    fix: "none",
    docs: {
      why: 'The files of `smtpd_tls_chain_files` are read one after the other as if they were one, and each private key must come before its certificate and chain. Otherwise Postfix logs "key not first" and disables TLS. In `smtpd_tls_cert_file` the order does not matter.',
      remedy:
        "Write the key first, then its certificate, then the certificates of its issuers: `cat mx.key fullchain.pem > mx.pem`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_chain_files",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_chain_files",
        },
      ],
    },
    messages: {
      order:
        "{file} begins with a certificate, and the private key must come first. Postfix disables TLS: {effect}. Put the key before its certificate.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/mx.crt, /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "order", line: 1, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/ssl/mx.key, /etc/ssl/mx.crt\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/mx.crt": { pem: chainOf().slice(1) },
          "/etc/ssl/mx.key": { pem: [key()], status: { mode: 0o600 } },
        },
      },
    ],
  },
  check: (model) =>
    gravestPerFile(
      loadFailures(model).flatMap(({ failure: { problem, file }, path, at, effect }) =>
        problem === "key-not-first"
          ? [{ message: "order", data: { file, effect }, severity: "error" as const, path, at }]
          : [],
      ),
    ),
});
