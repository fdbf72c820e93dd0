// openssl_options in an Exim that is built with GnuTLS, which then does not start.
import { defineProductRule } from "../../../rules/rule.js";
import { removeOption } from "../edit.js";
import type { Model } from "../model.js";
import { SOUND, spec } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "openssl-options-with-gnutls",
    summary: "Exim uses GnuTLS, and openssl_options is set",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Debian and Ubuntu build Exim with GnuTLS. There `openssl_options` stops it: `openssl_options is set but we're using GnuTLS`. Guides and generators that write for OpenSSL seldom say so.",
      remedy:
        "Remove the line. What it was to switch off is said to GnuTLS in `tls_require_ciphers`, for example `NORMAL:-VERS-TLS1.0:-VERS-TLS1.1`. Where this Exim is built with OpenSSL after all (`exim -bV` says so), set the library, for example `openssl-3.0`.",
      references: [spec("main", "openssl_options"), spec("tls", "requiring specific ciphers in GnuTLS")],
    },
    messages: {
      refused:
        "This Exim uses GnuTLS, and does not start with `openssl_options`. Remove the line; `tls_require_ciphers` says it to GnuTLS.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}openssl_options = +no_sslv2 +no_sslv3\n`,
        findings: [{ message: "refused", line: 3, severity: "error" }],
        good: SOUND,
      },
    ],
  },
  *check(model) {
    for (const { problem, path, span } of model.fatals) {
      if (problem !== "openssl-options-with-gnutls") continue;
      const edit = removeOption(model.main, "openssl_options");
      yield {
        message: "refused",
        at: { path, span },
        ...(edit && { fix: { title: "Remove openssl_options", safety: "safe", edits: [edit] } }),
      };
    }
  },
});
