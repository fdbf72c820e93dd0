// Overrides under a service line that was commented out: they belong to the service above.
import type { ServiceEntry } from "../../../dialects/postfix-master/tree.js";
import type { SourceText } from "../../../text/source-text.js";
import type { Span } from "../../../text/span.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";

/** A comment that was a service line: name, type, five fields and a command. */
const COMMENTED_SERVICE =
  /^[ \t]*#[ \t]*(\S+)[ \t]+(?:inet|unix|unix-dgram|fifo|pass)[ \t]+[-yn][ \t]+[-yn][ \t]+[-yn][ \t]+[-\d?]+[ \t]+[-\d]+[ \t]+\S/;

/** The arguments that stand after the last commented service line inside a service, and the name of that line. */
function orphans({ interior, arguments: all }: ServiceEntry, source: SourceText) {
  const commented = interior.flatMap(({ span }) => {
    const name = COMMENTED_SERVICE.exec(source.slice(span))?.[1];
    return name === undefined ? [] : [{ name, span }];
  });
  const [first] = commented;
  if (!first) return null;
  const after = all.filter(({ span }) => span.start > first.span.start);
  const [argument] = after;
  return argument ? { name: first.name, span: { start: argument.span.start, end: after.at(-1)?.span.end ?? 0 } } : null;
}

/** A `#` before each physical line of `span`; lines that are comments stay as they are. */
function commentOut({ path, text }: SourceText, span: Span): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = text.lastIndexOf("\n", span.start) + 1; at < span.end; at = text.indexOf("\n", at) + 1) {
    const end = text.indexOf("\n", at);
    if (!/^\s*(#|$)/.test(text.slice(at, end === -1 ? text.length : end)))
      edits.push({ path, span: { start: at, end: at }, text: "#" });
    if (end === -1) break;
  }
  return edits;
}

export const rule = defineProductRule<Model>({
  partial: true,
  meta: {
    id: "orphaned-override",
    summary: "Settings of a commented service belong to another one",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "A comment does not end a service: lines that start with a blank continue the last line that is none. When only the first line of a service is commented out, its `-o` settings are silently added to the service above. So port 25 can get the wrapper mode of port 465, or start to demand TLS and logins, and mail from other servers stops.",
      remedy: "Put a `#` before the settings too, or remove the `#` before their service.",
      references: [{ title: "master(5)", url: "https://www.postfix.org/master.5.html#syntax" }],
    },
    messages: {
      orphaned:
        "The line of {name} is a comment, so these settings count for {service} above it. Comment them out too, or bring {name} back.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "smtp      inet  n       -       y       -       -       smtpd\n#2525     inet  n       -       y       -       -       smtpd\n  -o smtpd_tls_auth_only=yes\nsmtp      unix  -       -       y       -       -       smtp\n",
        findings: [{ message: "orphaned", line: 3, severity: "error" }],
        good: "smtp      inet  n       -       y       -       -       smtpd\n#2525     inet  n       -       y       -       -       smtpd\n#  -o smtpd_tls_auth_only=yes\nsmtp      unix  -       -       y       -       -       smtp\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { source, tree } = model.master;
    for (const node of tree.nodes) {
      const orphan = node.kind === "service" ? orphans(node, source) : null;
      if (node.kind !== "service" || !orphan) continue;
      yield {
        message: "orphaned",
        data: { name: orphan.name, service: `${node.fields.name.text}/${node.fields.type.text}` },
        at: { path: source.path, span: orphan.span },
        fix: {
          title: "Comment the settings out too",
          // The service above loses settings that it has today.
          safety: "unsafe",
          edits: commentOut(source, orphan.span),
        },
      };
    }
  },
});
