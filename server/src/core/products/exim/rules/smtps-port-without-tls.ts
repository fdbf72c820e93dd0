// Port 465 is opened, and plain text is spoken on it.
import { listItems } from "../../../dialects/exim/strings.js";
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setOption } from "../edit.js";
import { listeners } from "../listeners.js";
import type { Model } from "../model.js";
import { SOUND, spec } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "smtps-port-without-tls",
    summary: "Port 465 is opened without TLS from the first byte",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "Clients begin TLS at once on port 465 (RFC 8314). Exim does not do so by itself: unless the port is in `tls_on_connect_ports`, it greets in plain text, and both sides wait for one another.",
      remedy: "Add 465 to `tls_on_connect_ports`.",
      references: [spec("daemon", "support for the submissions (aka SSMTP or SMTPS) protocol"), rfc(8314, "3.3")],
    },
    messages: {
      plain:
        "Clients begin TLS at once on port 465, but Exim greets them in plain text: nobody gets through. Add 465 to `tls_on_connect_ports`.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\ndaemon_smtp_ports = 465\nacl_smtp_rcpt = rcpt\nbegin acl\nrcpt:\n  deny\n    message = TLS is required on this port\n    condition = \${if eq{$received_port}{465}}\n    !encrypted = *\n  accept\n`,
        findings: [{ message: "plain", line: 4, severity: "error" }],
        good: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\ntls_on_connect_ports = 465\ndaemon_smtp_ports = 465\nacl_smtp_rcpt = rcpt\nbegin acl\nrcpt:\n  deny\n    message = TLS is required on this port\n    condition = \${if eq{$received_port}{465}}\n    !encrypted = *\n  accept\n`,
      },
    ],
  },
  *check(model) {
    const onConnect = model.main.get("tls_on_connect_ports");
    if (onConnect.unknown) return;
    for (const { port, implicit, origin } of listeners(model)) {
      if (port !== 465 || implicit || origin.kind !== "explicit") continue;
      const edit = setOption(
        model,
        model.main,
        "tls_on_connect_ports",
        [...listItems(onConnect.value), "465"].join(" : "),
      );
      yield {
        message: "plain",
        at: origin,
        ...(edit && { fix: { title: "Begin TLS at once on port 465", safety: "unsafe", edits: [edit] } }),
      };
    }
  },
});
