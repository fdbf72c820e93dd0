// DANE, which is on by default, is switched off.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { removeOption } from "../edit.js";
import { audience } from "../host-list.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { situationAt } from "../server-posture.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";
import { atLeast } from "../version.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-dane-off",
    summary: "DANE is switched off in a transport",
    severity: "info",
    fix: "unsafe",
    docs: {
      why: "Since 4.93 Exim looks for TLSA records of every host, and demands TLS and the right certificate where it finds them with DNSSEC. Hosts without them are served as ever. Without DANE nothing tells a stripped STARTTLS from a server that has none.",
      remedy:
        "Remove the line. Where a single host publishes wrong records, name it: `hosts_try_dane = !broken.example : *`.",
      references: [spec("smtp", "hosts_try_dane"), rfc(7672, "1.3")],
    },
    messages: {
      off: "DANE is switched off here. Where servers publish TLSA records it protects from stripped TLS, and costs nothing elsewhere. Remove the line.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  hosts_try_dane =\n`,
        findings: [{ message: "off", line: 6, severity: "info" }],
        good: `${SOUND}${TRANSPORT}`,
      },
    ],
  },
  *check(model) {
    if (!atLeast(model.version, "4.93")) return;
    for (const scope of model.driversOf("transport", "smtp")) {
      const { written, value, unknown } = scope.get("hosts_try_dane");
      const situation = situationAt(model, null);
      if (written === undefined || unknown || audience(value, situation) !== "none") continue;
      if (
        audience(scope.get("hosts_require_dane").value, situation) !== "none" ||
        scope.get("protocol").value !== "smtp"
      )
        continue;
      const edit = removeOption(scope, "hosts_try_dane");
      yield {
        message: "off",
        at: valueOf(written),
        ...(edit && { fix: { title: "Try DANE", safety: "unsafe", edits: [edit] } }),
      };
    }
  },
});
