// A TLS session cache in a format that this Postfix was built without.
import { sourceSpan } from "../../../dialects/postfix-lines.js";
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { atLeast } from "../version.js";

const CACHES = [
  "smtpd_tls_session_cache_database",
  "smtp_tls_session_cache_database",
  "lmtp_tls_session_cache_database",
];

/** default_cache_db_type and the redirection of btree: and hash: (RELEASE_NOTES-3.11, NON_BERKELEYDB_README). */
const SINCE = "3.11";

export const rule = defineProductRule<Model>({
  meta: {
    id: "session-cache-without-berkeley-db",
    summary: "The TLS session cache has a type that is missing here",
    severity: "info",
    fix: "safe",
    docs: {
      // src/tlsmgr/tlsmgr.c; tlsmgr 3.7.11 without the type: "is unavailable. unsupported dictionary type", and no session is kept.
      why: "More and more systems build Postfix without Berkeley DB: the types `btree` and `hash` are then missing. TLS still works, but no session is kept, each delivery makes a full handshake, and the log fills with warnings.",
      remedy:
        "Let Postfix choose: `$default_cache_db_type:${data_directory}/smtp_scache`. An old cache file is of no use any more.",
      references: [
        {
          title: "Postfix NON_BERKELEYDB_README",
          url: "https://www.postfix.org/NON_BERKELEYDB_README.html",
        },
      ],
    },
    messages: {
      missing:
        "{setting} uses {type}, while this Postfix keeps its caches in {cache}: without Berkeley DB no TLS session is kept. Write $default_cache_db_type instead of {type}.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "default_cache_db_type = lmdb\nsmtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_session_cache_database = btree:/var/lib/postfix/smtp_scache\n",
        findings: [{ message: "missing", line: 5, severity: "info" }],
        good: "default_cache_db_type = lmdb\nsmtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_session_cache_database = $default_cache_db_type:/var/lib/postfix/smtp_scache\n",
      },
    ],
  },
  *check(model) {
    const cache = model.get("default_cache_db_type");
    // How Postfix was built stands in no file: only who has set the type says so.
    if (!atLeast(model.version, SINCE) || cache?.origin.kind !== "explicit" || cache.value !== "lmdb") return;
    const migration = model.get("non_bdb_migration_level")?.value ?? "";
    if (migration.startsWith("enable-")) return;
    for (const setting of model.written()) {
      const { name, raw } = setting.effective;
      const type = CACHES.includes(name) ? /^(btree|hash):/.exec(raw)?.[1] : undefined;
      if (type === undefined) continue;
      const value = (setting.effective.override ?? setting.effective.entry)?.value;
      if (value === undefined) continue;
      const at = { path: setting.at.path, span: sourceSpan(value, 0, type.length) };
      yield {
        message: "missing",
        data: { setting: name, type, cache: cache.value },
        at,
        fix: {
          title: "Use $default_cache_db_type",
          safety: "safe",
          edits: [{ ...at, text: "$default_cache_db_type" }],
        },
      };
    }
  },
});
