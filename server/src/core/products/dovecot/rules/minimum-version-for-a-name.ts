// TLS settings within local_name that come too late: the name is told during the handshake. Checked with Dovecot 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "minimum-version-for-a-name",
    summary: "A setting has no effect for a single name",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Which name a client asks for is told in its first message of TLS. By then the versions are settled: within `local_name` the certificate can still change, and `ssl_min_protocol` cannot. It is read from outside.",
      remedy: "Set it for the whole server, or by address in `local { }`.",
      references: [SSL_MANUAL],
    },
    messages: {
      late: "{name} does nothing within local_name: the versions of TLS are settled before the client tells the name. Move it out of the block.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "local_name imap.example.com {\n  ssl_min_protocol = TLSv1.3\n}\n",
        findings: [{ message: "late", line: 6, severity: "warning" }],
        good: EXAMPLE + "ssl_min_protocol = TLSv1.3\n",
      },
    ],
  },
  partial: true,
  *check(model) {
    for (const written of model.written("ssl_min_protocol")) {
      if (written.filter.localName !== undefined)
        yield { message: "late", data: { name: written.name }, at: placeOf(written) };
    }
  },
});
