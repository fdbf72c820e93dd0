// Whether a file is a master.cf.

import type { FileHint } from "../dialect.js";
import { SourceText } from "../../text/source-text.js";
import { parse } from "./parse.js";
import type { ServiceEntry } from "./tree.js";

/** As much of a file as is read to recognise it: several times the length of Postfix's master.cf. */
const SAMPLE_LENGTH = 64 * 1024;

/** Services of well-known daemons that a content must have before it is taken for a master.cf. */
const ENOUGH_SERVICES = 3;

/** `master.cf`, `master.cf.j2`, `master.cf.proto`, `debian.master.cf`, docker-mailserver's `postfix-master.cf`. */
const NAME = /^(?:.+\.|postfix-)?master\.cf(?:\..+)?$/;

/** The daemons of Postfix (its master.cf and the manual pages of section 8). */
const DAEMONS = new Set(
  (
    "anvil bounce cleanup discard dnsblog error flush lmtp local nqmgr oqmgr pickup pipe postlogd postscreen proxymap " +
    "qmgr qmqpd scache showq smtp smtpd spawn tlsmgr tlsproxy trivial-rewrite verify virtual"
  ).split(" "),
);

/** Whether a name says so; see NAME. */
export function isNamed(name: string): boolean {
  return NAME.test(name);
}

/**
 * - `name`: see NAME.
 * - `place`: `postfix/ANYTHING.cf` with at least one service of a well-known daemon and nothing else.
 * - `content`: every line is a service, and at least three are of well-known daemons.
 */
export function recognise({ path, text }: FileHint): "name" | "place" | "content" | null {
  const [name = "", folder] = path.split("/").reverse();
  if (isNamed(name)) return "name";
  const known = knownServices(path, text.slice(0, SAMPLE_LENGTH));
  if (folder === "postfix" && name.endsWith(".cf") && known >= 1) return "place";
  return known >= ENOUGH_SERVICES ? "content" : null;
}

/** How many services of well-known daemons a text has; 0 if some line of it cannot be a master.cf's. */
function knownServices(path: string, sample: string): number {
  const { tree, problems } = parse(new SourceText(path, sample));
  const wrong = new Set(problems.flatMap(({ kind, span }) => (kind === "bad-type" ? [span.start] : [])));
  let known = 0;
  for (const [index, node] of tree.nodes.entries()) {
    if (node.kind !== "service" && node.kind !== "malformed") continue;
    if (node.kind === "service" && !isOfWrongType(node, wrong)) {
      if (DAEMONS.has(node.command.text.split("/").at(-1) ?? "")) known++;
      continue;
    }
    // The last line may have been cut off.
    if (index < tree.nodes.length - 1 || sample.endsWith("\n")) return 0;
  }
  return known;
}

function isOfWrongType({ span, fields }: ServiceEntry, wrong: ReadonlySet<number>): boolean {
  return wrong.has(fields.type.span.start) || wrong.has(span.start);
}
