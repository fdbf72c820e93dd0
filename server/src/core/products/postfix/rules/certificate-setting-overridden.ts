// Certificate and key files beside chain_files, which counts alone.
import { defineProductRule } from "../../../rules/rule.js";
import { removeSetting } from "../edit.js";
import type { Model } from "../model.js";
import { namesInValues, placeOfName } from "../setting-text.js";
import { atLeast } from "../version.js";

const SIDES = ["smtpd", "tlsproxy", "smtp", "lmtp"] as const;
const OLD = ["cert_file", "key_file", "dcert_file", "dkey_file", "eccert_file", "eckey_file"] as const;

export const rule = defineProductRule<Model>({
  meta: {
    id: "certificate-setting-overridden",
    summary: "The certificate is set here and taken from another setting",
    severity: "warning",
    fix: "safe",
    docs: {
      // src/tls/tls_certkey.c, tls_set_my_certificate_key_info: with chain_files the others are not looked at.
      why: "When `smtpd_tls_chain_files` (since Postfix 3.4) has a value, `smtpd_tls_cert_file`, `smtpd_tls_key_file` and their kin are not read, without a word in the log. Whoever renews or changes the files named there wonders why the old certificate is still shown.",
      remedy: "Keep one of the two, `chain_files` for preference: it can be renewed in one step.",
      references: [
        {
          title: "postconf(5): smtpd_tls_chain_files",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_chain_files",
        },
      ],
    },
    messages: {
      overridden: "{name} is not read, because {chain} is set: this file does nothing. Remove one of the two.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_cert_file = /etc/postfix/tls/old.crt\nsmtpd_tls_key_file = /etc/postfix/tls/old.key\nsmtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [
          { message: "overridden", line: 1, severity: "warning" },
          { message: "overridden", line: 2, severity: "warning" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    if (!atLeast(model.version, "3.4")) return;
    for (const side of SIDES) {
      const chain = `${side}_tls_chain_files`;
      // What a service says for itself can bring the files of main.cf back.
      const mixed = model.services.some(({ overrides }) => overrides.includes(chain));
      for (const setting of OLD.flatMap((end) => model.written(`${side}_tls_${end}`))) {
        const { scope, service, effective } = setting;
        if (effective.value === "" || (scope.get(chain)?.value ?? "") === "") continue;
        const keep = namesInValues(model).has(effective.name) || (service === null && mixed);
        const edit = keep ? null : removeSetting(model, effective.name, scope);
        yield {
          message: "overridden",
          data: { name: effective.name, chain },
          at: placeOfName(setting),
          ...(edit && { fix: { title: `Remove ${effective.name}`, safety: "safe", edits: [edit] } }),
        };
      }
    }
  },
});
