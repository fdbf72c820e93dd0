// What to say when a rule is asked for that there is not.

import { closest } from "../core/api.js";

/** `known`: those that would have done. */
export function unknownRule(id: string, known: readonly { readonly id: string }[]): string {
  const near = closest(
    id,
    known.map((rule) => rule.id),
  );
  return `unknown rule '${id}'; ${near === null ? "mailtls rules lists them" : `did you mean ${near}?`}`;
}
