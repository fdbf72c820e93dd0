// An option that is set twice, which stops Exim.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { SOUND, spec } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-option-set-twice",
    summary: "An option is set twice",
    severity: "error",
    fix: "none",
    docs: {
      why: "Other programs take the last of two lines; Exim stops at the second: `option set for the second time`. It often comes from a guide whose lines were added below those that were there, or from two files that are included.",
      remedy: "Keep one of the lines.",
      references: [spec("configuration", "the runtime configuration file")],
    },
    messages: { twice: "{problem}" },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}tls_advertise_hosts = *\ntls_advertise_hosts = 192.0.2.0/24\n`,
        findings: [{ message: "twice", line: 4, severity: "error" }],
        good: `${SOUND}tls_advertise_hosts = *\n`,
      },
    ],
  },
  *check({ fatals }) {
    for (const { problem, message, path, span } of fatals)
      if (problem === "option-set-twice") yield { message: "twice", data: { problem: message }, at: { path, span } };
  },
});
