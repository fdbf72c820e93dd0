// A line that Dovecot stops at: its place, in words. Compared with doveconf 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { CONFIG_MANUAL, EXAMPLE, atProblem } from "../report.js";

/** Problems that rules of their own tell about. */
const ELSEWHERE = new Set(["unknown-setting", "invalid-value", "version-not-first", "unnamed-block"]);

const BRACES: Readonly<Record<string, string>> = {
  "unexpected-brace":
    "This `}` closes nothing, and Dovecot does not start with it. Remove the line, or add the block that it belongs to.",
  "missing-brace": "This block is never closed, and Dovecot does not start without. Add a line with `}` where it ends.",
  "no-matches":
    "No file fits this pattern, and Dovecot does not start without one. Correct it, or write `!include_try`.",
};

export const rule = defineProductRule<Model>({
  meta: {
    id: "dovecot-syntax-error",
    summary: "Dovecot does not start with this line",
    severity: "error",
    fix: "none",
    docs: {
      why: "Dovecot reads its whole configuration before it does anything, and stops at the first line that it does not understand. After an upgrade or a change, a restart then ends every service: no mail is read, and where Dovecot delivers or checks passwords, none comes in or goes out.",
      remedy: "Correct the line, then run `doveconf -n`: it names the next one, if there is one.",
      references: [CONFIG_MANUAL],
    },
    messages: {
      late: "Dovecot does not start: {problem}. Correct this line, or the block around it.",
      words: "{problem}",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "service imap-login\nprotocol imap { ssl = no }\n",
        findings: [
          { message: "words", line: 5, severity: "error" },
          { message: "words", line: 6, severity: "error" },
        ],
        good: EXAMPLE,
      },
      {
        dialect: "dovecot",
        bad: EXAMPLE + "remote 192.0.2.0/24 {\n  local 192.0.2.1 {\n  }\n}\nservice lmtp {\n",
        findings: [
          { message: "late", line: 6, severity: "error" },
          { message: "words", line: 9, severity: "error" },
        ],
        good: EXAMPLE + "local 192.0.2.1 {\n  remote 192.0.2.0/24 {\n  }\n}\n",
      },
    ],
  },
  *check({ reading }) {
    for (const problem of reading.problems) {
      const { kind, severity, message } = problem;
      if (severity !== "fatal" || ELSEWHERE.has(kind)) continue;
      const sentence = /[.!?]$/.test(message);
      const words = BRACES[kind] ?? (sentence ? message : null);
      yield words === null
        ? { message: "late", data: { problem: message }, ...atProblem(problem) }
        : { message: "words", data: { problem: words }, ...atProblem(problem) };
    }
  },
});
