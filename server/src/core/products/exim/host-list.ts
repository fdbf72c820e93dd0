// Host lists, as far as they speak of everybody or of nobody. Nothing is looked up.

import { listItems } from "../../dialects/exim/strings.js";
import { fold, type Situation } from "./expansion.js";

/** Whom a list names; `some`: it depends on the host, or on what is not known. */
export type Audience = "all" | "none" | "some";

/** Source: the Exim specification, chapter "Domain, host, address, and local part lists". */
export function audience(list: string, situation: Situation): Audience {
  const text = fold(list, situation);
  if (text === null) return "some";
  const items = listItems(text);
  let named: Audience = "none";
  for (const [index, item] of items.entries()) {
    if (item === "*" || item === "0.0.0.0/0 ") return named === "some" ? "some" : "all";
    // An empty item is a message that comes in through no connection.
    if (item === "") continue;
    // Behind a negation, whom the list does not speak of is in it.
    if (item === "!*") return named;
    if (item.startsWith("!") && index === items.length - 1) return "some";
    named = "some";
  }
  return named;
}
