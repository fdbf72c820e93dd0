// A row of a TLS policy table that Postfix cannot use.
import { sourceSpan } from "../../../dialects/postfix-lines.js";
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { readMapList } from "../maps.js";
import type { Model } from "../model.js";
import { TLS_TABLES, tlsTables, type TableUse } from "../tables.js";
import { readSitePolicy } from "../tls-per-site.js";
import { type PolicyProblem, readTlsPolicy } from "../tls-policy.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n";

function problemsOf(model: Model, use: TableUse, value: string): readonly PolicyProblem[] {
  if (use === "sni") return [];
  return (use === "policy" ? readTlsPolicy(value, model.version) : readSitePolicy(value)).problems;
}

function report({ effect, message }: PolicyProblem, at: ProductReport["at"]): ProductReport {
  return { message: effect, data: { problem: message }, severity: effect === "ignored" ? "warning" : "error", at };
}

/** Rows of text files. */
function* inFiles(model: Model): Generator<ProductReport> {
  for (const { use, table } of tlsTables(model)) {
    for (const node of table.tree.nodes) {
      if (node.kind !== "row") continue;
      for (const problem of problemsOf(model, use, node.value.text)) {
        const span = sourceSpan(node.value, problem.span.start, problem.span.end);
        yield report(problem, { path: table.source.path, span });
      }
    }
  }
}

/** Rows of `inline:` tables and the answer of `static:` ones, where the list stands as it is read. */
function* inLists(model: Model): Generator<ProductReport> {
  for (const [setting, use] of Object.entries(TLS_TABLES)) {
    for (const { effective, at } of model.written(setting)) {
      const written = effective.entry ?? effective.override;
      if (!written || effective.raw !== effective.value) continue;
      for (const reference of readMapList(effective.value)) {
        if (reference.type === null) continue;
        const { source } = reference;
        const values =
          source.kind === "rows"
            ? source.rows.map(({ value }) => value)
            : source.kind === "static"
              ? [source.value]
              : [];
        for (const value of values) {
          for (const problem of problemsOf(model, use, value.text)) {
            const { start } = value.span;
            const span = sourceSpan(written.value, start + problem.span.start, start + problem.span.end);
            yield report(problem, { path: at.path, span });
          }
        }
      }
    }
  }
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
    yield* inFiles(model);
    yield* inLists(model);
  },
});
