// DANE without DNSSEC: it silently is level may, or defers all mail.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import { clientLevel } from "../levels.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "dane-without-dnssec",
    summary: "DANE is on and DNSSEC lookups are off",
    severity: "error",
    fix: "safe",
    docs: {
      why: 'DANE finds the keys of a mail server in DNS, protected by DNSSEC. Unless `smtp_dns_support_level = dnssec`, Postfix logs "configured with dnssec lookups disabled" and treats `dane` as `may`: no destination is ever verified. With `dane-only` all mail is deferred.',
      remedy:
        "Set `smtp_dns_support_level = dnssec`, keep `dns` in `smtp_host_lookup`, and use a validating resolver on this machine.",
      references: [
        { title: "Postfix TLS_README: DANE", url: "https://www.postfix.org/TLS_README.html#client_tls_dane" },
        rfc(7672, "2.1"),
      ],
    },
    messages: {
      level:
        "{level} needs DNSSEC, and smtp_dns_support_level is not dnssec: {effect}. Set smtp_dns_support_level = dnssec.",
      lookup: "{level} needs DNS, and smtp_host_lookup does not have dns: {effect}. Add dns to smtp_host_lookup.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = dane\n",
        findings: [{ message: "level", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n",
      },
    ],
  },
  *check(model) {
    for (const service of model.servicesOf("smtp")) {
      const { level, origin } = clientLevel(service);
      if ((level !== "dane" && level !== "dane-only") || origin.kind !== "explicit") continue;
      const effect = level === "dane" ? "every destination is treated as at level may" : "all mail is deferred";
      const data = { level, effect };
      const support = service.get("smtp_dns_support_level")?.value.toLowerCase();
      const lookup = (service.get("smtp_host_lookup")?.value ?? "dns").toLowerCase().split(/[\s,]+/);
      if (support !== "dnssec") {
        yield {
          message: "level",
          data,
          at: origin,
          fix: {
            title: "Set smtp_dns_support_level = dnssec",
            // A destination with wrong DANE records would be refused from then on; that is what the level asks for.
            safety: "safe",
            edits: [setParameter(model, "smtp_dns_support_level", "dnssec", service)],
          },
        };
      } else if (!lookup.includes("dns")) yield { message: "lookup", data, at: origin };
    }
  },
});
