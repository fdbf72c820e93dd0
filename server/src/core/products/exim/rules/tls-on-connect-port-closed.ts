// A port for TLS from the first byte on which the daemon does not listen.
import { listItems } from "../../../dialects/exim/strings.js";
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setOption } from "../edit.js";
import { listeners, ports } from "../listeners.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

/** Old versions for other servers, and none for users. */
const CIPHERS = "tls_require_ciphers = ${if eq{$received_port}{25}{NORMAL}{NORMAL:-VERS-TLS1.0:-VERS-TLS1.1}}\n";

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-on-connect-port-closed",
    summary: "A port of tls_on_connect_ports is not opened",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "`tls_on_connect_ports` says what is spoken on a port, not that Exim listens there: that is for `daemon_smtp_ports`, whose default is port 25 alone. Mail programs that are told to use port 465 then find nobody.",
      remedy:
        "Add the port to `daemon_smtp_ports`, unless the daemon is told on its command line (`-oX`), as `SMTPLISTENEROPTIONS` in Debian's /etc/default/exim4 does.",
      references: [spec("daemon", "support for the submissions (aka SSMTP or SMTPS) protocol"), rfc(8314, "3.3")],
    },
    messages: {
      closed:
        "Port {port} is for TLS from the first byte, but the daemon does not listen on it. Add it to `daemon_smtp_ports`.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}${CIPHERS}daemon_smtp_ports = 25\ntls_on_connect_ports = 465\n`,
        findings: [{ message: "closed", line: 5, severity: "warning" }],
        good: `${SOUND}${CIPHERS}daemon_smtp_ports = 25 : 465\ntls_on_connect_ports = 465\n`,
      },
    ],
  },
  *check(model) {
    const { written, value, unknown } = model.main.get("tls_on_connect_ports");
    const daemon = model.main.get("daemon_smtp_ports");
    if (written === undefined || unknown || daemon.unknown || model.main.get("local_interfaces").unknown) return;
    const open = new Set(listeners(model).map(({ port }) => port));
    for (const port of ports(value)) {
      if (open.has(port)) continue;
      const listed = daemon.value === "" ? ["25"] : listItems(daemon.value);
      const edit = setOption(model, model.main, "daemon_smtp_ports", [...listed, String(port)].join(" : "));
      yield {
        message: "closed",
        data: { port: String(port) },
        at: valueOf(written),
        ...(edit && { fix: { title: `Listen on port ${port}`, safety: "unsafe", edits: [edit] } }),
      };
    }
  },
});
