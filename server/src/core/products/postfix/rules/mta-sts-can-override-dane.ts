// A service that answers MTA-STS policies, and DANE: the answer wins.
import { sourceSpan } from "../../../dialects/postfix-lines.js";
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { clientLevel } from "../levels.js";
import { readMapList } from "../maps.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "mta-sts-can-override-dane",
    summary: "An MTA-STS service can override DANE",
    severity: "info",
    fix: "none",
    docs: {
      why: "A row or answer of `smtp_tls_policy_maps` takes the place of `smtp_tls_security_level = dane`. A service that answers with the MTA-STS policy of a domain that also has DANE records switches DANE off for it, which RFC 8461 section 2 forbids: DANE is the stronger of the two.",
      remedy:
        "Make sure that the service gives no answer for domains with DANE records (postfix-tlspol does so; postfix-mta-sts-resolver cannot see them), or ask a table with `dane` rows before it.",
      references: [
        rfc(8461, "2"),
        {
          title: "postconf(5): smtp_tls_policy_maps",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_policy_maps",
        },
      ],
    },
    messages: {
      overrides:
        "Whatever this service answers takes the place of level {level}. If it answers MTA-STS policies for domains with DANE records, DANE is off for them; make sure that it leaves those out.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\nsmtp_tls_policy_maps = socketmap:inet:127.0.0.1:8461:postfix\n",
        findings: [{ message: "overrides", line: 5, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n",
      },
    ],
  },
  *check(model) {
    for (const { scope, effective, at } of model.written("smtp_tls_policy_maps")) {
      const { level } = clientLevel(scope);
      const written = effective.entry ?? effective.override;
      if (!written || (level !== "dane" && level !== "dane-only")) continue;
      for (const reference of readMapList(effective.value)) {
        if (reference.type !== "socketmap" && reference.type !== "tcp") continue;
        const span =
          effective.raw === effective.value
            ? sourceSpan(written.value, reference.span.start, reference.span.end)
            : at.span;
        yield { message: "overrides", data: { level }, at: { path: at.path, span } };
      }
    }
  },
});
