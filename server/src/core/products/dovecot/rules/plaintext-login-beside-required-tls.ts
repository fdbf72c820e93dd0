// Permission for logins without TLS where TLS is demanded: nothing in 2.3, fatal in 2.4. Compared with 2.3.19 and 2.4.1.
import { defineProductRule } from "../../../rules/rule.js";
import { removeNode } from "../edit.js";
import { readBool } from "../values.js";
import { atLeast } from "../version.js";
import type { Model } from "../model.js";
import { EXAMPLE, EXAMPLE_24, SSL_MANUAL, UPGRADE_MANUAL, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "plaintext-login-beside-required-tls",
    summary: "Logins without TLS are permitted and refused at once",
    severity: "info",
    fix: "safe",
    docs: {
      why: "With `ssl = required` nobody logs in before TLS, whatever `disable_plaintext_auth` or `auth_allow_cleartext` says. 2.3 ignores the permission; it comes to life when somebody changes `ssl`. 2.4 does not start with the two together.",
      remedy: "Remove the permission.",
      references: [SSL_MANUAL, UPGRADE_MANUAL],
    },
    messages: {
      ignored:
        "{name} = {value} permits what ssl = required refuses: it does nothing now, and lets passwords through once ssl is changed. Remove it.",
      fatal: "{name} = {value} and ssl = required exclude one another: Dovecot 2.4 does not start. Remove it.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "disable_plaintext_auth = no\n",
        findings: [{ message: "ignored", line: 5, severity: "info" }],
        good: EXAMPLE,
      },
      {
        dialect: "dovecot",
        bad: EXAMPLE_24 + "auth_allow_cleartext = yes\n",
        findings: [{ message: "fatal", line: 7, severity: "error" }],
        good: EXAMPLE_24,
        serverVersion: "2.4.1",
      },
    ],
  },
  *check(model) {
    const { names, version } = model;
    const modern = atLeast(version, "2.4");
    for (const written of model.written(names.plaintextAuth)) {
      const { name, value, filter, node, source } = written;
      const given = readBool(value);
      if (given === null || given !== modern || model.scope(filter).get("ssl").value !== "required") continue;
      yield {
        message: modern ? "fatal" : "ignored",
        data: { name, value },
        severity: modern ? "error" : "info",
        at: placeOf(written),
        fix: { title: "Remove it", safety: "safe", edits: [removeNode(node, source)] },
      };
    }
  },
});
