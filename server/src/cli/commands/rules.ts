// `mailtls rules`: the list of all rules.

import { docsUrl, rules as allRules } from "../../core/api.js";
import type { Run } from "../command.js";
import { json } from "../formats/json.js";
import { counted, table } from "../formats/text.js";

export const rules: Run = (given, { terminal }) => {
  const list = allRules().map(({ id, product, severity, fix, summary }) => ({
    id,
    product,
    severity,
    fix,
    summary,
    docs: docsUrl(id),
  }));
  if (given.value("format") === "json") terminal.print(json({ rules: list }));
  else {
    const rows = list.map(({ id, severity, fix, summary }) => [
      id,
      severity,
      fix === "none" ? "no fix" : `${fix} fix`,
      summary,
    ]);
    terminal.print(
      [
        ...table(rows, [terminal.style.bold]),
        "",
        `${counted(list.length, "rule")}. \`mailtls explain RULE\` says more.`,
      ].join("\n"),
    );
  }
  return 0;
};
