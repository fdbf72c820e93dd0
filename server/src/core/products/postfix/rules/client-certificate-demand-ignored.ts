// smtpd_tls_req_ccert where TLS is optional.
import { defineProductRule } from "../../../rules/rule.js";
import { demandsTls, serverLevel } from "../levels.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "client-certificate-demand-ignored",
    summary: "The demand for client certificates is ignored",
    severity: "warning",
    fix: "none",
    docs: {
      why: "`smtpd_tls_req_ccert = yes` counts only where TLS is demanded: at level `may` Postfix logs a warning and lets everybody in without a certificate. Whoever relies on it for access control has none.",
      remedy:
        "Demand TLS at the services that are meant (`-o smtpd_tls_security_level=encrypt`) and set `smtpd_tls_req_ccert` there; never on public port 25, where other servers have no certificates to show. To ask without demanding, use `smtpd_tls_ask_ccert`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_req_ccert",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_req_ccert",
        },
      ],
    },
    messages: {
      ignored:
        "TLS is optional here, so client certificates are asked for by nobody: Postfix ignores this, with a warning in its log. Set it at a service that demands TLS.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_req_ccert = yes\nsmtp_tls_security_level = may\n",
        findings: [{ message: "ignored", line: 3, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    for (const { service, at } of model.written("smtpd_tls_req_ccert")) {
      const users = service
        ? [service]
        : model.servicesOf("smtpd").filter(({ overrides }) => !overrides.includes("smtpd_tls_req_ccert"));
      const ignoring = users.filter((user) => {
        const { level } = serverLevel(user);
        if (user.bool("smtpd_tls_req_ccert") !== true || user.bool("smtpd_tls_wrappermode") === true) return false;
        return level !== "invalid" && !demandsTls(level);
      });
      // Where one of its users demands TLS, the line in main.cf does something.
      if (ignoring.length > 0 && ignoring.length === users.length) yield { message: "ignored", at };
    }
  },
});
