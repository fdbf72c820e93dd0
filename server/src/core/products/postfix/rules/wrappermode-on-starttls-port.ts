// Wrapper mode for a port on which clients start in plain text.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { removeSetting } from "../edit.js";
import type { Model } from "../model.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n";

export const rule = defineProductRule<Model>({
  meta: {
    id: "wrappermode-on-starttls-port",
    summary: "Wrapper mode on a port where clients start in plain text",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "On ports 25 and 587 clients wait for a greeting in plain text and then ask for STARTTLS (RFC 3207, RFC 6409). In wrapper mode the server waits for TLS instead: both wait until they time out, and no mail comes in. TLS from the first byte belongs to port 465.",
      remedy:
        "Remove `-o smtpd_tls_wrappermode=yes` here; demand STARTTLS on port 587 with `-o smtpd_tls_security_level=encrypt`.",
      references: [
        rfc(8314, "3.3"),
        {
          title: "postconf(5): smtpd_tls_wrappermode",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_wrappermode",
        },
      ],
    },
    messages: {
      wrapped:
        "Clients wait for a greeting in plain text on port {port}, and wrapper mode waits for TLS: no connection gets anywhere. Remove it here; it belongs to port 465.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_sasl_auth_enable=yes\n",
        findings: [{ message: "wrapped", line: 3, severity: "error" }],
        good: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    for (const service of model.servicesOf("smtpd")) {
      const wrapper = service.get("smtpd_tls_wrappermode");
      // In main.cf it is another mistake, with a rule of its own.
      if (!wrapper?.override || service.bool("smtpd_tls_wrappermode") !== true || wrapper.origin.kind !== "explicit")
        continue;
      if (service.port !== 25 && service.port !== 587) continue;
      const edit = removeSetting(model, wrapper.name, service);
      yield {
        message: "wrapped",
        data: { port: String(service.port) },
        at: { path: wrapper.origin.path, span: wrapper.origin.span },
        endpoint: service.id,
        ...(edit ? { fix: { title: "Remove wrapper mode here", safety: "unsafe", edits: [edit] } } : {}),
      };
    }
  },
});
