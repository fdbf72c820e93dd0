// `mailtls explain`: what a rule or a check means, why it matters and what to do, with an example or with what is tried.

import { docsUrl } from "../../core/api.js";
import { type Advice, allAdvice } from "../advice.js";
import type { Run } from "../command.js";
import { json } from "../formats/json.js";
import { wrap } from "../formats/text.js";
import type { Terminal } from "../terminal.js";
import { unknownRule } from "../unknown-rule.js";

export const explain: Run = (given, { terminal, misused }) => {
  const [id = ""] = given.operands;
  const all = allAdvice();
  const advice = all.find((one) => one.id === id);
  if (advice === undefined) return misused(unknownRule(id, all));
  terminal.print(given.value("format") === "json" ? json(explanation(advice)) : page(advice, terminal));
  return 0;
};

function explanation(advice: Advice): object {
  const { kind, id, product, severity, fix, summary, docs } = advice;
  const more =
    advice.kind === "rule"
      ? { examples: advice.examples.map(({ dialect, bad, good }) => ({ dialect, bad, good })) }
      : { rules: advice.rules ?? [] };
  return { id, kind, product, severity, fix, summary, ...docs, ...more, docs: docsUrl(id) };
}

function page(advice: Advice, { style, width }: Terminal): string {
  const { id, severity, fix, summary, docs } = advice;
  const prose = (text: string): string =>
    text
      .split("\n")
      .map((line) => wrap(line, width, 0))
      .join("\n");
  const code = (text: string): string => text.trimEnd().replace(/^(?=.)/gmu, "    ");
  const repair =
    advice.kind === "check"
      ? "check of live hosts"
      : fix === "none"
        ? "no automatic fix"
        : `${fix} fix: mailtls fix ${fix === "unsafe" ? "--unsafe " : ""}--rule ${id}`;
  const section = (title: string, text: string): string => `${style.bold(title)}\n${text}`;
  const how =
    advice.kind === "check"
      ? [
          section("What is tried", prose(advice.docs.tried)),
          section("What is seen", prose(advice.docs.seen)),
          section("What to do", prose(docs.remedy)),
        ]
      : [
          section("What to do", prose(docs.remedy)),
          section("Bad", style.red(code(advice.examples[0].bad))),
          section("Good", style.green(code(advice.examples[0].good))),
        ];
  return [
    `${style.bold(id)}: ${summary}\n${style.dim(`${severity}, ${repair}`)}`,
    prose(docs.why),
    ...how,
    section("References", [...docs.references.map(({ title, url }) => `${title}: ${url}`), docsUrl(id)].join("\n")),
  ].join("\n\n");
}
