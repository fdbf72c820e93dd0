// A server on port 465 that waits in plain text for a client that starts TLS at once.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setOverride } from "../edit.js";
import type { Model } from "../model.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n";

export const rule = defineProductRule<Model>({
  meta: {
    id: "smtps-without-wrappermode",
    summary: "The server on port 465 has no wrapper mode",
    severity: "error",
    fix: "safe",
    docs: {
      why: "On port 465 mail programs start TLS with the first byte (RFC 8314). Without wrapper mode the server sends a greeting in plain text and waits; the client takes that for a broken handshake. Nobody can send mail through this port.",
      remedy: "Add `-o smtpd_tls_wrappermode=yes` to the service.",
      references: [
        rfc(8314, "3.3"),
        {
          title: "postconf(5): smtpd_tls_wrappermode",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_wrappermode",
        },
      ],
    },
    messages: {
      missing:
        "Clients start TLS with the first byte on port 465, and this server greets them in plain text: every connection fails. Add -o smtpd_tls_wrappermode=yes.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "submissions inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_security_level=encrypt\n",
        findings: [{ message: "missing", line: 1, severity: "error" }],
        good: "submissions inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_wrappermode=yes\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { source } = model.master;
    for (const service of model.servicesOf("smtpd")) {
      const { entry } = service;
      if (!entry || service.type !== "inet" || service.port !== 465) continue;
      if (service.bool("smtpd_tls_wrappermode") !== false) continue;
      yield {
        message: "missing",
        at: { path: source.path, span: entry.fields.name.span },
        endpoint: service.id,
        fix: {
          title: "Add -o smtpd_tls_wrappermode=yes",
          safety: "safe",
          edits: [setOverride(source, entry, "smtpd_tls_wrappermode", "yes")],
        },
      };
    }
  },
});
