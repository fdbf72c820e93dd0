// A private key is named, and no certificate: Exim uses neither.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "private-key-without-certificate",
    summary: "A private key is set without its certificate",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Without `tls_certificate` Exim passes over `tls_privatekey` and makes a key and a certificate of its own, which nobody can verify. It logs `No certificate set`, and TLS seems to work.",
      remedy:
        "Name the certificate in `tls_certificate`, the server's own first and then those of the authorities between.",
      references: [spec("main", "tls_privatekey"), spec("main", "tls_certificate")],
    },
    messages: {
      alone:
        "There is no `tls_certificate` to this key, so that Exim ignores it and uses a certificate that it signs itself. Set `tls_certificate`.",
    },
    examples: [
      {
        dialect: "exim",
        bad: "tls_privatekey = /etc/exim4/tls/mx.key\n",
        findings: [{ message: "alone", line: 1, severity: "warning" }],
        good: SOUND,
      },
    ],
  },
  *check({ main }) {
    const key = main.get("tls_privatekey");
    const certificate = main.get("tls_certificate");
    if (key.written !== undefined && key.value !== "" && certificate.value === "" && !certificate.unknown)
      yield { message: "alone", at: valueOf(key.written) };
  },
});
