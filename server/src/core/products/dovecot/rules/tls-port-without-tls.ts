// A listener on a port for TLS from the first byte that expects plain text. Checked with Dovecot 2.3.19.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { replaceValue } from "../edit.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-port-without-tls",
    summary: "A port for TLS is open without TLS",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Clients begin with TLS on 993, 995 and 465 (RFC 8314). A listener there without `ssl = yes` sends a greeting in plain text: no client gets in. A new `inet_listener` has no TLS unless it says so.",
      remedy: "Add `ssl = yes` to the listener.",
      references: [rfc(8314, "3.2"), SSL_MANUAL],
    },
    messages: {
      missing:
        "Clients begin with TLS on port {port}, and this listener answers in plain text: nobody can connect. Write ssl = yes.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "service imap-login {\n  inet_listener imaps {\n    port = 993\n    ssl = no\n  }\n}\n",
        findings: [{ message: "missing", line: 8, severity: "error" }],
        good: EXAMPLE + "service imap-login {\n  inet_listener imaps {\n    port = 993\n    ssl = yes\n  }\n}\n",
      },
    ],
  },
  *check(model) {
    for (const { port, ssl, written } of model.listeners) {
      const place = written.ssl ?? written.port;
      if (ssl || ![465, 993, 995].includes(port) || place === undefined) continue;
      yield {
        message: "missing",
        data: { port: String(port) },
        at: placeOf(place),
        ...(written.ssl && {
          fix: { title: "Write ssl = yes", safety: "safe", edits: [replaceValue(written.ssl, "yes")] },
        }),
      };
    }
  },
});
