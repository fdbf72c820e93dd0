// Lines and words that Dovecot passes over without a word, or nearly so. Compared with doveconf 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { CONFIG_MANUAL, EXAMPLE, atProblem } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "swallowed-dovecot-line",
    summary: "Dovecot ignores a part of this",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Two habits lose settings: a backslash at the end of a line joins the next one, and when that is a comment or blank, both are forgotten in silence; and a `#` begins a comment anywhere, so that the rest of a value is cut off.",
      remedy: "Remove the backslash, or put the value into quotation marks.",
      references: [CONFIG_MANUAL],
    },
    messages: { words: "{problem}" },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "login_greeting = hello \\\n# nothing follows\npostmaster_address = root#mx@example.com\n",
        findings: [
          { message: "words", line: 5, severity: "warning" },
          { message: "words", line: 7, severity: "warning" },
        ],
        good: EXAMPLE + 'login_greeting = hello\npostmaster_address = "root#mx@example.com"\n',
      },
    ],
  },
  partial: true,
  *check({ reading }) {
    for (const problem of reading.problems) {
      const { kind, severity, message } = problem;
      if (severity === "warning" && kind !== "obsolete")
        yield { message: "words", data: { problem: message }, ...atProblem(problem) };
    }
  },
});
