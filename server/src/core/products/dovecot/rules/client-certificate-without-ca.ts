// Client certificates that nobody can verify: Dovecot does not start. Compared with doveconf 2.3.19 and 2.4.1.
import { defineProductRule } from "../../../rules/rule.js";
import { readBool } from "../values.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "client-certificate-without-ca",
    summary: "Client certificates are asked for without an authority",
    severity: "error",
    fix: "none",
    docs: {
      why: "A client certificate is verified against the authorities of `ssl_ca` (in 2.4 `ssl_server_ca_file`). Without them Dovecot does not start.",
      remedy:
        "Name the file of your own authority, never the list of public ones: each of those could then issue an identity.",
      references: [SSL_MANUAL],
    },
    messages: {
      missing:
        "{name} = {value} needs authorities to verify against, and {ca} is not set: Dovecot does not start. Set {ca}.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_verify_client_cert = yes\n",
        findings: [{ message: "missing", line: 5, severity: "error" }],
        good: EXAMPLE + "ssl_verify_client_cert = yes\nssl_ca = </etc/dovecot/tls/clients.pem\n",
      },
    ],
  },
  *check(model) {
    for (const written of model.written(model.names.verifyClient)) {
      const { name, value, filter } = written;
      const scope = model.scope(filter);
      const ca = scope.get(model.names.ca);
      if (readBool(value) !== true || ca.value !== "" || ca.unknown || scope.get("ssl").value === "no") continue;
      yield { message: "missing", data: { name, value, ca: model.names.ca }, at: placeOf(written) };
    }
  },
});
