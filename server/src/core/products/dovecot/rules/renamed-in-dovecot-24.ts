// What 2.3 had and 2.4 has otherwise: the migration, one setting or block at a time. Compared with doveconf 2.4.1.
import { defineProductRule } from "../../../rules/rule.js";
import { migrations } from "../migrate.js";
import type { Model } from "../model.js";
import { EXAMPLE_24, UPGRADE_MANUAL } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "renamed-in-dovecot-24",
    summary: "Dovecot 2.4 has this under another name",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Dovecot 2.4 renamed most settings of TLS, turned some round, took the `<` before paths away, gave names to `passdb` and `userdb`, and dissolved `plugin { }`. It stops at the first old name. `mailtls fix --server-version 2.4 /etc/dovecot` makes all of these changes at once.",
      remedy: "Apply the fixes, then run `doveconf -n` of 2.4: settings without a counterpart are left for you.",
      references: [UPGRADE_MANUAL],
    },
    messages: {
      renamed: "Dovecot 2.4 does not know {name}, and does not start: it has become {better}.",
      block: "Dovecot 2.4 has no `{name} {` like this, and does not start: {better}.",
      variable: "Dovecot 2.4 takes {variables} for a plain word: what was set before is lost. Write {better}.",
      byHand:
        "Dovecot 2.4 does not know {name}, and does not start. What takes its place depends on more than this line: see the upgrade guide.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap\nssl = yes\nssl_cert = </etc/dovecot/tls/mx.pem\nssl_key = </etc/dovecot/tls/mx.key\nssl_prefer_server_ciphers = yes\ndisable_plaintext_auth = yes\nmail_location = maildir:~/Maildir:INDEX=/var/index/%u\npassdb {\n  driver = pam\n}\nplugin {\n  acl = vfile\n}\n",
        findings: [
          { message: "renamed", line: 5, severity: "error" },
          { message: "renamed", line: 6, severity: "error" },
          { message: "renamed", line: 7, severity: "error" },
          { message: "renamed", line: 8, severity: "error" },
          { message: "renamed", line: 9, severity: "error" },
          { message: "block", line: 10, severity: "error" },
          { message: "block", line: 13, severity: "error" },
        ],
        good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap\nssl = yes\nssl_server_cert_file = /etc/dovecot/tls/mx.pem\nssl_server_key_file = /etc/dovecot/tls/mx.key\nssl_server_prefer_ciphers = server\nauth_allow_cleartext = no\nmail_driver = maildir\nmail_path = ~/Maildir\nmail_index_path = /var/index/%{user}\npassdb pam {\n  driver = pam\n}\n  acl_driver = vfile\n",
      },
      {
        dialect: "dovecot",
        bad:
          EXAMPLE_24 +
          "mail_plugins = quota\nprotocol imap {\n  mail_plugins = $mail_plugins imap_quota\n}\nlogin_greeting = $hostname ready\n",
        findings: [
          { message: "variable", line: 9, severity: "warning" },
          { message: "variable", line: 11, severity: "warning" },
        ],
        good:
          EXAMPLE_24 +
          "mail_plugins = quota\nprotocol imap {\n  mail_plugins {\n    imap_quota = yes\n  }\n}\nlogin_greeting = $SET:hostname ready\n",
        serverVersion: "2.4.1",
      },
    ],
  },
  partial: true,
  *check(model) {
    for (const { node, source, better, variables, edits } of migrations(model)) {
      const { text: name, span } = node.name;
      const at = { path: source.path, span };
      if (variables !== undefined)
        yield {
          message: "variable",
          data: { variables, better },
          severity: "warning",
          at,
          ...(edits && { fix: { title: "Write it as 2.4 does", safety: "safe" as const, edits } }),
        };
      else if (edits === null) yield { message: "byHand", data: { name }, at };
      else
        yield {
          message: node.kind === "open" ? "block" : "renamed",
          data: { name, better },
          at,
          fix: { title: "Write it as 2.4 does", safety: "safe", edits },
        };
    }
  },
});
