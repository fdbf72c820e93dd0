// "# …" behind a value: Postfix has no such comments, so the words become part of the value.
import { sourceSpan } from "../../../dialects/postfix-lines.js";
import type { Entry } from "../../../dialects/postfix-main/tree.js";
import { defineProductRule } from "../../../rules/rule.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { newline } from "../../../text/line-edits.js";
import type { Model } from "../model.js";
import { parameter } from "../parameters.js";

/** Parameters whose value is free text, where "#" can be meant. */
const FREE_TEXT = new Set([
  "smtpd_banner",
  "mail_name",
  "recipient_delimiter",
  "bounce_notice_recipient",
  "milter_macro_v",
]);

/** Types whose value stops the program, or TLS, when words are added to it. */
const FATAL_TYPES = new Set([
  "bool",
  "int",
  "time",
  "tls-security-level",
  "tls-protocol-list",
  "tls-cipher-grade",
  "digest-name",
  "tls-loglevel",
]);

/** Offsets in the value's text: the blanks before a comment, its "#", the end of its physical line. */
interface Comment {
  readonly from: number;
  readonly hash: number;
  readonly to: number;
}

const isBlank = (character: string | undefined): boolean => character === " " || character === "\t";

/** Each first "#" behind a blank on its physical line. */
function comments({ value: { text, segments } }: Entry): readonly Comment[] {
  return segments.flatMap(({ at }, index) => {
    const to = segments[index + 1]?.at ?? text.length;
    const line = text.slice(at, to);
    let hash = line.indexOf("#");
    while (hash !== -1 && !isBlank(line[hash - 1])) hash = line.indexOf("#", hash + 1);
    if (hash === -1) return [];
    let from = hash;
    while (from > 0 && isBlank(line[from - 1])) from -= 1;
    return [{ from: at + from, hash: at + hash, to }];
  });
}

/** Moves each comment to a line of its own above the entry; a comment line inside would be legal too, but is easily misread. */
function edits(model: Model, entry: Entry): TextEdit[] {
  const { path } = model.source;
  const found = comments(entry);
  const moved = found
    .map(({ hash, to }) => entry.value.text.slice(hash, to).trimEnd() + newline(model.source))
    .join("");
  return [
    { path, span: { start: entry.span.start, end: entry.span.start }, text: moved },
    ...found.map(({ from, to }) => ({ path, span: sourceSpan(entry.value, from, to), text: "" })),
  ];
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "trailing-comment",
    summary: "A comment behind a value is part of the value",
    severity: "error",
    fix: "safe",
    docs: {
      why: "In main.cf a comment stands on a line of its own. What follows a value on its line belongs to the value: a yes/no parameter with a comment is a fatal error, a protocol list becomes invalid and TLS is off, a file name is not found.",
      remedy: "Move the comment to a line of its own, above.",
      references: [{ title: "postconf(5), introduction", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      broken:
        'Postfix has no comments behind a value: "{comment}" becomes part of {name}, which is then not valid. Move it to a line of its own.',
      part: 'Postfix has no comments behind a value: "{comment}" becomes part of {name}. Move it to a line of its own.',
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes # no passwords in the clear\nsmtp_tls_security_level = may\n",
        findings: [{ message: "broken", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\n# no passwords in the clear\nsmtpd_tls_auth_only = yes\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    for (const [name, entry] of model.entries) {
      const known = parameter(name);
      // In a name of one's own, or in free text, "#" may well be meant.
      if (!known || FREE_TEXT.has(name)) continue;
      const [first] = comments(entry);
      if (!first) continue;
      const fatal = FATAL_TYPES.has(known.type);
      yield {
        message: fatal ? "broken" : "part",
        data: { name, comment: entry.value.text.slice(first.hash, first.to).trimEnd() },
        severity: fatal ? "error" : "warning",
        at: { path: model.source.path, span: sourceSpan(entry.value, first.hash, first.to) },
        fix: { title: "Move the comment to its own line", safety: "safe", edits: edits(model, entry) },
      };
    }
  },
});
