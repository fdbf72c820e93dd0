// Wrapper mode of the client towards a port on which servers start in plain text.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { nextHop } from "../next-hop.js";
import { portOf } from "../services.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "wrappermode-to-starttls-relay",
    summary: "Wrapper mode towards a relay that starts in plain text",
    severity: "error",
    fix: "none",
    docs: {
      why: "On ports 25 and 587 the relay greets in plain text and offers STARTTLS. With `smtp_tls_wrappermode = yes` Postfix starts TLS at once: the handshake fails, and all mail through this relay is deferred.",
      remedy:
        "Send to port 465 of the relay, or remove `smtp_tls_wrappermode`; keep `smtp_tls_security_level = encrypt`.",
      references: [
        {
          title: "postconf(5): smtp_tls_wrappermode",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_wrappermode",
        },
        rfc(8314, "3.3"),
      ],
    },
    messages: {
      wrapped:
        "{host} greets in plain text on port {port}, and wrapper mode starts TLS at once: every delivery through it fails. Use its port 465, or remove smtp_tls_wrappermode.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:587\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
        findings: [{ message: "wrapped", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:587\nsmtp_tls_security_level = encrypt\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
      },
    ],
  },
  *check(model) {
    const scope = model.servicesOf("smtp").find(({ name }) => name === "smtp") ?? model;
    const relayhost = model.get("relayhost");
    if (scope.bool("smtp_tls_wrappermode") !== true || relayhost?.origin.kind !== "explicit") return;
    const hop = nextHop(relayhost.value);
    // Without a port Postfix uses 25 (postconf(5), relayhost).
    const port = hop && portOf(hop.port ?? "25");
    if (port !== 25 && port !== 587) return;
    yield { message: "wrapped", data: { host: hop?.host ?? "", port: String(port) }, at: relayhost.origin };
  },
});
