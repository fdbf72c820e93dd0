// openssl_options that switch protection off.
import { defineProductRule } from "../../../rules/rule.js";
import { readEximOptions } from "../../../tls/vocabularies/exim-openssl-options.js";
import { removeOption, setOption } from "../edit.js";
import type { Model } from "../model.js";
import { pieceOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

const WHY: Readonly<Record<string, string>> = {
  "-no_sslv2": "it lets SSL 2.0 in where the library still has it",
  "-no_sslv3": "it lets SSL 3.0 in where the library still has it",
  "-no_renegotiation": "it lets clients renegotiate, which costs the server much and them little",
  "-single_dh_use": "it lets one key serve for many sessions",
  "+all": "it switches on every workaround for old programs, with what they weaken",
  "+dont_insert_empty_fragments": "it takes away the protection from BEAST in TLS 1.0",
  "+allow_unsafe_legacy_renegotiation": "it lets a stranger put text before a client's own (CVE-2009-3555)",
  "+legacy_server_connect": "it connects to servers that cannot renegotiate safely (CVE-2009-3555)",
};

export const rule = defineProductRule<Model>({
  meta: {
    id: "openssl-options-weaken",
    summary: "Words of openssl_options switch protection off",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "The options that Exim sets by itself (`+no_sslv2 +no_sslv3 +single_dh_use +no_ticket +no_renegotiation`) protect. Words with a minus take them away again, and some with a plus bring back what old programs needed. `+dont_insert_empty_fragments` comes from the default of Exim 4.73 and is found in many old files.",
      remedy: "Remove the word. What is left of the line adds to Exim's own defaults.",
      references: [spec("main", "openssl_options")],
    },
    messages: { weakens: "`{word}` weakens TLS: {reason}. Remove it." },
    examples: [
      {
        dialect: "exim",
        library: "openssl-3.0",
        bad: `${SOUND}openssl_options = +no_compression +dont_insert_empty_fragments\n`,
        findings: [{ message: "weakens", line: 3, severity: "warning" }],
        good: `${SOUND}openssl_options = +no_compression\n`,
      },
      {
        dialect: "exim",
        library: "openssl-3.0",
        bad: `${SOUND}openssl_options = -no_renegotiation\n`,
        findings: [{ message: "weakens", line: 3, severity: "warning" }],
        good: SOUND,
      },
    ],
  },
  *check(model) {
    const { written, value, unknown } = model.main.get("openssl_options");
    if (written === undefined || unknown || model.library.kind !== "openssl") return;
    const { elements } = readEximOptions(value);
    for (const { text, span } of elements) {
      const reason = WHY[text];
      if (reason === undefined) continue;
      const rest = elements.filter((element) => element.text !== text).map((element) => element.text);
      const edit =
        rest.length === 0
          ? removeOption(model.main, "openssl_options")
          : setOption(model, model.main, "openssl_options", rest.join(" "));
      yield {
        message: "weakens",
        data: { word: text, reason },
        at: pieceOf(written, span.start, span.end),
        ...(edit && { fix: { title: `Remove ${text}`, safety: "safe", edits: [edit] } }),
      };
    }
  },
});
