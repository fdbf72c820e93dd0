// Cipher, suite and curve lists that OpenSSL refuses: every handshake fails. Checked with Dovecot 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import { ciphersOf, groupsOf, modernSuites } from "../tls-facts.js";
import type { Model } from "../model.js";
import type { Written } from "../reading.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

/** Why OpenSSL refuses the value; null where it does not, or where the setting is no list. */
function reasonFor(model: Model, { name, filter }: Written): string | null {
  const scope = model.scope(filter);
  switch (name) {
    case "ssl_cipher_list":
      return ciphersOf(model, scope).error;
    case "ssl_curve_list":
      return groupsOf(model, scope).groups === null ? "a name in it is unknown" : null;
    case "ssl_cipher_suites":
      return modernSuites(model, scope, false) === null ? "it names no suite of TLS 1.3" : null;
    default:
      return null;
  }
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "dovecot-cipher-settings-refused",
    summary: "OpenSSL refuses a cipher or curve list",
    severity: "error",
    fix: "none",
    docs: {
      why: "Dovecot hands the lists to OpenSSL when a client wants TLS. Where it refuses one, every handshake fails, and the log tells of it once for each client.",
      remedy: "Try a cipher list with `mailtls ciphers LIST`, and correct it.",
      references: [
        SSL_MANUAL,
        { title: "OpenSSL: openssl-ciphers(1)", url: "https://docs.openssl.org/3.0/man1/openssl-ciphers/" },
      ],
    },
    messages: {
      refused: "OpenSSL does not take this {name}, so that every TLS handshake fails: {reason}. Correct the list.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_cipher_list = nonsense\nssl_curve_list = X25519:nonsense\nssl_cipher_suites = nonsense\n",
        findings: [
          { message: "refused", line: 5, severity: "error" },
          { message: "refused", line: 6, severity: "error" },
          { message: "refused", line: 7, severity: "error" },
        ],
        good: EXAMPLE + "ssl_cipher_list = ECDHE+AESGCM\nssl_curve_list = X25519\n",
      },
    ],
  },
  partial: true,
  *check(model) {
    for (const written of model.written()) {
      const { name, unknown } = written;
      const reason = unknown ? null : reasonFor(model, written);
      if (reason !== null)
        yield { message: "refused", data: { name, reason: reason.replace(/[.]$/, "") }, at: placeOf(written) };
    }
  },
});
