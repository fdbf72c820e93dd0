// A word that is no protocol version: doveconf takes it, and every handshake fails. Checked with Dovecot 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import { replaceValue } from "../edit.js";
import { fromMinimum, minimumWords } from "../protocol-versions.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

/** `TLSv1.0`, `TLS1.2`, `tls 1_3`, and the SSL versions that are gone. */
function meant(value: string): string | null {
  const digit = /^tls\s*v?1[._]?([0-3])$/i.exec(value)?.[1];
  if (digit !== undefined) return digit === "0" ? "TLSv1" : `TLSv1.${digit}`;
  return /^sslv[23]$/i.test(value) ? "TLSv1" : null;
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "unknown-minimum-version",
    summary: "The value of ssl_min_protocol is no protocol version",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Dovecot takes any text at its start, and looks at the word when a client wants TLS: then every handshake fails. TLS 1.0 is `TLSv1`, not `TLSv1.0`; 2.4 has taken `SSLv3` out.",
      remedy: "Write `TLSv1.2`, which is the default since 2.3.15.",
      references: [SSL_MANUAL],
    },
    messages: {
      meant: "ssl_min_protocol knows no {value}, and every TLS handshake fails. Write {better}.",
      unknown: "ssl_min_protocol knows no {value}, and every TLS handshake fails. Known are {known}.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_min_protocol = TLS1.2\n",
        findings: [{ message: "meant", line: 5, severity: "error" }],
        good: EXAMPLE + "ssl_min_protocol = TLSv1.2\n",
      },
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_min_protocol = strong\n",
        findings: [{ message: "unknown", line: 5, severity: "error" }],
        good: EXAMPLE + "ssl_min_protocol = TLSv1.2\n",
      },
    ],
  },
  partial: true,
  *check(model) {
    for (const written of model.written("ssl_min_protocol")) {
      const { value, unknown } = written;
      if (unknown || fromMinimum(value, model.version) !== null) continue;
      const better = meant(value);
      yield {
        message: better === null ? "unknown" : "meant",
        data: { value, better: better ?? "", known: minimumWords(model.version).join(", ") },
        at: placeOf(written),
        ...(better !== null && {
          fix: { title: `Write ${better}`, safety: "safe", edits: [replaceValue(written, better)] },
        }),
      };
    }
  },
});
