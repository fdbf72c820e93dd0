// A password for the relay that can leave the machine in plain text.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import { clientLevel, demandsTls } from "../levels.js";
import type { Model } from "../model.js";
import { nextHop } from "../next-hop.js";
import { isLoopback } from "../services.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "relay-password-without-tls",
    summary: "The password for the relay can be sent without TLS",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "Postfix logs in at the relay whenever that offers AUTH. Without TLS, or with TLS that is only optional, whoever sits in between can strip STARTTLS and read the password. The default of `smtp_sasl_security_options` (`noplaintext`) prevents that; most guides remove it, because PLAIN and LOGIN need it gone.",
      remedy:
        "Demand TLS of the relay: `smtp_tls_security_level = encrypt`, better `secure` with a CA file. Where only some destinations get a password, demand TLS of these in a policy table.",
      references: [
        {
          title: "Postfix SASL_README: client security",
          url: "https://www.postfix.org/SASL_README.html#client_sasl_enable",
        },
        rfc(4954, "4"),
      ],
    },
    messages: {
      off: "Postfix logs in at the relay, and TLS is off: the password crosses the network in plain text. Demand TLS: smtp_tls_security_level = encrypt.",
      optional:
        "Postfix logs in at the relay, and TLS is only optional: whoever strips STARTTLS gets the password. Demand TLS: smtp_tls_security_level = encrypt.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
        findings: [{ message: "optional", line: 6, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = encrypt\n",
      },
    ],
  },
  *check(model) {
    const told = new Set<string>();
    for (const service of model.servicesOf("smtp")) {
      const options = service.get("smtp_sasl_security_options");
      const { level } = clientLevel(service);
      if (service.bool("smtp_sasl_auth_enable") !== true || !options || level === "invalid" || demandsTls(level))
        continue;
      // A table may demand TLS of exactly the relay; what it says is judged by its own rows.
      if ((service.get("smtp_tls_policy_maps")?.value ?? "") !== "") continue;
      const words = options.value.toLowerCase().split(/[\s,]+/);
      const relay = nextHop(service.get("relayhost")?.value ?? "");
      if (words.includes("noplaintext") || options.origin.kind !== "explicit") continue;
      if (relay && isLoopback(relay.host)) continue;
      const { path, span } = options.origin;
      const place = `${path} ${span.start}`;
      if (told.has(place)) continue;
      told.add(place);
      yield {
        message: level === "none" ? "off" : "optional",
        at: { path, span },
        endpoint: service.id,
        // Without a relay that takes all mail, the level would be demanded of everybody.
        ...(relay
          ? {
              fix: {
                title: "Demand TLS for delivery",
                safety: "unsafe",
                edits: [setParameter(model, "smtp_tls_security_level", "encrypt", service)],
              },
            }
          : {}),
      };
    }
  },
});
