// A global setting behind a filter that sets the same: Dovecot warns. Compared with doveconf 2.3.19.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { CONFIG_MANUAL, EXAMPLE, placeOf } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "setting-hidden-by-earlier-filter",
    summary: "A block above keeps another value of this setting",
    severity: "info",
    fix: "none",
    docs: {
      why: "What a block such as `protocol imap { }` sets stays, whatever is written outside of it further down. Dovecot warns, because whoever adds the line at the end of the file, or in `local.conf`, mostly means it for everything.",
      remedy:
        "Change the setting in the block, or remove it there. To show that both are meant, put the global setting before the block.",
      references: [CONFIG_MANUAL],
    },
    messages: {
      hidden:
        "{name} has another value in a block further up, which stays: this line does not count there. Change it there too, or move this line up.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "protocol imap {\n  ssl_min_protocol = TLSv1.2\n}\nssl_min_protocol = TLSv1.3\n",
        findings: [{ message: "hidden", line: 8, severity: "info" }],
        good: EXAMPLE + "ssl_min_protocol = TLSv1.3\nprotocol imap {\n  ssl_min_protocol = TLSv1.2\n}\n",
      },
    ],
  },
  *check(model) {
    const order = new Map(model.reading.statements.map(({ node }, index) => [node, index]));
    const [root, ...filters] = model.reading.layers;
    for (const written of root?.values.values() ?? []) {
      if (!written.key.startsWith("ssl") && written.name !== model.names.plaintextAuth) continue;
      const at = order.get(written.node) ?? 0;
      const earlier = filters.some(({ values }) => {
        const other = values.get(written.key);
        return other !== undefined && other.value !== written.value && (order.get(other.node) ?? 0) < at;
      });
      if (earlier) yield { message: "hidden", data: { name: written.name }, at: placeOf(written) };
    }
  },
});
