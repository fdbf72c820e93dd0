// A row of a TLS policy table that Postfix cannot use.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { type TableUse, tableValues } from "../tables.js";
import { readSitePolicy } from "../tls-per-site.js";
import { type PolicyProblem, readTlsPolicy } from "../tls-policy.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n";

function problemsOf(model: Model, use: TableUse, value: string): readonly PolicyProblem[] {
  if (use === "sni") return [];
  return (use === "policy" ? readTlsPolicy(value, model.version) : readSitePolicy(value)).problems;
}

function report({ effect, message }: PolicyProblem, at: ProductReport["at"]): ProductReport {
  return { message: effect, data: { problem: message }, severity: effect === "ignored" ? "warning" : "error", at };
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-tls-policy",
    summary: "A TLS policy that Postfix cannot use",
    severity: "error",
    fix: "none",
    docs: {
      why: 'Postfix does not guess: with a word in a TLS policy that it does not know, mail for that destination is deferred ("client TLS configuration problem") until somebody mends the row. A bad protocol list, grade or exclusion is worse hidden: the handshake is never begun, and at level `may` the mail goes in plain text later.',
      remedy:
        "Write the level first, then attributes as `name=value` without blanks; separate the items of a value by `:`.",
      references: [
        {
          title: "postconf(5): smtp_tls_policy_maps",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_policy_maps",
        },
      ],
    },
    messages: { defers: "{problem}", "no-tls": "{problem}", ignored: "{problem}" },
    examples: [
      {
        dialect: "postfix-map",
        bad: "example.com secure match=.example.com\nexample.net encrypted\n",
        findings: [{ message: "defers", line: 2, severity: "error" }],
        good: "example.com secure match=.example.com\nexample.net encrypt\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    for (const { use, text, place } of tableValues(model)) {
      for (const problem of problemsOf(model, use, text)) yield report(problem, place(problem.span));
    }
  },
});
