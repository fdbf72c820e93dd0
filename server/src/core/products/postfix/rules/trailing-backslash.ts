// A backslash at the end of a line, as shells continue lines: Postfix takes it for part of the value.
import { defineProductRule } from "../../../rules/rule.js";
import type { TextEdit } from "../../../text/text-edit.js";
import type { Entry } from "../../../dialects/postfix-main/tree.js";
import type { Model } from "../model.js";

/** A backslash that stands apart, so that it is no part of a word that somebody escaped. */
const APART = /(?:^|[\s,])\\$/;

/** The backslashes at the ends of an entry's lines, each with the blanks before it. */
function edits(model: Model, { value }: Entry): readonly TextEdit[] {
  const { path, text } = model.source;
  return value.segments.flatMap(({ span }) => {
    const line = text.slice(span.start, span.end).trimEnd();
    if (!APART.test(line)) return [];
    const kept = line.slice(0, -1).trimEnd();
    return [{ path, span: { start: span.start + kept.length, end: span.start + line.length }, text: "" }];
  });
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "trailing-backslash",
    summary: "A backslash does not continue a line",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "Postfix continues a value on the next line when that line begins with a blank. A backslash at the end of a line means nothing to it and becomes part of the value: in a list it is one more item, which turns TLS off in a list of versions or ciphers.",
      remedy: "Remove the backslash, and begin the next line with a blank.",
      references: [{ title: "postconf(5): file format", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      part: "The backslash at the end of a line becomes part of {name}. A line that begins with a blank continues the value. Remove the backslash.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nmydestination = example.com, \\\n  localhost\n",
        findings: [{ message: "part", line: 4, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nmydestination = example.com,\n  localhost\n",
      },
    ],
  },
  *check(model) {
    for (const entry of model.entries.values()) {
      const removed = edits(model, entry);
      const [first] = removed;
      if (!first) continue;
      const { end } = first.span;
      yield {
        message: "part",
        data: { name: entry.name.text },
        at: { path: model.source.path, span: { start: end - 1, end } },
        fix: { title: "Remove the backslash", safety: "safe", edits: removed },
      };
    }
  },
});
