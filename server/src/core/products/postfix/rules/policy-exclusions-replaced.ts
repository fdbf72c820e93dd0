// exclude= in a TLS policy takes the place of the exclusions of main.cf, it does not add to them.
import { enumerate } from "../../../posture/describe.js";
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { exclusionSettings } from "../side.js";
import { tableValues } from "../tables.js";
import { readTlsPolicy } from "../tls-policy.js";

const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers = kRSA, SHA1\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n";

/** The names that main.cf excludes where TLS is demanded. */
function excludedByMain(model: Model, side: "smtp" | "lmtp"): readonly string[] {
  return exclusionSettings(side, true).flatMap((name) =>
    (model.get(name)?.value ?? "").split(/[\s,:]+/).filter((word) => word !== ""),
  );
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "policy-exclusions-replaced",
    summary: "The policy's exclusions take the place of those in main.cf",
    severity: "warning",
    fix: "none",
    docs: {
      // src/smtp/smtp_tls_policy.c, set_cipher_exclusions: `exclude=` is used alone when it is there.
      why: "`exclude=` in a row of `smtp_tls_policy_maps` replaces `smtp_tls_exclude_ciphers` and `smtp_tls_mandatory_exclude_ciphers` for that destination. Ciphers that main.cf keeps out are then let in again, where somebody wanted to be stricter.",
      remedy: "Repeat the names from main.cf in the row, with `:` between them: `exclude=kRSA:SHA1:aNULL`.",
      references: [
        {
          title: "postconf(5): smtp_tls_policy_maps",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_policy_maps",
        },
      ],
    },
    messages: {
      replaced:
        "exclude= takes the place of the exclusions in main.cf, so {names} can be used with this destination. Repeat what is to stay excluded, with : between the names.",
    },
    examples: [
      {
        dialect: "postfix-map",
        bad: "example.com encrypt exclude=aNULL\n",
        findings: [{ message: "replaced", line: 1, severity: "warning" }],
        good: "example.com encrypt exclude=aNULL:kRSA:SHA1\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    for (const { use, setting, text, place } of tableValues(model)) {
      if (use !== "policy") continue;
      const { exclude, usable } = readTlsPolicy(text, model.version);
      if (!exclude || !usable) continue;
      const own = new Set(exclude.names.map((name) => name.toUpperCase()));
      const lost = excludedByMain(model, setting.startsWith("lmtp_") ? "lmtp" : "smtp").filter(
        (name) => !own.has(name.toUpperCase()),
      );
      if (lost.length > 0) yield { message: "replaced", data: { names: enumerate([...new Set(lost)]) }, at: place() };
    }
  },
});
