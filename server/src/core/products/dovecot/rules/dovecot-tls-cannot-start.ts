// Certificates, keys and parameters that keep TLS from working. Checked with Dovecot 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import { CERTIFICATE, KEY, OTHER_KEY } from "../example-certificates.js";
import { postureOf } from "../posture.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL } from "../report.js";

/** The settings whose files are read. */
const FILES = new Set([
  ...["ssl_cert", "ssl_key", "ssl_alt_cert", "ssl_alt_key", "ssl_dh", "ssl_server_cert_file", "ssl_server_key_file"],
  ...["ssl_server_alt_cert_file", "ssl_server_alt_key_file", "ssl_server_dh_file"],
]);

export const rule = defineProductRule<Model>({
  meta: {
    id: "dovecot-tls-cannot-start",
    summary: "A certificate, key or parameter file keeps TLS from working",
    severity: "error",
    fix: "none",
    docs: {
      why: "Dovecot reads the files when it starts: with one that is missing it does not start at all. With one that is damaged, of another kind, or that OpenSSL refuses for a short key, it starts, offers TLS, and every handshake fails.",
      remedy:
        "Correct the path, or put the right file there. Then run `doveconf -n`, and `openssl s_client` against the port.",
      references: [SSL_MANUAL],
    },
    messages: {
      missing: "{reason}, and Dovecot does not start. Correct the path, or put the file there.",
      broken: "No TLS handshake can succeed: {reason}. Correct this.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE,
        findings: [{ message: "missing", line: 3, severity: "error" }],
        good: "protocols = imap\nssl = required\nssl_cert = </etc/dovecot/tls/other.pem\nssl_key = </etc/dovecot/tls/mx.key\n",
        files: {
          "/etc/dovecot/tls/other.pem": { pem: [CERTIFICATE] },
          "/etc/dovecot/tls/mx.key": { pem: [KEY], status: { mode: 0o600 } },
        },
      },
      {
        dialect: "dovecot",
        bad: EXAMPLE,
        findings: [{ message: "broken", line: 4, severity: "error" }],
        good: "protocols = imap\nssl = required\nssl_cert = </etc/dovecot/tls/mx.pem\nssl_key = </etc/dovecot/tls/right.key\n",
        files: {
          "/etc/dovecot/tls/mx.pem": { pem: [CERTIFICATE] },
          "/etc/dovecot/tls/mx.key": { pem: [OTHER_KEY], status: { mode: 0o600 } },
          "/etc/dovecot/tls/right.key": { pem: [KEY], status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(model) {
    const seen = new Set<string>();
    for (const { tlsFailure } of postureOf(model).endpoints) {
      if (tlsFailure?.origin.kind !== "explicit") continue;
      const { path, span, setting } = tlsFailure.origin;
      const reason = tlsFailure.value;
      // Lists that OpenSSL refuses, versions that do not exist, and a forgotten `<` have rules of their own.
      if (!FILES.has(setting) || reason.includes("`<`") || seen.has(reason)) continue;
      seen.add(reason);
      yield { message: reason.endsWith("does not exist") ? "missing" : "broken", data: { reason }, at: { path, span } };
    }
  },
});
