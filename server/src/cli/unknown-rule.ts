// What to say when a rule is asked for that there is not.

import { closest, rules } from "../core/api.js";

export function unknownRule(id: string): string {
  const near = closest(
    id,
    rules().map((rule) => rule.id),
  );
  return `unknown rule '${id}'; ${near === null ? "mailtls rules lists them" : `did you mean ${near}?`}`;
}
