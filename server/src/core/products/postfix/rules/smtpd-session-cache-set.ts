// A session cache for the server, which session tickets have made unnecessary.
import { defineProductRule } from "../../../rules/rule.js";
import { removeSetting } from "../edit.js";
import type { Model } from "../model.js";
import { placeOfName } from "../setting-text.js";
import { optionWords } from "../tls-options.js";
import { atLeast } from "../version.js";

/** Session tickets: TLS_README, "Server-side TLS session cache". */
const TICKETS_SINCE = "2.11";

export const rule = defineProductRule<Model>({
  meta: {
    id: "smtpd-session-cache-set",
    summary: "The server needs no TLS session cache",
    severity: "hint",
    fix: "safe",
    docs: {
      why: "Since Postfix 2.11 a client keeps its session itself, in a ticket that only the server can read. A cache on the server holds the same for the few clients without tickets; it must be opened, locked and cleaned, and its type may be missing on the next system.",
      remedy:
        "Remove `smtpd_tls_session_cache_database`. The client's cache, `smtp_tls_session_cache_database`, is useful.",
      references: [
        {
          title: "Postfix TLS_README: server-side TLS session cache",
          url: "https://www.postfix.org/TLS_README.html#server_tls_cache",
        },
      ],
    },
    messages: {
      set: "{setting} is best left empty: since Postfix 2.11 clients keep their sessions in tickets. Remove it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_session_cache_database = btree:${data_directory}/smtpd_scache\nsmtp_tls_security_level = may\nsmtp_tls_session_cache_database = btree:${data_directory}/smtp_scache\n",
        findings: [{ message: "set", line: 3, severity: "hint" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_session_cache_database = btree:${data_directory}/smtp_scache\n",
      },
    ],
  },
  *check(model) {
    if (!atLeast(model.version, TICKETS_SINCE)) return;
    for (const setting of model.written("smtpd_tls_session_cache_database")) {
      const { scope, effective } = setting;
      const noTickets = optionWords(scope.get("tls_ssl_options")?.value ?? "").some(({ text }) =>
        /^no_ticket$|^0x/i.test(text),
      );
      const noCipher = scope.get("tls_session_ticket_cipher")?.value === "";
      if (effective.value === "" || noTickets || noCipher) continue;
      const edit = removeSetting(model, effective.name, scope);
      yield {
        message: "set",
        data: { setting: effective.name },
        at: placeOfName(setting),
        ...(edit && { fix: { title: `Remove ${effective.name}`, safety: "safe", edits: [edit] } }),
      };
    }
  },
});
