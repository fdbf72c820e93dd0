// A GnuTLS priority string in an Exim that is built with OpenSSL.
import { defineProductRule } from "../../../rules/rule.js";
import { evaluateCipherString } from "../../../tls/openssl-cipher-string.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

/** Keywords, prefixes and options of priority strings that no cipher list of OpenSSL has. */
const PRIORITY =
  /(?:^|:)(?:NORMAL|PERFORMANCE|LEGACY|PFS|SECURE(?:128|192|256)|NONE)(?:$|:)|(?:^|:)[+!-](?:VERS|GROUP|SIGN|CURVE|KX|MAC|CIPHER)-|%\w/;

export const rule = defineProductRule<Model>({
  meta: {
    id: "gnutls-priority-with-openssl",
    summary: "A priority string of GnuTLS, and Exim uses OpenSSL",
    severity: "error",
    fix: "none",
    docs: {
      why: "With OpenSSL `tls_require_ciphers` is a cipher list. OpenSSL passes over words that it does not know; where none is left, no TLS session comes about, and where some are, another list than the one that was meant is in force.",
      remedy:
        "Write a cipher list of OpenSSL, or remove the line. Versions belong in `openssl_options`, for example `+no_tlsv1 +no_tlsv1_1`.",
      references: [
        spec("tls", "requiring specific ciphers or other parameters in OpenSSL"),
        spec("main", "openssl_options"),
      ],
    },
    messages: {
      refused:
        "This is a priority string of GnuTLS, and this Exim uses OpenSSL, which finds no suite in it: every TLS session fails. Write a cipher list, or remove the line.",
      ignored:
        "This is a priority string of GnuTLS, and this Exim uses OpenSSL, which passes over what it does not know. Write a cipher list, or remove the line.",
    },
    examples: [
      {
        dialect: "exim",
        library: "openssl-3.0",
        bad: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS1.0\n`,
        findings: [{ message: "refused", line: 3, severity: "error" }],
        good: `${SOUND}tls_require_ciphers = HIGH:!aNULL\n`,
      },
    ],
  },
  *check(model) {
    const { library } = model;
    if (library.kind !== "openssl") return;
    for (const scope of [model.main, ...model.driversOf("transport", "smtp")]) {
      const { written, value, unknown } = scope.get("tls_require_ciphers");
      if (written === undefined || unknown || !PRIORITY.test(value)) continue;
      yield { message: evaluateCipherString(value, library.name).valid ? "ignored" : "refused", at: valueOf(written) };
    }
  },
});
