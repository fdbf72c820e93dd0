// A path where the content of a file belongs. Checked with Dovecot 2.3.19: every handshake fails.
import { defineProductRule } from "../../../rules/rule.js";
import { replaceValue } from "../edit.js";
import { atLeast } from "../version.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

const PEM = new Set([
  "ssl_cert",
  "ssl_key",
  "ssl_alt_cert",
  "ssl_alt_key",
  "ssl_ca",
  "ssl_dh",
  "ssl_client_cert",
  "ssl_client_key",
]);

export const rule = defineProductRule<Model>({
  meta: {
    id: "certificate-path-without-less-than",
    summary: "The path of a certificate or key lacks its <",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Before 2.4, `ssl_cert`, `ssl_key` and the like hold the PEM text itself. Only `<` before a path makes Dovecot read the file. Without it the path is taken for a certificate: Dovecot starts, offers TLS, and every handshake fails.",
      remedy: "Write `<` before the path. In 2.4 the settings have other names, and take the path alone.",
      references: [SSL_MANUAL],
    },
    messages: {
      missing:
        "{name} holds the text of a certificate or key, and a path is none: every TLS handshake fails. Write < before the path.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: "protocols = imap\nssl = required\nssl_cert = /etc/dovecot/tls/mx.pem\nssl_key = /etc/dovecot/tls/mx.key\n",
        findings: [
          { message: "missing", line: 3, severity: "error" },
          { message: "missing", line: 4, severity: "error" },
        ],
        good: EXAMPLE,
      },
    ],
  },
  partial: true,
  *check(model) {
    if (atLeast(model.version, "2.4")) return;
    for (const written of model.written()) {
      const { name, file, value, node } = written;
      if (!PEM.has(name) || file || !/^[./~]/.test(value) || node.value.kind === "variable") continue;
      yield {
        message: "missing",
        data: { name },
        at: placeOf(written),
        // Nobody can make a TLS connection today.
        fix: { title: "Write < before the path", safety: "safe", edits: [replaceValue(written, `<${value}`)] },
      };
    }
  },
});
