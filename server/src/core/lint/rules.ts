// All rules, wherever they live, as data for lists, pages and descriptors.

import { PRODUCTS } from "../products/registry.generated.js";
import type { RuleMeta } from "../rules/rule.js";
import { POSTURE_RULES } from "../rules/registry.generated.js";
import { SUPPRESSION_RULES } from "./suppression-rules.js";

/** A rule's metadata; `product` is null for a rule that judges any endpoint, or the comments of any file. */
export interface RuleInfo extends RuleMeta {
  readonly product: string | null;
  readonly judges: "endpoints" | "settings" | "comments";
}

const all: readonly RuleInfo[] = [
  ...POSTURE_RULES.map((rule) => ({ ...rule.meta, product: null, judges: "endpoints" as const })),
  ...PRODUCTS.flatMap((product) =>
    product.rules.map((meta) => ({ ...meta, product: product.id, judges: "settings" as const })),
  ),
  ...SUPPRESSION_RULES.map((meta) => ({ ...meta, product: null, judges: "comments" as const })),
].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Every rule, by id. */
export function rules(): readonly RuleInfo[] {
  return all;
}

export function rule(id: string): RuleInfo | undefined {
  return all.find((info) => info.id === id);
}
