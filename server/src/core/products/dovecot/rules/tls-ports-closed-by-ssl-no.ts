// Listeners that are never opened because ssl is no. Source: service_create_inet_listeners in src/master/service.c.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-ports-closed-by-ssl-no",
    summary: "The ports for TLS are closed by ssl = no",
    severity: "warning",
    fix: "none",
    docs: {
      why: "With `ssl = no` outside of every block, Dovecot opens no listener that has `ssl = yes`, and ignores `ssl` within filters: 993 and 995 refuse connections, and no STARTTLS is offered. Nothing but a warning in the log tells of it.",
      remedy: "Write `ssl = required`, or `yes` while some clients have no TLS yet.",
      references: [SSL_MANUAL],
    },
    messages: {
      listener:
        "Port {port} is to have TLS, and is never opened: ssl = no outside of the blocks turns all of it off. Write ssl = required there.",
      filter:
        "This ssl = {value} does nothing: ssl = no outside of the blocks turns all TLS off. Write ssl = required there.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: "protocols = imap\nlisten = 127.0.0.1\nssl = no\nssl_cert = </etc/dovecot/tls/mx.pem\nssl_key = </etc/dovecot/tls/mx.key\nprotocol imap {\n  ssl = required\n}\nservice imap-login {\n  inet_listener extra {\n    port = 10993\n    ssl = yes\n  }\n}\n",
        findings: [
          { message: "filter", line: 7, severity: "warning" },
          { message: "listener", line: 12, severity: "warning" },
        ],
        good: EXAMPLE,
      },
    ],
  },
  *check(model) {
    const global = model.root.get("ssl");
    if (global.value !== "no" || global.unknown) return;
    for (const written of model.written("ssl")) {
      if (written.key === "ssl" && Object.keys(written.filter).length > 0 && written.value !== "no")
        yield { message: "filter", data: { value: written.value }, at: placeOf(written) };
    }
    for (const { ssl, port, written } of model.listeners)
      if (ssl && written.ssl) yield { message: "listener", data: { port: String(port) }, at: placeOf(written.ssl) };
  },
});
