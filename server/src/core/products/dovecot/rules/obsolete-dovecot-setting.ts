// Names of Dovecot 1 and 2.2 that 2.3 still turns into others, with a warning (src/config/old-set-parser.c).
import { defineProductRule } from "../../../rules/rule.js";
import { removeNode, rename } from "../edit.js";
import { replacementsOf } from "../obsolete.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL } from "../report.js";

/** What means nothing any more; of others, a service has taken over a part. */
const REMOVABLE = new Set([
  "ssl_dh_parameters_length",
  "ssl_parameters_regenerate",
  "login_dir",
  "director_consistent_hashing",
]);

export const rule = defineProductRule<Model>({
  meta: {
    id: "obsolete-dovecot-setting",
    summary: "Dovecot reads an old name, and warns",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "Dovecot 2.3 turns old names into new ones and warns at each start; 2.4 stops at them. `ssl_protocols` is the one to look at: only the oldest version that it permits counts, so a gap such as `TLSv1 TLSv1.2` is filled.",
      remedy:
        "Write the new name. `ssl_dh_parameters_length` and `ssl_parameters_regenerate` can go: where DHE is wanted, `ssl_dh` names a file with parameters.",
      references: [
        SSL_MANUAL,
        {
          title: "Dovecot manual: upgrading from 2.2 to 2.3",
          url: "https://doc.dovecot.org/2.3/installation_guide/upgrading/from-2.2-to-2.3/",
        },
      ],
    },
    messages: {
      replaced:
        "{name} has become {better}. Dovecot still reads it as that, and 2.4 does not start with it. Write {better}.",
      useless: "{name} is no longer needed: Dovecot ignores it, and 2.4 does not start with it. Remove it.",
      ignored:
        "Dovecot does not understand this {name}, ignores it, and takes the default of ssl_min_protocol. Write ssl_min_protocol with the oldest version that is wanted.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_protocols = !SSLv3 !TLSv1 !TLSv1.1\nssl_dh_parameters_length = 2048\n",
        findings: [
          { message: "replaced", line: 5, severity: "warning" },
          { message: "useless", line: 6, severity: "warning" },
        ],
        good: EXAMPLE + "ssl_min_protocol = TLSv1.2\n",
      },
    ],
  },
  partial: true,
  *check({ reading, version }) {
    for (const { path, span, kind, statement } of reading.problems) {
      if (kind !== "obsolete" || statement?.node.kind !== "setting") continue;
      const { node, source } = statement;
      const name = node.name.text;
      const [better] = replacementsOf(name, node.value.text, version) ?? [];
      const at = { path, span };
      if (better === undefined) {
        const message = name === "ssl_protocols" ? "ignored" : "useless";
        const fix = { title: "Remove it", safety: "safe" as const, edits: [removeNode(node, source)] };
        yield { message, data: { name }, at, ...(message === "useless" && REMOVABLE.has(name) && { fix }) };
        continue;
      }
      const value = better.file === true ? `<${better.value}` : better.value;
      yield {
        message: "replaced",
        data: { name, better: better.name },
        at,
        fix: {
          title: `Write ${better.name}`,
          safety: "safe",
          edits: [...rename({ node, source }, better.name, value)],
        },
      };
    }
  },
});
