// A named certificate, key or authority file that does not exist. Checked with Postfix 3.7.11.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { gravestPerFile, type OpenedFile, openedFiles } from "../certificate-uses.js";
import { certificate, chainOf, key } from "../../../posture/example-certificates.js";
import type { Model } from "../model.js";

const WHAT = { missing: "does not exist", directory: "is a directory" } as const;

/**
 * A missing file of chain_files is passed over with a warning, together with all that was read before it: TLS starts without any
 * certificate (src/tls/tls_certkey.c, load_chain_files, to 3.11). Everything else logs "disabling TLS support".
 */
function messageOf({ kind, use }: OpenedFile, found: keyof typeof WHAT): string {
  const server = use.side === "smtpd" || use.side === "tlsproxy";
  return server && kind === "chain" && found === "missing" ? "chain" : server ? "server" : "client";
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "certificate-file-missing",
    summary: "A certificate or key file does not exist",
    severity: "error",
    fix: "none",
    docs: {
      why: 'When a file with a certificate, a key or authorities cannot be opened, Postfix logs "disabling TLS support": the server still announces STARTTLS and answers it with `454`, and deliveries go out in plain text or wait. A missing file in `smtpd_tls_chain_files` is worse: TLS stays on without any certificate, and every handshake fails.',
      remedy: "Correct the path, or put the file there. Then run `postfix reload`.",
      references: [
        {
          title: "Postfix TLS_README: server-side certificate and private key",
          url: "https://www.postfix.org/TLS_README.html#server_cert_key",
        },
      ],
    },
    messages: {
      server:
        "{file} {what}, so Postfix disables TLS: it is announced and then refused, and mail comes in without it or not at all. Correct the path.",
      chain: "{file} {what}: Postfix announces TLS and has no certificate, so every handshake fails. Correct the path.",
      client:
        "{file} {what}, so Postfix cannot start TLS: mail goes out in plain text, or waits where TLS is demanded. Correct the path.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/mx.kay\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "server", line: 2, severity: "error" }],
        good: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/mx.crt": { pem: chainOf().slice(1) },
          "/etc/ssl/mx.key": { pem: [key()], status: { mode: 0o600 } },
        },
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/rsa.pem, /etc/ssl/ec.pem\nsmtpd_tls_security_level = may\nsmtp_tls_CAfile = /etc/ssl\nsmtp_tls_security_level = may\n",
        findings: [
          { message: "chain", line: 1, severity: "error" },
          { message: "client", line: 3, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/ssl/ec.pem\nsmtpd_tls_security_level = may\nsmtp_tls_CAfile = /etc/ssl/roots.pem\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/ec.pem": { pem: chainOf(), status: { mode: 0o600 } },
          "/etc/ssl": { status: { kind: "directory" } },
          "/etc/ssl/roots.pem": { pem: [certificate({ subject: "CN=Root", issuer: "CN=Root", isIssuer: true })] },
        },
      },
    ],
  },
  check: (model) =>
    gravestPerFile(
      openedFiles(model).flatMap((opened): (ProductReport & { path: string; severity: "error" })[] => {
        const { file, path, at } = opened;
        const kind = model.files?.status(path)?.kind;
        if (kind !== "missing" && kind !== "directory") return [];
        return [{ message: messageOf(opened, kind), data: { file, what: WHAT[kind] }, severity: "error", at, path }];
      }),
    ),
});
