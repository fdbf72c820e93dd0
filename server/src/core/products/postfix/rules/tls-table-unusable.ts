// A table of TLS settings that no release of Postfix can open: the program stops, or every lookup fails.
import { defineProductRule } from "../../../rules/rule.js";
import { readMapList } from "../maps.js";
import type { Model } from "../model.js";
import { placeOfPiece } from "../setting-text.js";
import { TLS_TABLES } from "../tables.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-table-unusable",
    summary: "The table cannot be opened",
    severity: "error",
    fix: "none",
    docs: {
      // dict_open in src/util/dict_open.c; smtp 3.7.11: "error: unsupported dictionary type: foo", `fatal: open dictionary: expecting "type:name"`.
      why: "A table is `type:name`, such as `hash:/etc/postfix/tls_policy`. At a word without a type the program that reads it ends with a fatal error. Of a type that does not exist, or a table within the setting that cannot be read, each lookup fails: mail whose TLS the table decides waits in the queue.",
      remedy: "Write a type that `postconf -m` lists, a colon and the name.",
      references: [{ title: "DATABASE_README", url: "https://www.postfix.org/DATABASE_README.html" }],
    },
    messages: {
      untyped:
        '{setting}: "{text}" is not type:name, so the programs that read it stop with a fatal error. Write hash:{text}, for example.',
      fails: "{setting}: each lookup fails, and mail that depends on it waits. {reason}. Correct it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_policy_maps = /etc/postfix/tls_policy\ntls_server_sni_maps = hsah:/etc/postfix/sni\n",
        findings: [
          { message: "untyped", line: 4, severity: "error" },
          { message: "fails", line: 5, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\ntls_server_sni_maps = hash:/etc/postfix/sni\n",
      },
    ],
  },
  *check(model) {
    for (const name of Object.keys(TLS_TABLES)) {
      for (const setting of model.written(name)) {
        const { value, problem, unknown } = setting.effective;
        // "hash:x # why" has a rule of its own.
        if (problem !== undefined || unknown || /\s#/.test(value)) continue;
        for (const reference of readMapList(value)) {
          const at = placeOfPiece(setting, reference.span);
          if (reference.type === null) yield { message: "untyped", data: { setting: name, text: reference.text }, at };
          // Who writes `fail:` wants it so.
          else if (reference.source.kind === "fails" && reference.type !== "fail")
            yield { message: "fails", data: { setting: name, reason: reference.source.reason }, at };
        }
      }
    }
  },
});
