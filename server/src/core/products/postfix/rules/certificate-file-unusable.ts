// A certificate, key or authority file that is there, and that Postfix cannot use. Checked with Postfix 3.7.11.
import { defineProductRule } from "../../../rules/rule.js";
import { gravestPerFile, loadFailures } from "../certificate-uses.js";
import type { FileProblem } from "../certificates.js";
import { chainOf, key } from "../../../posture/example-certificates.js";
import type { Model } from "../model.js";

const PROBLEMS: Partial<Record<FileProblem, { readonly what: string; readonly remedy: string }>> = {
  "no-certificate": { what: "has no certificate", remedy: "Name a PEM file with the certificate and its chain" },
  "broken-certificate": { what: "has a certificate that cannot be read", remedy: "Put an undamaged copy there" },
  "no-key": { what: "has no private key", remedy: "Name the PEM file with the private key" },
  "no-key-set": { what: "is named without a private key", remedy: "Name the key, too" },
  "broken-key": { what: "has a private key that cannot be read", remedy: "Put an undamaged copy there" },
  authorities: { what: "has no certificate", remedy: "Name a PEM file with the certificates of authorities" },
  "encrypted-key": {
    what: "has a private key that is encrypted, and nobody can type its password",
    remedy: "Store the key without a password, readable for root alone",
  },
  "key-without-certificate": {
    what: "has a private key that is not followed by its certificate",
    remedy: "Put each certificate right after its key",
  },
  "same-key-type": {
    what: "has a second certificate for the same type of key",
    remedy: "Keep one certificate for each type",
  },
};

export const rule = defineProductRule<Model>({
  meta: {
    id: "certificate-file-unusable",
    summary: "A certificate or key file cannot be used",
    severity: "error",
    fix: "none",
    docs: {
      why: 'Postfix reads certificates and keys as PEM when a process starts. An empty, damaged or mistaken file, or a key with a password that nobody is there to type, ends in "disabling TLS support": the server announces STARTTLS and refuses it, and deliveries go out in plain text or wait.',
      remedy:
        "Look at the file with `openssl storeutl -noout -text FILE`. Take the password off a key with `openssl pkey -in OLD -out NEW`, and let only root read the result.",
      references: [
        {
          title: "Postfix TLS_README: server-side certificate and private key",
          url: "https://www.postfix.org/TLS_README.html#server_cert_key",
        },
      ],
    },
    messages: { unusable: "{file} {what}. Postfix disables TLS: {effect}. {remedy}." },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/locked.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "unusable", line: 2, severity: "error" }],
        good: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/mx.crt": { pem: chainOf().slice(1) },
          "/etc/ssl/mx.key": { pem: [key()], status: { mode: 0o600 } },
          "/etc/ssl/locked.key": {
            pem: [{ kind: "private-key", key: null, encrypted: true }],
            status: { mode: 0o600 },
          },
        },
      },
    ],
  },
  check: (model) =>
    gravestPerFile(
      loadFailures(model).flatMap(({ failure: { problem, file }, path, at, effect }) => {
        const found = PROBLEMS[problem];
        return found
          ? [{ message: "unusable", data: { file, effect, ...found }, severity: "error" as const, path, at }]
          : [];
      }),
    ),
});
