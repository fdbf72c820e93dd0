// A listener on a port for STARTTLS that wants TLS from the first byte. Checked with Dovecot 2.3.19.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { replaceValue } from "../edit.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-on-starttls-port",
    summary: "A port for STARTTLS expects TLS at once",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "On 143, 110, 587 and 4190 clients first wait for a greeting and then ask for STARTTLS. With `ssl = yes` the server waits, too: both hang until one gives up. TLS from the first byte has ports of its own.",
      remedy: "Write `ssl = no` here, and open 993, 995 or 465 with `ssl = yes`.",
      references: [rfc(8314, "3.2"), SSL_MANUAL],
    },
    messages: {
      unexpected:
        "Clients wait for a greeting on port {port}, and this listener waits for TLS: they hang. Write ssl = no; STARTTLS is offered all the same.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "service imap-login {\n  inet_listener imap {\n    ssl = yes\n  }\n}\n",
        findings: [{ message: "unexpected", line: 7, severity: "warning" }],
        good: EXAMPLE + "service imap-login {\n  inet_listener imap {\n    ssl = no\n  }\n}\n",
      },
    ],
  },
  *check(model) {
    for (const { port, ssl, written } of model.listeners) {
      if (!ssl || !written.ssl || ![110, 143, 587, 4190].includes(port)) continue;
      yield {
        message: "unexpected",
        data: { port: String(port) },
        at: placeOf(written.ssl),
        fix: { title: "Write ssl = no", safety: "safe", edits: [replaceValue(written.ssl, "no")] },
      };
    }
  },
});
