// A list of included versions that leaves TLS 1.3 out without saying so.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { parameter } from "../parameters.js";
import { listFrom, protocolNamed, readProtocolList } from "../protocol-list.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls13-off-by-inclusion",
    summary: "Naming versions switches TLS 1.3 off",
    severity: "warning",
    fix: "safe",
    docs: {
      why: 'A version named without `!` or `>=` means "only these": `TLSv1.2` or `TLSv1.1 TLSv1.2` switches TLS 1.3 off, and every version still to come. Most such lists were written before TLS 1.3 existed.',
      remedy: "Say the lowest version instead: `>=TLSv1.2`. Before Postfix 3.6, exclude the old ones by name.",
      references: [
        {
          title: "postconf(5): smtpd_tls_mandatory_protocols",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_mandatory_protocols",
        },
        rfc(9325, "3.1.1"),
      ],
    },
    messages: {
      off: "{setting} names versions to use, which switches off every other one, TLS 1.3 too. Say the lowest version instead: {better}.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
        findings: [{ message: "off", line: 3, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    // A release that does not know TLS 1.3 by name leaves it on.
    if (protocolNamed("TLSv1.3", model.version) === null) return;
    for (const { scope, effective, at } of model.written()) {
      const { name } = effective;
      if (parameter(name)?.type !== "tls-protocol-list" || effective.problem !== undefined) continue;
      const { items, valid, permitted } = readProtocolList(effective.value, model.version);
      const [lowest] = permitted;
      const onlyInclusions = items.every((item) => item.kind === "include" || item.kind === "exclude");
      const isSaid = items.some((item) => item.kind === "exclude" && item.version === "TLSv1.3");
      if (!valid || !onlyInclusions || isSaid || lowest === undefined || permitted.includes("TLSv1.3")) continue;
      const better = listFrom(lowest, model.version);
      yield {
        message: "off",
        data: { setting: name, better },
        at,
        fix: { title: `Change to ${better}`, safety: "safe", edits: [setParameter(model, name, better, scope)] },
      };
    }
  },
});
