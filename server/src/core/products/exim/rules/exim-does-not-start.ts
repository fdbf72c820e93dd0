// Everything for which Exim refuses to start and that has no rule of its own.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { SOUND, spec } from "../spec.js";

/** Problems with a rule of their own. */
const APART = new Set([
  "option-set-twice",
  "unknown-option",
  "macro-name-contains-another",
  "openssl-options-with-gnutls",
]);

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-does-not-start",
    summary: "Exim refuses this configuration",
    severity: "error",
    fix: "none",
    docs: {
      why: "Exim reads its configuration anew in every process, and stops at the first mistake. A daemon that runs already goes on until it is restarted, but each message that it takes and each delivery is a new process: mail stops at once.",
      remedy:
        "Correct the line, and try the file with `exim -C FILE -bV` and `exim -C FILE -bP transports` before it goes live.",
      references: [spec("configuration", "the runtime configuration file")],
    },
    messages: { refused: "{problem}" },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}accept_8bitmime = maybe\n`,
        findings: [{ message: "refused", line: 3, severity: "error" }],
        good: `${SOUND}accept_8bitmime = true\n`,
      },
      {
        dialect: "exim",
        bad: `${SOUND}.ifdef SPECIAL\ntls_dh_max_bits = 4096\n`,
        findings: [{ message: "refused", line: 4, severity: "error" }],
        good: `${SOUND}.ifdef SPECIAL\ntls_dh_max_bits = 4096\n.endif\n`,
      },
    ],
  },
  partial: true,
  *check({ fatals }) {
    for (const { problem, message, path, span } of fatals)
      if (!APART.has(problem)) yield { message: "refused", data: { problem: message }, at: { path, span } };
  },
});
