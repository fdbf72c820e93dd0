// Level fingerprint without a fingerprint: no server matches, and all mail waits.
import { defineProductRule } from "../../../rules/rule.js";
import { levelNamed } from "../levels.js";
import type { Model } from "../model.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "fingerprint-level-without-match",
    summary: "The level demands fingerprints, and none is given",
    severity: "error",
    fix: "none",
    docs: {
      // smtp_tls_policy.c (src/smtp), TLS_LEV_FPRINT: the policy becomes invalid, and the delivery is deferred.
      why: 'At level `fingerprint` Postfix delivers only to servers whose certificate has one of the fingerprints listed. With an empty list it logs "configured at fingerprint security level, but with no fingerprints to match" and defers all mail.',
      remedy:
        "List the fingerprints in `smtp_tls_fingerprint_cert_match`, or set the level for single destinations in `smtp_tls_policy_maps` with `match=`. For delivery to the world the level is `may` or `dane`.",
      references: [
        {
          title: "Postfix TLS_README: certificate fingerprint verification",
          url: "https://www.postfix.org/TLS_README.html#client_tls_fprint",
        },
      ],
    },
    messages: {
      none: "Level fingerprint delivers only to servers whose fingerprint is listed, and {match} lists none: all mail waits. List the fingerprints, or write may or dane.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = fingerprint\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nrelayhost = [relay.example.com]:587\ncompatibility_level = 3.6\n",
        findings: [{ message: "none", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = fingerprint\nsmtp_tls_fingerprint_cert_match = A0:16:AC:76:53:36:10:8A:97:F5:9D:AE:79:94:4A:0D:D6:2C:74:F9:DC:3C:97:DA:AA:91:6E:BC:79:F7:B0:61\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nrelayhost = [relay.example.com]:587\ncompatibility_level = 3.6\n",
      },
    ],
  },
  *check(model) {
    for (const { scope, effective, at } of model.written()) {
      const match = /^(smtp|lmtp)_tls_security_level$/.exec(effective.name);
      if (!match || levelNamed(effective.value) !== "fingerprint") continue;
      const side = match[1] ?? "";
      const isEmpty = (name: string): boolean => (scope.get(`${side}_tls_${name}`)?.value ?? "") === "";
      // A policy table may give each destination a level of its own.
      if (!isEmpty("fingerprint_cert_match") || !isEmpty("policy_maps")) continue;
      yield { message: "none", data: { match: `${side}_tls_fingerprint_cert_match` }, at };
    }
  },
});
