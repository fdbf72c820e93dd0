// TLS that is on and has no certificate: every handshake fails. Checked with Dovecot 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import { migrations } from "../migrate.js";
import { postureOf } from "../posture.js";
import { placeOfDefault } from "../places.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "dovecot-certificate-not-set",
    summary: "TLS is on and no certificate is named",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Without `ssl_cert` and `ssl_key` Dovecot starts, offers STARTTLS and TLS on 993 and 995, and every handshake fails. `doveconf -n` does not tell.",
      remedy: "Name a certificate and its key, or write `ssl = no` where this server is reached on its own host alone.",
      references: [SSL_MANUAL],
    },
    messages: { missing: "TLS is on, and {name} is not set: every handshake fails. Name the certificate and its key." },
    examples: [
      {
        dialect: "dovecot",
        bad: "protocols = imap\nssl = required\n",
        findings: [{ message: "missing", line: 2, severity: "warning" }],
        good: EXAMPLE,
      },
    ],
  },
  *check(model) {
    // Under an old name, it is that name which is wrong.
    if (migrations(model).some(({ better }) => better === model.names.cert || better === model.names.key)) return;
    for (const endpoint of postureOf(model).endpoints) {
      const { tlsFailure } = endpoint;
      if (tlsFailure?.origin.kind !== "default" || !tlsFailure.value.endsWith("is not set")) continue;
      yield { message: "missing", data: { name: tlsFailure.origin.setting }, at: placeOfDefault(model, endpoint) };
      return;
    }
  },
});
