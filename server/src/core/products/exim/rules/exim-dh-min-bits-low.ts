// A transport takes primes that are broken.
import { defineProductRule } from "../../../rules/rule.js";
import { removeOption } from "../edit.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";

/** Exim's own default; 512 bits are broken in hours (Logjam). */
const DEFAULT = 1024;

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-dh-min-bits-low",
    summary: "A transport takes short primes for DHE",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "`tls_dh_min_bits` says which primes of other servers are still taken; 1024 is the default of Exim and little enough. A server, or whoever stands between, that offers a shorter one has the session read.",
      remedy:
        "Remove the line. Servers with so short a prime negotiate another key exchange, or get the mail in plain text where TLS is not demanded.",
      references: [spec("smtp", "tls_dh_min_bits")],
    },
    messages: {
      low: "Primes of {bits} bits are taken, and those below 1024 can be broken. Remove the line: the default is 1024.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  tls_dh_min_bits = 512\n`,
        findings: [{ message: "low", line: 6, severity: "warning" }],
        good: `${SOUND}${TRANSPORT}`,
      },
    ],
  },
  *check(model) {
    if (model.library.kind !== "gnutls") return;
    for (const scope of model.driversOf("transport", "smtp")) {
      const { written, value } = scope.get("tls_dh_min_bits");
      if (written === undefined || Number(value) >= DEFAULT) continue;
      const edit = removeOption(scope, "tls_dh_min_bits");
      yield {
        message: "low",
        data: { bits: value },
        at: valueOf(written),
        ...(edit && { fix: { title: "Use the default", safety: "unsafe", edits: [edit] } }),
      };
    }
  },
});
