// `mailtls rules`: the list of all rules, and of all checks of live hosts.

import { counted, docsUrl } from "../../core/api.js";
import { allAdvice } from "../advice.js";
import type { Run } from "../command.js";
import { json } from "../formats/json.js";
import { table } from "../formats/text.js";

export const rules: Run = (given, { terminal }) => {
  const list = allAdvice().map(({ id, kind, product, severity, fix, summary }) => ({
    id,
    kind,
    product,
    severity,
    fix,
    summary,
    docs: docsUrl(id),
  }));
  const count = (wanted: string): number => list.filter(({ kind }) => kind === wanted).length;
  if (given.value("format") === "json") terminal.print(json({ rules: list }));
  else {
    const rows = list.map(({ id, kind, severity, fix, summary }) => [
      id,
      severity,
      kind === "check" ? "check" : fix === "none" ? "no fix" : `${fix} fix`,
      summary,
    ]);
    terminal.print(
      [
        ...table(rows, [terminal.style.bold]),
        "",
        `${counted(count("rule"), "rule")}, ${counted(count("check"), "check")} of live hosts. \`mailtls explain RULE\` says more.`,
      ].join("\n"),
    );
  }
  return 0;
};
