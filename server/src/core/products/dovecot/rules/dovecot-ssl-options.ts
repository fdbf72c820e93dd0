// Words of ssl_options that stop Dovecot, or weaken TLS. Compared with doveconf 2.3.19 and 2.4.1.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { removeNode, replaceValue } from "../edit.js";
import { atLeast } from "../version.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOfValue } from "../report.js";

const SEVERITY = { unknown: "error", compression: "warning", useless: "info" } as const;

function kindOf(word: string, { version }: Model): keyof typeof SEVERITY | null {
  if (word === "no_ticket") return null;
  // 2.2 compresses unless it is told not to.
  if (word === "no_compression")
    return atLeast(version, "2.4") ? "unknown" : atLeast(version, "2.3") ? "useless" : null;
  return word === "compression" && atLeast(version, "2.3") ? "compression" : "unknown";
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "dovecot-ssl-options",
    summary: "A word of ssl_options does harm",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Dovecot does not start with a word here that it does not know. `compression` turns the compression of TLS on, which lets an observer find secrets out by the length of what is sent (CRIME). `no_compression` was the way to prevent that up to 2.2; it does nothing in 2.3, and 2.4 stops at it.",
      remedy: "Leave `ssl_options` empty, or write `no_ticket`.",
      references: [SSL_MANUAL, rfc(9325, "3.3")],
    },
    messages: {
      unknown: "ssl_options knows no {word}, and Dovecot does not start. Remove it.",
      compression:
        "TLS compression lets an observer find out secrets such as passwords by their length. Remove the word.",
      useless: "no_compression does nothing any more, and Dovecot 2.4 does not start with it. Remove it.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_options = no_ticket no_sslv3\n",
        findings: [{ message: "unknown", line: 5, severity: "error" }],
        good: EXAMPLE + "ssl_options = no_ticket\n",
      },
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_options = no_ticket, compression\n",
        findings: [{ message: "compression", line: 5, severity: "warning" }],
        good: EXAMPLE + "ssl_options = no_ticket\n",
      },
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_options = no_compression\n",
        findings: [{ message: "useless", line: 5, severity: "info" }],
        good: EXAMPLE,
      },
    ],
  },
  partial: true,
  *check(model) {
    for (const written of model.written("ssl_options")) {
      const words = written.value.split(/[ ,]+/).filter((word) => word !== "");
      for (const word of words) {
        const message = kindOf(word.toLowerCase(), model);
        if (message === null) continue;
        const kept = words.filter((other) => other !== word).join(" ");
        const edit = kept === "" ? removeNode(written.node, written.source) : replaceValue(written, kept);
        yield {
          message,
          data: { word },
          severity: SEVERITY[message],
          at: placeOfValue(written),
          fix: { title: `Remove ${word}`, safety: "safe", edits: [edit] },
        };
      }
    }
  },
});
