// A macro whose name contains that of an earlier one, which stops Exim.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { spec } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-macro-contains-another",
    summary: "The name of a macro contains that of an earlier one",
    severity: "error",
    fix: "none",
    docs: {
      why: "Macros are replaced wherever their name occurs, within longer words too. After `TLS = …` the name `TLS_KEY` could never be written: Exim would read the text of the first macro followed by `_KEY`. So it refuses to start.",
      remedy: "Rename one of the two, or define the longer name first: that order is allowed.",
      references: [spec("configuration", "macros in the configuration file")],
    },
    messages: { contains: "{problem}" },
    examples: [
      {
        dialect: "exim",
        bad: "CERT = /etc/exim4/tls/mx.pem\nCERTKEY = /etc/exim4/tls/mx.key\ntls_certificate = CERT\n",
        findings: [{ message: "contains", line: 2, severity: "error" }],
        good: "CERTKEY = /etc/exim4/tls/mx.key\nCERT = /etc/exim4/tls/mx.pem\ntls_certificate = CERT\n",
      },
    ],
  },
  *check({ fatals }) {
    for (const { problem, message, path, span } of fatals)
      if (problem === "macro-name-contains-another")
        yield { message: "contains", data: { problem: message }, at: { path, span } };
  },
});
