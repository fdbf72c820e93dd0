// Host lists, as far as they speak of everybody or of nobody. Nothing is looked up.
// Source: the Exim specification, chapter "Domain, host, address, and local part lists".

import { listItems } from "../../dialects/exim/strings.js";
import { fold, type Situation } from "./expansion.js";

/** Whom a list names; `some`: it depends on the host, or on what is not known. */
export type Audience = "all" | "none" | "some";

/** Named lists within one another are followed this deep; a list that names itself would never end. */
const MAX_DEPTH = 20;

const INVERSE: Readonly<Record<Audience, Audience>> = { all: "none", none: "all", some: "some" };

function itemAudience(item: string, situation: Situation, depth: number): Audience {
  if (item === "*") return "all";
  // An empty item is a message that comes in through no connection.
  if (item === "") return "none";
  const named = item.startsWith("+") ? (situation.hostList?.(item.slice(1)) ?? null) : null;
  return named === null || depth > MAX_DEPTH ? "some" : audience(named, situation, depth + 1);
}

/** The first item that fits a host decides; behind a negation alone, hosts that it does not name are in the list. */
export function audience(list: string, situation: Situation, depth = 0): Audience {
  const text = fold(list, situation);
  if (text === null) return "some";
  const found = new Set<Audience>();
  const items = listItems(text);
  for (const item of items) {
    const negated = item.startsWith("!");
    const whom = itemAudience(negated ? item.slice(1).trim() : item, situation, depth);
    if (whom === "none") continue;
    found.add(negated ? INVERSE[whom] : whom);
    if (whom === "all") return found.size === 1 ? ([...found][0] ?? "some") : "some";
  }
  if (found.size > 0) return "some";
  return items.at(-1)?.startsWith("!") === true ? "all" : "none";
}
