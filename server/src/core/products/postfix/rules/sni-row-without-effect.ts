// Rows of tls_server_sni_maps that nobody is served by: a key that is never asked for, or files that do not serve.
import { chainOf } from "../../../posture/example-certificates.js";
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { sniCertificates } from "../sni-certificates.js";

const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_server_sni_maps = texthash:/etc/postfix/sni\n";
const SERVER = { "/etc/postfix/tls/mx.pem": { pem: chainOf(), status: { mode: 0o600 } } };

export const rule = defineProductRule<Model>({
  meta: {
    id: "sni-row-without-effect",
    summary: "A certificate by name that is not served",
    severity: "error",
    fix: "none",
    docs: {
      // src/tls/tls_misc.c, server_sni_callback: a chain that cannot be loaded ends the handshake.
      why: "A row of `tls_server_sni_maps` names the files for clients that ask for that name. Its key is a host name, or `.example.com` for all names below it. Its files are read like `smtpd_tls_chain_files`: each private key before its certificate. With files that do not serve, every handshake that asks for the name fails.",
      remedy:
        "Correct the key or the files. A compiled table holds the content of the files: make it anew with `postmap -F` after each renewal.",
      references: [
        {
          title: "postconf(5): tls_server_sni_maps",
          url: "https://www.postfix.org/postconf.5.html#tls_server_sni_maps",
        },
      ],
    },
    messages: {
      files: "Clients that ask for {name} get no TLS: {reason}. Correct the files of this row.",
      row: "{problem}",
    },
    examples: [
      {
        dialect: "postfix-map",
        name: "sni",
        bad: "*.example.com /etc/postfix/tls/mx.pem\nmx.example.com /etc/postfix/tls/mx.crt\n",
        findings: [
          { message: "row", line: 1, severity: "warning" },
          { message: "files", line: 2, severity: "error" },
        ],
        good: "mx.example.com /etc/postfix/tls/mx.pem\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
        files: { ...SERVER, "/etc/postfix/tls/mx.crt": { pem: chainOf().slice(1) } },
      },
    ],
  },
  *check(model) {
    for (const { key, row, value, certificates } of sniCertificates(model)) {
      for (const { message, span, part, kind } of row.problems) {
        const at = part === "key" ? (value.keyPlace ?? value.place()) : value.place(span);
        const severity = kind === "relative-path" ? "info" : "warning";
        yield { message: "row", data: { problem: message }, severity, at };
      }
      if (certificates.kind === "failed" && row.files.length > 0)
        yield { message: "files", data: { name: key, reason: certificates.reason }, at: value.place() };
    }
  },
});
