// An indented line that looks like a setting: it continues the value above it.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { parameter } from "../parameters.js";

/** `name = value` behind the blanks that make a line a continuation. */
const SETTING = /^[ \t]+(\w+)[ \t]*=/;

export const rule = defineProductRule<Model>({
  meta: {
    id: "swallowed-setting",
    summary: "An indented setting belongs to the value above it",
    severity: "error",
    fix: "unsafe",
    docs: {
      // util/readlline.c; postconf(5) "a logical line starts with non-whitespace text".
      why: "A line that begins with a blank continues the value above it, and comments or empty lines in between do not end that value. So an indented `name = value` is no setting: it is not in force, and its words spoil the setting above.",
      remedy: "Remove the blanks before the name. Then the setting is in force, which may change what the server does.",
      references: [{ title: "postconf(5): file format", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      swallowed:
        "This line begins with a blank, so it is part of the value of {above}, and {name} is not set here. Remove the blanks before it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nmydestination = example.com, localhost\n# Logging\n  smtpd_tls_loglevel = 1\n",
        findings: [{ message: "swallowed", line: 6, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nmydestination = example.com, localhost\n# Logging\nsmtpd_tls_loglevel = 1\n",
      },
    ],
  },
  *check(model) {
    const { source, parsed } = model;
    for (const node of parsed.tree.nodes) {
      if (node.kind !== "entry") continue;
      for (const { span } of node.value.segments) {
        const lineStart = source.text.lastIndexOf("\n", span.start - 1) + 1;
        if (lineStart <= node.name.span.start) continue;
        const match = SETTING.exec(source.text.slice(lineStart, span.end));
        const name = match?.[1];
        if (name === undefined || parameter(name) === undefined) continue;
        const nameAt = source.text.indexOf(name, lineStart);
        const { path } = source;
        yield {
          message: "swallowed",
          data: { above: node.name.text, name },
          at: { path, span: { start: nameAt, end: span.end } },
          fix: {
            title: `Let ${name} be a setting of its own`,
            safety: "unsafe",
            edits: [{ path, span: { start: lineStart, end: nameAt }, text: "" }],
          },
        };
      }
    }
  },
});
