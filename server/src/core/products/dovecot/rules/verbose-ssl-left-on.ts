// Detailed logs of TLS, meant for the search for a mistake.
import { defineProductRule } from "../../../rules/rule.js";
import { replaceValue } from "../edit.js";
import { readBool } from "../values.js";
import type { Model } from "../model.js";
import { EXAMPLE, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "verbose-ssl-left-on",
    summary: "Every TLS failure is logged in detail",
    severity: "info",
    fix: "safe",
    docs: {
      why: "With `verbose_ssl = yes` each client that gives up, each scan and each old certificate makes lines in the log, with the names that clients ask for. It helps in a search, and hides the rest once left on.",
      remedy: "Set it to `no` when the search is over.",
      references: [
        {
          title: "Dovecot manual: verbose_ssl",
          url: "https://doc.dovecot.org/2.3/settings/core/#core_setting-verbose_ssl",
        },
      ],
    },
    messages: {
      on: "verbose_ssl is meant for the search for a mistake: it fills the log with every failed handshake. Set it to no when the search is over.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "verbose_ssl = yes\n",
        findings: [{ message: "on", line: 5, severity: "info" }],
        good: EXAMPLE + "verbose_ssl = no\n",
      },
    ],
  },
  partial: true,
  *check(model) {
    for (const written of model.written("verbose_ssl")) {
      if (readBool(written.value) !== true) continue;
      yield {
        message: "on",
        at: placeOf(written),
        fix: { title: "Set it to no", safety: "safe", edits: [replaceValue(written, "no")] },
      };
    }
  },
});
