// A value of the wrong type: Dovecot does not start. Compared with doveconf 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import { replaceValue } from "../edit.js";
import type { Model } from "../model.js";
import { CONFIG_MANUAL, EXAMPLE } from "../report.js";

const MEANT: Readonly<Record<string, "yes" | "no">> = {
  ...{ true: "yes", on: "yes", enable: "yes", enabled: "yes", t: "yes" },
  ...{ false: "no", off: "no", 0: "no", n: "no", disable: "no", disabled: "no", none: "no" },
};

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-dovecot-value",
    summary: "The value is none that Dovecot takes here",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Dovecot reads a switch only as `yes`, `y`, `1` or `no`: `true`, `on`, `0` and `false` stop it, and so does a word that is not in the list of a setting, or a time without its unit.",
      remedy: "Write `yes` or `no`, or one of the words of the manual.",
      references: [CONFIG_MANUAL],
    },
    messages: {
      bool: '{name} must be yes or no; Dovecot does not start with "{value}". Write {better}.',
      other: '{name} cannot be "{value}", and Dovecot does not start: {problem}. Correct it{values}.',
    },
    examples: [
      {
        dialect: "dovecot",
        bad:
          EXAMPLE +
          "disable_plaintext_auth = true\nverbose_proctitle = 0\nauth_cache_ttl = 5\nmail_fsync = sometimes\n",
        findings: [
          { message: "bool", line: 5, severity: "error" },
          { message: "bool", line: 6, severity: "error" },
          { message: "other", line: 7, severity: "error" },
          { message: "other", line: 8, severity: "error" },
        ],
        good:
          EXAMPLE +
          "disable_plaintext_auth = yes\nverbose_proctitle = no\nauth_cache_ttl = 5 mins\nmail_fsync = optimized\n",
      },
    ],
  },
  partial: true,
  *check({ reading }) {
    const keys = new Map(reading.statements.map(({ node, key }) => [node, key]));
    for (const { path, span, kind, message, statement } of reading.problems) {
      if (kind !== "invalid-value" || statement?.node.kind !== "setting") continue;
      const { node, source } = statement;
      const key = keys.get(node);
      const value = node.value.text;
      const better = key?.type === "bool" ? MEANT[value.toLowerCase()] : undefined;
      const values = key && key.values.length > 0 ? `: known are ${key.values.join(", ")}` : "";
      const data = { name: node.name.text, value, problem: message, values, better: better ?? "" };
      yield {
        message: better === undefined ? "other" : "bool",
        data,
        at: { path, span: span.start === span.end ? node.name.span : span },
        ...(better !== undefined && {
          fix: {
            title: `Change to ${better}`,
            safety: "safe",
            edits: [replaceValue({ node: statement.node, source }, better)],
          },
        }),
      };
    }
  },
});
