// What Postfix itself would complain about when it reads the file.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { namedTables } from "../tables.js";

/** Kinds of problems that other rules report, and can mend. */
const HAS_OWN_RULE = new Set(["overriding-earlier-entry", "duplicate-service", "bad-override-syntax"]);

export const rule = defineProductRule<Model>({
  partial: true,
  meta: {
    id: "syntax-error",
    summary: "Postfix cannot read the line",
    severity: "error",
    fix: "none",
    docs: {
      why: "A line without `=` or without a name is a fatal error: every Postfix program stops, and mail with it. A first line that starts with a blank is dropped with a warning. A reference such as `${name` that is never closed is fatal as soon as a program reads the parameter.",
      remedy: "Correct the line. To continue a value on the next line, start that line with a blank.",
      references: [{ title: "postconf(5), introduction", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      fatal: "{problem}",
      ignored: "{problem}",
      expansion:
        "Postfix cannot work out the value of {name}: every program that reads it stops with a fatal error. {problem}",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_banner ${myhostname} ESMTP\n",
        findings: [{ message: "fatal", line: 4, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_banner = ${myhostname} ESMTP\n",
      },
    ],
  },
  *check(model) {
    const tables = [...namedTables(model), ...model.maps];
    for (const { source, problems } of new Set([model.parsed, ...(model.master ? [model.master] : []), ...tables])) {
      for (const problem of problems) {
        if (HAS_OWN_RULE.has(problem.kind)) continue;
        yield {
          message: problem.severity === "fatal" ? "fatal" : "ignored",
          data: { problem: problem.message },
          severity: problem.severity === "fatal" ? "error" : "warning",
          at: { path: source.path, span: problem.span },
        };
      }
    }
    for (const { effective, at } of model.written()) {
      const { name, problem } = effective;
      if (problem !== undefined) yield { message: "expansion", data: { name, problem }, at };
    }
  },
});
