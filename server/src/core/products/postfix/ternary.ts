// `${x?yes:no}`: looks like a choice, and is not one. Recognises the slip; what it breaks is the rules' business.

import { parseExpression } from "../../dialects/postfix-main/expression.js";
import type { Span } from "../../text/span.js";
import { parameter } from "./parameters.js";
import type { Effective } from "./scope.js";

/** Kinds of parameters whose values hold no colon: elsewhere `${x?hash:/etc/x}` is meant as it stands. */
const WITHOUT_COLON = new Set(["bool", "int", "time", "tls-security-level", "tls-cipher-grade", "digest-name"]);

/** A slip in a value; `span` counts in its text. */
export interface TernarySlip {
  readonly span: Span;
  readonly name: string;
  readonly yes: string;
  readonly no: string;
}

/**
 * Conditions such as `${name?a:b}` in the value of a parameter that can hold no colon: Postfix takes `a:b` for the text of the one
 * branch (util/mac_expand.c; postconf(5), "${name?{value1}:{value2}}").
 */
export function ternarySlips({ name, raw }: Effective): readonly TernarySlip[] {
  if (!raw.includes("?") || !WITHOUT_COLON.has(parameter(name)?.type ?? "")) return [];
  return parseExpression(raw).parts.flatMap((part) => {
    if (part.kind !== "reference" || part.consequent === undefined || part.alternate !== undefined) return [];
    const { consequent, span } = part;
    const text = raw.slice(consequent.span.start, consequent.span.end);
    const [yes = "", no, ...more] = text.split(":");
    if (consequent.braced || no === undefined || more.length > 0 || /[{}$]/.test(text)) return [];
    return [{ span, name: part.name.text, yes, no }];
  });
}

/** Whether the value is what such a slip makes of it: not-a-ternary says so. */
export function isTernarySlip(effective: Effective): boolean {
  return ternarySlips(effective).length > 0;
}
