// A row of a TLS policy table that no destination can reach.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { keyProblem } from "../policy-keys.js";
import { tlsTables } from "../tables.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:587\nsmtp_tls_security_level = may\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n";

/** Settings that write a next hop as it is looked up. */
const NEXT_HOPS = ["relayhost", "smtp_fallback_relay"];

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-policy-never-matches",
    summary: "No destination ever matches this row",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Postfix looks a destination up exactly as its next hop is written: `[smtp.example.com]:587` with its brackets and its port. Only for a plain domain are parent domains tried, written with a leading dot. A row in any other form is never used, and the destination gets the level of main.cf, which is mostly lower.",
      remedy:
        "Write the key as the next hop is written in `relayhost` or the transport table, or the recipient's domain.",
      references: [
        {
          title: "postconf(5): smtp_tls_policy_maps",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_policy_maps",
        },
      ],
    },
    messages: { never: "{problem}" },
    examples: [
      {
        dialect: "postfix-map",
        bad: "example.net encrypt\n*.example.org encrypt\n",
        findings: [{ message: "never", line: 2, severity: "warning" }],
        good: "example.net encrypt\n.example.org encrypt\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    const hops = NEXT_HOPS.flatMap((name) => (model.get(name)?.value ?? "").split(/[\s,]+/)).filter(
      (hop) => hop !== "",
    );
    for (const { use, table } of tlsTables(model)) {
      if (use !== "policy") continue;
      for (const node of table.tree.nodes) {
        const problem = node.kind === "row" ? keyProblem(node.key.text, hops) : null;
        if (node.kind === "row" && problem)
          yield {
            message: "never",
            data: { problem: problem.message },
            at: { path: table.source.path, span: node.key.span },
          };
      }
    }
  },
});
