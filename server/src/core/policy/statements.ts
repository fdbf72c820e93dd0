// Judgements of a profile in the words of messages: what, by which word, at which place, and why. No judging here.

import { enumerate } from "../posture/describe.js";
import type { Judgement } from "./evaluate.js";

/** Values named in a message: a cipher list can let in a hundred, and a message has to be read. */
const MAX_VALUES = 4;

type Statable = Pick<Judgement, "name" | "word" | "citation" | "notes">;

/**
 * What is objected to, by word and place, and why. `TLS 1.0 and TLS 1.1: “MUST NOT” [RFC 9325, 3.1.1].`
 * A note that holds for all of it is said once, at the end.
 */
export function statements(objections: readonly Statable[]): string {
  const general = (note: string) => objections.every(({ notes }) => notes.includes(note));
  const groups = grouped(objections, ({ word, citation, notes }) => JSON.stringify([word, citation, notes]));
  return [
    ...groups.map((group) => statement(group, (note) => !general(note))),
    ...(groups[0]?.[0].notes ?? []).filter(general),
  ].join(" ");
}

function statement(objections: readonly [Statable, ...Statable[]], isOwn: (note: string) => boolean): string {
  const [{ word, citation, notes }] = objections;
  return [
    `${shortList(objections.map(({ name }) => name))}: “${word}” [${citation.title}, ${citation.section}].`,
    ...notes.filter(isOwn),
  ].join(" ");
}

/** The first names, and how many more there are; one more is named, not counted. */
function shortList(names: readonly string[]): string {
  const hidden = names.length - MAX_VALUES;
  return enumerate(hidden > 1 ? [...names.slice(0, MAX_VALUES), `${hidden} more`] : names);
}

/** In groups that share `key`, groups and members in the order given. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}
