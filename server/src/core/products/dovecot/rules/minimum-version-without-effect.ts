// Old versions that ssl_min_protocol permits and OpenSSL does not. Checked with Dovecot 2.3.19 and OpenSSL 3.0.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { enumerate, versionName } from "../../../posture/describe.js";
import { versionsOf } from "../../../tls/openssl-server.js";
import { replaceValue } from "../edit.js";
import { fromMinimum } from "../protocol-versions.js";
import { ciphersOf } from "../tls-facts.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "minimum-version-without-effect",
    summary: "The TLS library refuses what ssl_min_protocol permits",
    severity: "info",
    fix: "unsafe",
    docs: {
      why: "OpenSSL has security levels. At 1 and above, and distributions build it with 2, OpenSSL 3 refuses TLS 1.0 and 1.1 whatever `ssl_min_protocol` says. So the setting does not do what it seems to; and on another system it may suddenly do it.",
      remedy:
        "Ask for TLS 1.2, as RFC 8997 does for everything that users log in to. Only where a very old client leaves no choice, add `:@SECLEVEL=0` to `ssl_cipher_list`.",
      references: [SSL_MANUAL, rfc(8997)],
    },
    messages: {
      refused:
        "ssl_min_protocol = {value} looks as if {versions} were accepted, and the TLS library refuses them at its security level {level}. Write TLSv1.2.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_min_protocol = TLSv1\n",
        findings: [{ message: "refused", line: 5, severity: "info" }],
        good: EXAMPLE + "ssl_min_protocol = TLSv1.2\n",
      },
    ],
  },
  *check(model) {
    for (const written of model.written("ssl_min_protocol")) {
      const { value, filter } = written;
      const level = ciphersOf(model, model.scope(filter)).securityLevel;
      const usable = versionsOf(model.library, level);
      const possible = versionsOf(model.library, 0);
      const refused = (fromMinimum(value, model.version) ?? []).filter(
        (version) => possible.includes(version) && !usable.includes(version),
      );
      if (refused.length === 0) continue;
      yield {
        message: "refused",
        data: { value, level: String(level), versions: enumerate(refused.map(versionName)) },
        at: placeOf(written),
        fix: { title: "Write TLSv1.2", safety: "unsafe", edits: [replaceValue(written, "TLSv1.2")] },
      };
    }
  },
});
