// Which rows of a TLS policy table can decide for a next hop: the keys that Postfix looks up, and keys that it never does.

import { foldKey } from "../../dialects/postfix-map/parse.js";
import { isInternationalHostName, withParents } from "./host-name.js";
import { nextHop as readNextHop } from "./next-hop.js";

/**
 * The keys that the SMTP client looks up for a next hop, in its order (src/smtp/smtp_tls_policy.c `tls_policy_lookup`):
 * the next hop exactly as it is written, with its brackets and port. Only for a plain domain name, as next hops that come
 * from a recipient are, its parent domains follow, with a leading dot.
 */
export function policyKeys(nextHop: string): string[] {
  const key = foldKey(nextHop.trim());
  return isInternationalHostName(key) ? withParents(key) : [key];
}

/** A row of a table; `key: null` answers every lookup, as a `static:` table does. */
interface KeyedRow {
  readonly key: string | null;
}

/**
 * The row that decides for a next hop; null when none does, so that main.cf counts. `rows` are those of all tables in
 * the order of the parameter, each table's rows with the one that counts first. Tables are asked one after the other for
 * each key, so that a later table's row for the domain wins over an earlier table's row for its parent.
 */
export function policyFor<R extends KeyedRow>(nextHop: string, rows: readonly R[]): R | null {
  for (const key of policyKeys(nextHop)) {
    const row = rows.find((candidate) => candidate.key === null || foldKey(candidate.key) === key);
    if (row !== undefined) return row;
  }
  return null;
}

/** Why a key decides nothing. */
export interface KeyProblem {
  /** `other-form`: it may be meant for a next hop that is written in another way. The others: no next hop can be so. */
  readonly kind:
    "wildcard" | "quoted" | "address" | "network" | "transport" | "parent-form" | "trailing-dot" | "other-form";
  readonly message: string;
}

/**
 * Whether a key can ever match, or else why not. `nextHops` are those that the configuration writes (relayhost,
 * transport tables), as they are written: upper and lower case are the same, everything else counts.
 */
export function keyProblem(key: string, nextHops: readonly string[] = []): KeyProblem | null {
  const folded = foldKey(key);
  if (nextHops.some((hop) => policyKeys(hop).includes(folded))) return null;
  return impossible(folded) ?? otherForm(folded, nextHops);
}

function impossible(key: string): KeyProblem | null {
  const never = (kind: KeyProblem["kind"], why: string): KeyProblem => ({
    kind,
    message: `This row never matches: ${why}`,
  });
  if (key.startsWith("*"))
    return never("wildcard", "Postfix knows no `*` here. Write `.example.com` for all names below example.com.");
  if (key.includes('"')) return never("quoted", 'the `"` belong to the key. Remove them.');
  if (key.includes("@"))
    return never("address", "policies are looked up by next hop, not by address. Write the domain alone.");
  if (key.startsWith("/")) return null;
  if (/\/\d+$/.test(key)) return never("network", "policies are looked up by next hop, not by network.");
  if (/^[a-z0-9_-]+:(?:\[|[^:]*\.|[^:]*:)/.test(key))
    return never("transport", "the name of the transport is not part of the next hop. Write what follows its `:`.");
  if (key.startsWith(".") && !isInternationalHostName(key.slice(1)))
    return never(
      "parent-form",
      "a leading dot stands for the names below a plain domain, without brackets, port or final dot.",
    );
  return null;
}

function otherForm(key: string, nextHops: readonly string[]): KeyProblem | null {
  const host = readNextHop(key)?.host;
  const written = nextHops.find((hop) => {
    const other = readNextHop(foldKey(hop))?.host;
    return other !== undefined && other === host;
  });
  if (written !== undefined) {
    const message = `No mail is sent to the next hop \`${key}\`: it is written \`${written}\`, and a row must be written the same way. Write \`${written}\` here.`;
    return { kind: "other-form", message };
  }
  return key.endsWith(".")
    ? {
        kind: "trailing-dot",
        message:
          "This row never matches mail for the domain: Postfix removes the final dot of a domain. Remove it here, too.",
      }
    : null;
}
