// A prime for DHE that is short, or known to be watched for.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { evaluatePriorityString } from "../../../tls/gnutls-priority.js";
import { namedPrime, negotiatedBits } from "../dh.js";
import { removeOption } from "../edit.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

/** RFC 9325 §4.2: at least 2048 bits. */
const MINIMUM = 2048;

/** Groups of RFC 5114: whether they hide a trapdoor cannot be checked, and Exim warns about them. */
const SUSPECT = new Set(["ike22", "ike23", "ike24"]);

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-weak-dh-prime",
    summary: "The prime for DHE is weak",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "Sessions with DHE are no stronger than the prime. One of 1024 bits can be broken for all servers that use it at once (Logjam). How the primes of RFC 5114 (`ike22`, `ike23`, `ike24`) were made is not documented, so that Exim itself warns about them. GnuTLS since 3.6 takes only the strength from the name, and uses a prime of RFC 7919 that is at least as strong, unless the priority string has none.",
      remedy: "Remove the line: Exim's own prime has 2048 bits. Or name one of RFC 7919, such as `ffdhe3072`.",
      references: [spec("main", "tls_dhparam"), rfc(9325, "4.2"), rfc(7919)],
    },
    messages: {
      short:
        "The prime `{name}` has {bits} bits, and 2048 are the least that protects. Remove the line: Exim's own prime has as many.",
      replaced:
        "GnuTLS takes from `{name}` no more than its strength, and uses a prime of RFC 7919 in its place: the name misleads. Remove the line.",
      suspect: "How the prime `{name}` of RFC 5114 was made is not known. Remove the line: Exim's own prime is sound.",
    },
    examples: [
      {
        dialect: "exim",
        library: "openssl-3.0",
        bad: `${SOUND}tls_dhparam = ike2\n`,
        findings: [{ message: "short", line: 3, severity: "warning" }],
        good: SOUND,
      },
      {
        dialect: "exim",
        bad: `${SOUND}tls_dhparam = ike2\n`,
        findings: [{ message: "replaced", line: 3, severity: "info" }],
        good: SOUND,
      },
      {
        dialect: "exim",
        library: "openssl-3.0",
        bad: `${SOUND}tls_dhparam = ike24\n`,
        findings: [{ message: "suspect", line: 3, severity: "warning" }],
        good: SOUND,
      },
    ],
  },
  *check(model) {
    const { written, value, unknown } = model.main.get("tls_dhparam");
    const bits = namedPrime(value);
    if (written === undefined || unknown || bits === undefined) return;
    const suspect = SUSPECT.has(value);
    if (!suspect && bits >= MINIMUM) return;
    const edit = removeOption(model.main, "tls_dhparam");
    const { groups } =
      model.library.kind === "gnutls"
        ? evaluatePriorityString(model.main.get("tls_require_ciphers").value || "NORMAL")
        : { groups: [] };
    const replaced = negotiatedBits(bits, groups) !== bits || (suspect && groups.some(({ kind }) => kind === "ffdhe"));
    yield {
      message: replaced ? "replaced" : suspect ? "suspect" : "short",
      severity: replaced ? "info" : "warning",
      data: { name: value, bits: String(bits) },
      at: valueOf(written),
      ...(edit && { fix: { title: "Use Exim's own prime", safety: "safe", edits: [edit] } }),
    };
  },
});
