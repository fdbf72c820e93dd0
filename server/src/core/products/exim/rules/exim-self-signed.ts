// Users meet a certificate that Exim signs itself.
import { defineProductRule } from "../../../rules/rule.js";
import { listeners } from "../listeners.js";
import type { Model } from "../model.js";
import { SOUND, spec } from "../spec.js";

const RCPT =
  "acl_smtp_rcpt = rcpt\nbegin acl\nrcpt:\n  deny\n    message = TLS is required on this port\n    condition = ${if eq{$received_port}{587}}\n    !encrypted = *\n  accept\n";

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-self-signed",
    summary: "Users meet a certificate that Exim signs itself",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Without `tls_certificate` Exim makes a certificate anew every hour or two. Other servers take it, because they verify nothing on port 25. Mail programs warn about it, and users who click the warning away do so for an attacker's certificate, too.",
      remedy: "Set `tls_certificate` and `tls_privatekey` to a certificate that mail programs can verify.",
      references: [spec("main", "tls_certificate")],
    },
    messages: {
      own: "Users on port {port} meet a certificate that Exim signs itself, and no mail program can verify it. Set `tls_certificate` and `tls_privatekey`.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\ndaemon_smtp_ports = 587\n${RCPT}`,
        findings: [{ message: "own", line: 2, severity: "warning" }],
        good: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\ndaemon_smtp_ports = 587\n${RCPT}`,
      },
    ],
  },
  *check(model) {
    const certificate = model.main.get("tls_certificate");
    // A key without a certificate is another mistake.
    if (certificate.value !== "" || certificate.unknown || model.main.get("tls_privatekey").value !== "") return;
    for (const { port, loopback, origin } of listeners(model)) {
      if ((port !== 465 && port !== 587) || loopback || origin.kind !== "explicit") continue;
      yield { message: "own", data: { port: String(port) }, at: origin };
    }
  },
});
