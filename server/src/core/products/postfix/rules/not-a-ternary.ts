// `${x?yes:no}` chooses nothing: it is "yes:no" or nothing at all.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { sourceSpan } from "../../../dialects/postfix-lines.js";
import { ternarySlips } from "../ternary.js";
import { atLeast } from "../version.js";

/** `${name?{a}:{b}}` exists since this release (RELEASE_NOTES-3.0). */
const CHOICE_SINCE = "3.0";

export const rule = defineProductRule<Model>({
  meta: {
    id: "not-a-ternary",
    summary: "The condition is not a choice between two values",
    severity: "error",
    fix: "safe",
    docs: {
      // src/util/mac_expand.c; seen with postconf -x of Postfix 3.7.11.
      why: "In `${x?yes:no}` Postfix takes everything behind `?` for the value when `x` is set: the result is `yes:no`, or nothing when `x` is empty. Where a single word, a number or a time is expected, both are errors that stop the programs that read them.",
      remedy: "Since Postfix 3.0 a choice is written `${x?{yes}:{no}}`; before, `${x?yes}${x:no}`.",
      references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      slip: '{setting}: this is no choice, but "{yes}:{no}" when {name} is set, and nothing when it is not. Put braces around both values.',
      old: '{setting}: this is no choice, but "{yes}:{no}" when {name} is set, and nothing when it is not. Postfix {version} needs a condition for each value.',
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_starttls_timeout = ${stress?10s:300s}\n",
        findings: [{ message: "slip", line: 4, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_starttls_timeout = ${stress?{10s}:{300s}}\n",
      },
      {
        dialect: "postfix-main",
        serverVersion: "2.11",
        bad: "smtpd_tls_cert_file = /etc/postfix/tls/mx.crt\nsmtpd_tls_key_file = /etc/postfix/tls/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_starttls_timeout = ${stress?10s:300s}\n",
        findings: [{ message: "old", line: 5, severity: "error" }],
        good: "smtpd_tls_cert_file = /etc/postfix/tls/mx.crt\nsmtpd_tls_key_file = /etc/postfix/tls/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_starttls_timeout = ${stress?10s}${stress:300s}\n",
      },
    ],
  },
  *check(model) {
    for (const { effective, at } of model.written()) {
      const value = (effective.override ?? effective.entry)?.value;
      if (value === undefined) continue;
      for (const { span, name, yes, no } of ternarySlips(effective)) {
        const choice = atLeast(model.version, CHOICE_SINCE);
        const better = choice ? `\${${name}?{${yes}}:{${no}}}` : `\${${name}?${yes}}\${${name}:${no}}`;
        const place = { path: at.path, span: sourceSpan(value, span.start, span.end) };
        yield {
          message: choice ? "slip" : "old",
          data: { setting: effective.name, name, yes, no, version: model.version.text },
          at: place,
          fix: { title: `Change to ${better}`, safety: "safe", edits: [{ ...place, text: better }] },
        };
      }
    }
  },
});
