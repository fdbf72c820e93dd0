// GnuTLS is told to give up protection for the sake of old peers.
import { defineProductRule } from "../../../rules/rule.js";
import { removeOption } from "../edit.js";
import type { Model } from "../model.js";
import { nameOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "gnutls-compat-mode-on",
    summary: "GnuTLS compatibility mode is on",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "`gnutls_compat_mode` switches off what some broken programs of before 2010 could not bear: random padding, and checks of records. It weakens the sessions of everybody else for programs that are hardly there any more.",
      remedy: "Remove the line.",
      references: [spec("main", "gnutls_compat_mode")],
    },
    messages: {
      on: "Compatibility mode gives up protection in every session, for programs that are hardly there any more. Remove the line.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}gnutls_compat_mode\n`,
        findings: [{ message: "on", line: 3, severity: "warning" }],
        good: SOUND,
      },
    ],
  },
  *check(model) {
    const { written, value } = model.main.get("gnutls_compat_mode");
    if (written === undefined || value !== "true" || model.library.kind !== "gnutls") return;
    const edit = removeOption(model.main, "gnutls_compat_mode");
    yield {
      message: "on",
      at: nameOf(written),
      ...(edit && { fix: { title: "Remove gnutls_compat_mode", safety: "safe", edits: [edit] } }),
    };
  },
});
