// The rules that lint judges itself: about the comments that leave findings out. The judging is in suppress.ts.

import type { RuleMeta } from "../rules/rule.js";

const MANUAL = {
  title: "Mail TLS: suppression comments",
  url: "https://github.com/mail-tls/mail-tls/blob/main/docs/configuration.md#suppression-comments",
};

const BASE = `smtpd_tls_chain_files = /etc/postfix/tls/mx.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
`;

export const unusedSuppression: RuleMeta = {
  id: "unused-suppression",
  summary: "A comment leaves out what is not found",
  severity: "info",
  fix: "safe",
  docs: {
    why:
      "The comment says that a problem is known and accepted, but there is no such problem in the place that it stands for. Most " +
      "often the problem was repaired, or the line was moved. Left where it is, the comment would hide the problem if it came back.",
    remedy:
      "Remove the comment; the fix does. If the problem is still there, move the comment to the line before the setting that the " +
      "finding marks.",
    references: [MANUAL],
  },
  messages: {
    unused:
      "This comment leaves out {rules}, but nothing of it is found here. Remove it, so that it hides nothing later.",
  },
  examples: [
    {
      dialect: "postfix-main",
      bad: `${BASE}# mailtls: ignore plaintext-login-allowed: behind the VPN only\nsmtpd_tls_auth_only = yes\n`,
      findings: [{ message: "unused", line: 4, severity: "info" }],
      good: `${BASE}smtpd_tls_auth_only = yes\n`,
    },
  ],
};

export const malformedSuppression: RuleMeta = {
  id: "malformed-suppression",
  summary: "A suppression comment has no reason, or is not understood",
  severity: "warning",
  fix: "none",
  docs: {
    why:
      "A comment that leaves findings out is a decision. Without its reason, nobody can tell later whether it still holds. A " +
      "comment that is not understood, or names a rule that there is not, leaves nothing out.",
    remedy:
      "Write `# mailtls: ignore RULE: reason` on a line of its own before the setting, or `# mailtls: ignore-file RULE: reason` " +
      "anywhere in the file. Several rules are separated by commas; `mailtls rules` lists them.",
    references: [MANUAL],
  },
  messages: {
    noReason:
      "This comment leaves out {rules} without saying why. Write the reason after a colon: `# mailtls: ignore {rules}: reason`.",
    unknownRule: "There is no rule `{rule}`, so nothing is left out for it. `mailtls rules` lists the rules.",
    misspelt: "There is no rule `{rule}`, so nothing is left out for it. Did you mean `{near}`?",
    syntax:
      "This comment is not understood, so nothing is left out. Write `# mailtls: ignore RULE: reason`, or `ignore-file` for the " +
      "whole file.",
  },
  examples: [
    {
      dialect: "postfix-main",
      bad: `${BASE}# mailtls: ignore plaintext-login-alowed: behind the VPN only\nsmtpd_tls_auth_only = yes\n`,
      findings: [{ message: "misspelt", line: 4, severity: "warning" }],
      good: `${BASE}smtpd_tls_auth_only = yes\n`,
    },
    {
      dialect: "postfix-main",
      bad: `${BASE}# mailtls: ignore sslv3-enabled\nsmtpd_tls_protocols = !SSLv2\n`,
      findings: [{ message: "noReason", line: 4, severity: "warning" }],
      good: `${BASE}# mailtls: ignore sslv3-enabled: our OpenSSL is built without it\nsmtpd_tls_protocols = !SSLv2\n`,
    },
    {
      dialect: "postfix-main",
      bad: `# mailtls: disable all\n# mailtls: ignore-file everything: seen\n${BASE}`,
      findings: [
        { message: "syntax", line: 1, severity: "warning" },
        { message: "unknownRule", line: 2, severity: "warning" },
      ],
      good: BASE,
    },
  ],
};

export const SUPPRESSION_RULES: readonly RuleMeta[] = [malformedSuppression, unusedSuppression];
