// What a table answers to a key, where its text is known. Which keys are asked, and what answers mean, is told by tls-policy.ts and sni.ts.

import { foldKey } from "../../dialects/postfix-map/parse.js";
import type { MapReference } from "./maps.js";

/** The rows of a text file by folded key; undefined for a file that was not read. */
export type Tables = (path: string) => ReadonlyMap<string, string> | undefined;

export type Answer =
  | { readonly kind: "found"; readonly value: string }
  | { readonly kind: "absent" }
  | { readonly kind: "fails"; readonly reason: string }
  | { readonly kind: "undetermined"; readonly reason: string };

const ABSENT: Answer = { kind: "absent" };

/** Asks the tables of a list one after the other, as src/global/maps.c `maps_find` does: the first answer counts. */
export function lookup(maps: readonly MapReference[], key: string, tables: Tables): Answer {
  if (key === "") return ABSENT;
  for (const map of maps) {
    const answer = ask(map, key, tables);
    if (answer.kind === "found" && answer.value === "")
      return {
        kind: "fails",
        reason: `\`${map.type}:\` answers \`${key}\` with nothing, which Postfix takes for an error`,
      };
    if (answer.kind !== "absent") return answer;
  }
  return ABSENT;
}

function ask({ source }: MapReference, key: string, tables: Tables): Answer {
  const found = (value: string | undefined): Answer => (value === undefined ? ABSENT : { kind: "found", value });
  switch (source.kind) {
    case "file": {
      const table = tables(source.path);
      return table === undefined
        ? { kind: "undetermined", reason: `\`${source.path}\` was not read` }
        : found(table.get(foldKey(key)));
    }
    case "rows":
      return found(source.rows.filter((row) => foldKey(row.key.text) === foldKey(key)).at(-1)?.value.text);
    case "static":
      return found(source.value.text);
    case "union":
      return union(source.maps, key, tables);
    case "pipe":
      return pipe(source.maps, key, tables);
    default:
      return source;
  }
}

function union(maps: readonly MapReference[], key: string, tables: Tables): Answer {
  const answers = maps.map((map) => ask(map, key, tables));
  const unclear = answers.find(({ kind }) => kind === "fails") ?? answers.find(({ kind }) => kind === "undetermined");
  if (unclear !== undefined) return unclear;
  const values = answers.flatMap((answer) => (answer.kind === "found" ? [answer.value] : []));
  const value = values.reduce((joined, next) => (joined === "" ? next : `${joined},${next}`), "");
  return value === "" ? ABSENT : { kind: "found", value };
}

function pipe(maps: readonly MapReference[], key: string, tables: Tables): Answer {
  let answer: Answer = { kind: "found", value: key };
  for (const map of maps) {
    if (answer.kind !== "found") break;
    answer = ask(map, answer.value, tables);
  }
  return answer;
}
