// The words of a finding: a rule's message template, filled from what the rule reports.

import type { RuleMeta } from "../rules/rule.js";
import { UNKNOWN } from "../text/template.js";

/** What a template fills in; nobody can read its mask. */
const MASKED = new RegExp(`${UNKNOWN}+`, "g");

/** Fills `{name}` in a message template. */
export function fillMessage(
  meta: Pick<RuleMeta, "messages">,
  report: { readonly message: string; readonly data?: Readonly<Record<string, string>> },
): string {
  const template = meta.messages[report.message] ?? report.message;
  const text = template.replace(/\{(\w+)\}/g, (whole, name: string) => report.data?.[name] ?? whole);
  return text.replace(MASKED, "…");
}
