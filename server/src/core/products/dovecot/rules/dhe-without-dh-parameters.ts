// DHE suites that cannot be used for want of parameters. Checked with Dovecot 2.3.19: the connection is reset.
import { defineProductRule } from "../../../rules/rule.js";
import { ciphersOf } from "../tls-facts.js";
import { atLeast } from "../version.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "dhe-without-dh-parameters",
    summary: "DHE cipher suites are asked for, and ssl_dh is not set",
    severity: "warning",
    fix: "none",
    docs: {
      why: 'Dovecot needs parameters for DHE key exchange and makes none itself since 2.3. Without `ssl_dh` it still offers the suites: a client that prefers one gets its connection reset, and the log says "Diffie-Hellman key exchange requested, but no DH parameters provided".',
      remedy:
        "Take DHE out of `ssl_cipher_list` (add `:!DHE`); every current client has ECDHE. Or make parameters with `openssl dhparam -out /etc/dovecot/dh.pem 4096`, and name them in `ssl_dh`.",
      references: [SSL_MANUAL],
    },
    messages: {
      missing:
        "ssl_cipher_list asks for DHE, and {dh} is not set: with a client that chooses such a suite, the handshake is reset. Add :!DHE to the list, or set {dh}.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_cipher_list = ECDHE+AESGCM:DHE+AESGCM\n",
        findings: [{ message: "missing", line: 5, severity: "warning" }],
        good: EXAMPLE + "ssl_cipher_list = ECDHE+AESGCM\n",
      },
    ],
  },
  *check(model) {
    // 2.2 makes its own.
    if (!atLeast(model.version, "2.3")) return;
    for (const written of model.written("ssl_cipher_list")) {
      const scope = model.scope(written.filter);
      const dh = scope.get(model.names.dh);
      if (dh.value !== "" || dh.unknown || scope.get("ssl").value === "no") continue;
      if (ciphersOf(model, scope).older.some(({ kx }) => kx === "DHE"))
        yield { message: "missing", data: { dh: model.names.dh }, at: placeOf(written) };
    }
  },
});
