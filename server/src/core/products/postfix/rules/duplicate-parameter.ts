// The same parameter twice with different values: only the last one counts.
import type { Entry } from "../../../dialects/postfix-main/tree.js";
import { defineProductRule } from "../../../rules/rule.js";
import { UNKNOWN } from "../../../text/template.js";
import { removeEntry } from "../edit.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "duplicate-parameter",
    summary: "The parameter is set again further down",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "When a parameter is set twice, the last line wins. Whoever changes the first one changes nothing; Postfix says so only as a warning in the log, and before 2.11 not at all.",
      remedy: "Keep the line that counts, and remove the other.",
      references: [{ title: "postconf(5), introduction", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      overridden:
        "{name} is set again in line {line}, and the last one counts: this line does nothing. Remove it, or remove the other.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = none\nsmtp_tls_security_level = may\nsmtpd_tls_security_level = may\n",
        findings: [{ message: "overridden", line: 2, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtp_tls_security_level = may\nsmtpd_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    const earlier = new Map<string, Entry>();
    for (const node of model.parsed.tree.nodes) {
      if (node.kind !== "entry") continue;
      const name = node.name.text;
      const overridden = earlier.get(name);
      // Lines of which a template chooses one do not stand beside one another.
      const doubtful = model.unknown(name) || overridden?.value.text.includes(UNKNOWN) === true;
      if (overridden && !doubtful && overridden.value.text !== node.value.text) {
        yield {
          message: "overridden",
          data: { name, line: String(model.source.position(node.span.start).line + 1) },
          at: { path: model.source.path, span: overridden.name.span },
          fix: {
            title: "Remove the line that does not count",
            safety: "safe",
            edits: [removeEntry(model, overridden)],
          },
        };
      }
      earlier.set(name, node);
    }
  },
});
