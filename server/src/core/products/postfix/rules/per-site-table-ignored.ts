// The old table of destinations beside the new one: it is not read.
import { defineProductRule } from "../../../rules/rule.js";
import { removeSetting } from "../edit.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "per-site-table-ignored",
    summary: "The per-site table is not read",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "When `smtp_tls_policy_maps` is set, Postfix ignores `smtp_tls_per_site` with a warning. Destinations whose TLS was demanded only there are served at the level of main.cf.",
      remedy:
        "Move the rows that still matter to the policy table (`MUST` is `verify`, `MUST_NOPEERMATCH` is `encrypt`), and remove `smtp_tls_per_site`.",
      references: [
        { title: "postconf(5): smtp_tls_per_site", url: "https://www.postfix.org/postconf.5.html#smtp_tls_per_site" },
      ],
    },
    messages: {
      ignored:
        "{setting} is not read, because {policies} is set: its rows do nothing. Move those that matter to the policy table and remove it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        // The release that removes smtp_tls_per_site has not been made; since 3.9 it is deprecated.
        serverVersion: "3.7",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_per_site = hash:/etc/postfix/tls_per_site\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
        findings: [{ message: "ignored", line: 4, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
      },
    ],
  },
  *check(model) {
    for (const side of ["smtp", "lmtp"]) {
      const [setting, policies] = [`${side}_tls_per_site`, `${side}_tls_policy_maps`];
      for (const { scope, effective, at } of model.written(setting)) {
        if (effective.value === "" || (scope.get(policies)?.value ?? "") === "") continue;
        const edit = removeSetting(model, setting, scope);
        yield {
          message: "ignored",
          data: { setting, policies },
          at,
          ...(edit ? { fix: { title: `Remove ${setting}`, safety: "safe", edits: [edit] } } : {}),
        };
      }
    }
  },
});
