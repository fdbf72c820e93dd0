// TLS is both avoided and demanded, so that nothing is delivered.
import { defineProductRule } from "../../../rules/rule.js";
import { removeOption } from "../edit.js";
import { audience } from "../host-list.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { situationAt } from "../server-posture.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-avoided-and-required",
    summary: "A transport both avoids and demands TLS",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "Exim never begins TLS with a host in `hosts_avoid_tls`, and never delivers to one in `hosts_require_tls` without it. For a host in both every message stays in the queue until it bounces.",
      remedy: "Remove `hosts_avoid_tls`, or take the hosts out of one of the two lists.",
      references: [spec("smtp", "hosts_avoid_tls"), spec("smtp", "hosts_require_tls")],
    },
    messages: {
      both: "TLS is avoided here and demanded by `{other}`: nothing is ever delivered to these hosts. Remove the line.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  hosts_require_tls = mx.example.org\n  hosts_avoid_tls = mx.example.org\n`,
        findings: [{ message: "both", line: 7, severity: "error" }],
        good: `${SOUND}${TRANSPORT}  hosts_require_tls = mx.example.org\n`,
      },
    ],
  },
  *check(model) {
    const situation = situationAt(model, null);
    for (const scope of model.driversOf("transport", "smtp")) {
      const avoid = scope.get("hosts_avoid_tls");
      if (avoid.written === undefined || avoid.unknown) continue;
      const other = ["hosts_require_tls", "hosts_require_dane"].find((name) => {
        const { value, unknown } = scope.get(name);
        const whom = audience(value, situation);
        if (unknown || whom === "none") return false;
        return value === avoid.value || whom === "all" || audience(avoid.value, situation) === "all";
      });
      if (other === undefined || audience(avoid.value, situation) === "none") continue;
      const edit = removeOption(scope, "hosts_avoid_tls");
      yield {
        message: "both",
        data: { other },
        at: valueOf(avoid.written),
        ...(edit && { fix: { title: "Remove hosts_avoid_tls", safety: "unsafe", edits: [edit] } }),
      };
    }
  },
});
