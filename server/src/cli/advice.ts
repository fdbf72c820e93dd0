// Everything that a finding can come from, rules and checks alike, for lists, pages and descriptors.

import { rules, type RuleInfo } from "../core/api.js";
import type { CheckMeta } from "../probe/checks/check.js";
import { checks } from "../probe/checks/metas.js";

/** A rule judges configurations and hosts, a check only hosts: it has no fix and no example. */
export type Advice =
  | (RuleInfo & { readonly kind: "rule" })
  | (CheckMeta & { readonly kind: "check"; readonly product: null; readonly fix: "none" });

/** Every rule and check, by id. */
export function allAdvice(): readonly Advice[] {
  return [
    ...rules().map((rule) => ({ ...rule, kind: "rule" as const })),
    ...checks().map((check) => ({ ...check, kind: "check" as const, product: null, fix: "none" as const })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
}
