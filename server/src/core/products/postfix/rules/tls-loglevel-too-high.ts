// TLS log levels that are for finding faults: the log fills with dumps of packets.
import { defineProductRule } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { writtenOfType } from "../setting-text.js";

/** tls_log_table in src/tls/tls_misc.c. */
const HANDSHAKE = /^(3|ssl-expert|ssl-handshake-packet-dump)$/i;
const EVERYTHING = /^([4-9]|ssl-developer|ssl-session-packet-dump)$/i;

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-loglevel-too-high",
    summary: "The TLS log level dumps packets into the log",
    severity: "info",
    fix: "safe",
    docs: {
      why: "From level 3 on Postfix writes a dump of each TLS handshake into the log, and at level 4 of everything that is sent after STARTTLS. That fills the disk, slows the server down and hides what matters. Postfix's manual strongly discourages level 4.",
      remedy: "Write `1`: one line for each session, with version and cipher. Raise it only while looking for a fault.",
      references: [
        { title: "postconf(5): smtpd_tls_loglevel", url: "https://www.postfix.org/postconf.5.html#smtpd_tls_loglevel" },
      ],
    },
    messages: {
      handshake: "{setting} = {value} dumps each TLS handshake into the log. Write 1 when the fault is found.",
      everything:
        "{setting} = {value} dumps everything that is sent after STARTTLS into the log, which fills it up. Postfix strongly discourages it. Write 1.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_loglevel = 4\nsmtp_tls_security_level = may\nsmtp_tls_loglevel = 3\n",
        findings: [
          { message: "everything", line: 3, severity: "warning" },
          { message: "handshake", line: 5, severity: "info" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_loglevel = 1\nsmtp_tls_security_level = may\nsmtp_tls_loglevel = 1\n",
      },
    ],
  },
  *check(model) {
    for (const { effective, scope, at } of writtenOfType(model, "tls-loglevel")) {
      const { name, value } = effective;
      const words = value.split(/[\s,]+/);
      const everything = words.some((word) => EVERYTHING.test(word));
      if (!everything && !words.some((word) => HANDSHAKE.test(word))) continue;
      yield {
        message: everything ? "everything" : "handshake",
        data: { setting: name, value },
        severity: everything ? "warning" : "info",
        at,
        fix: { title: "Change to 1", safety: "safe", edits: [setParameter(model, name, "1", scope)] },
      };
    }
  },
});
