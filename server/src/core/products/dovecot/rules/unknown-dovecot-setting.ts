// A name that this release of Dovecot does not have: it does not start. Compared with doveconf 2.3.19 and 2.4.1.
import { defineProductRule } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import { branchesOf, settingNames } from "../settings-table.js";
import { migrations } from "../migrate.js";
import type { Model } from "../model.js";
import { EXAMPLE, UPGRADE_MANUAL } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "unknown-dovecot-setting",
    summary: "Dovecot does not have this setting",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Dovecot stops at a name that it does not know. The usual reasons are typing mistakes, a setting in the wrong block, and one from a guide for another release.",
      remedy: "Correct the name, or remove the line. Which release runs is told by `dovecot --version`.",
      references: [{ title: "Dovecot manual: settings", url: "https://doc.dovecot.org/2.3/settings/" }, UPGRADE_MANUAL],
    },
    messages: {
      unknown:
        "Dovecot {version} has no setting {name} here, and does not start. Correct the name, or remove the line.",
      misspelt: "Dovecot {version} has no setting {name} here, and does not start. Did you mean {guess}?",
      newer:
        "Dovecot {version} has no setting {name}, and does not start: it belongs to {branches}. Remove it, or tell which release runs.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_min_protocl = TLSv1.2\nssl_server_dh_file = /etc/dovecot/dh.pem\nfoo = bar\n",
        findings: [
          { message: "misspelt", line: 5, severity: "error" },
          { message: "newer", line: 6, severity: "error" },
          { message: "unknown", line: 7, severity: "error" },
        ],
        good: EXAMPLE + "ssl_min_protocol = TLSv1.2\n",
      },
    ],
  },
  *check(model) {
    const { reading, version } = model;
    // What 2.4 has renamed has a rule of its own.
    const moved = new Set(migrations(model).map(({ node }) => node));
    for (const { node, source, section, key, obsolete } of reading.statements) {
      if (node.kind !== "setting" || key !== undefined || obsolete === true || section.foreign) continue;
      if (moved.has(node)) continue;
      const name = node.name.text;
      const at = { path: source.path, span: node.name.span };
      const branches = branchesOf(name, section.scope).concat(branchesOf(name));
      const data = { name, version: version.branch, branches: [...new Set(branches)].join(", ") };
      if (branches.length > 0) {
        yield { message: "newer", data, at };
        continue;
      }
      const guess = closest(name, settingNames(version, section.scope));
      if (guess === null) yield { message: "unknown", data, at };
      else
        yield {
          message: "misspelt",
          data: { ...data, guess },
          at,
          fix: { title: `Rename to ${guess}`, safety: "safe", edits: [{ ...at, text: guess }] },
        };
    }
  },
});
