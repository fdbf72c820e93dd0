// A block that this release of Dovecot does not have: it does not start. Compared with doveconf 2.3.19 and 2.4.1.
import { defineProductRule } from "../../../rules/rule.js";
import { migrations } from "../migrate.js";
import type { Model } from "../model.js";
import { CONFIG_MANUAL, EXAMPLE } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "unknown-dovecot-block",
    summary: "Dovecot does not have this block",
    severity: "error",
    fix: "none",
    docs: {
      why: "Dovecot stops at a block that it does not know. The usual reasons are typing mistakes, a block in the wrong place, and one of another release.",
      remedy: "Correct the name, move the block, or remove it.",
      references: [CONFIG_MANUAL],
    },
    messages: {
      unknown: "Dovecot {version} has no block {name} here, and does not start. Correct the name, or remove the block.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "inet_listener imaps {\n  port = 993\n}\n",
        findings: [{ message: "unknown", line: 5, severity: "error" }],
        good: EXAMPLE + "service imap-login {\n  inet_listener imaps {\n    port = 993\n  }\n}\n",
      },
    ],
  },
  *check(model) {
    const moved = new Set(migrations(model).map(({ node }) => node));
    for (const { path, span, kind, statement } of model.reading.problems) {
      const node = statement?.node;
      if (kind !== "unknown-setting" || node?.kind !== "open" || moved.has(node)) continue;
      const data = { name: node.name.text, version: model.version.branch };
      yield { message: "unknown", data, at: { path, span } };
    }
  },
});
