// `mailtls explain`: what a rule means, why it matters and what to do, with an example.

import { docsUrl, rule as ruleOf, type RuleInfo } from "../../core/api.js";
import type { Run } from "../command.js";
import { json } from "../formats/json.js";
import { wrap } from "../formats/text.js";
import type { Terminal } from "../terminal.js";
import { unknownRule } from "../unknown-rule.js";

export const explain: Run = (given, { terminal, misused }) => {
  const [id = ""] = given.operands;
  const rule = ruleOf(id);
  if (rule === undefined) return misused(unknownRule(id));
  terminal.print(given.value("format") === "json" ? json(explanation(rule)) : page(rule, terminal));
  return 0;
};

function explanation({ id, product, severity, fix, summary, docs, examples }: RuleInfo): object {
  const pairs = examples.map(({ dialect, bad, good }) => ({ dialect, bad, good }));
  return { id, product, severity, fix, summary, ...docs, examples: pairs, docs: docsUrl(id) };
}

function page({ id, severity, fix, summary, docs, examples: [example] }: RuleInfo, { style, width }: Terminal): string {
  const prose = (text: string): string =>
    text
      .split("\n")
      .map((line) => wrap(line, width, 0))
      .join("\n");
  const code = (text: string): string => text.trimEnd().replace(/^(?=.)/gmu, "    ");
  const repair =
    fix === "none" ? "no automatic fix" : `${fix} fix: mailtls fix ${fix === "unsafe" ? "--unsafe " : ""}--rule ${id}`;
  const section = (title: string, text: string): string => `${style.bold(title)}\n${text}`;
  return [
    `${style.bold(id)}: ${summary}\n${style.dim(`${severity}, ${repair}`)}`,
    prose(docs.why),
    section("What to do", prose(docs.remedy)),
    section("Bad", style.red(code(example.bad))),
    section("Good", style.green(code(example.good))),
    section("References", [...docs.references.map(({ title, url }) => `${title}: ${url}`), docsUrl(id)].join("\n")),
  ].join("\n\n");
}
