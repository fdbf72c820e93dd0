// One value of smtp_tls_per_site, the table that smtp_tls_policy_maps took the place of. Postfix reads it only where that is empty.

import type { Level } from "./levels.js";
import type { PolicyProblem } from "./tls-policy.js";

/** What the table can say (postconf(5), smtp_tls_per_site), and the level that it comes to. */
const WORDS: Readonly<Record<string, Level>> = {
  NONE: "none",
  MAY: "may",
  MUST: "verify",
  MUST_NOPEERMATCH: "encrypt",
};

export interface SitePolicy {
  /** Null: not a word that Postfix knows; mail for the destination waits. */
  readonly level: Level | null;
  readonly problems: readonly PolicyProblem[];
}

/** Reads a value as src/smtp/smtp_tls_policy.c `tls_site_lookup` does: one word, without regard to case, and nothing else. */
export function readSitePolicy(text: string): SitePolicy {
  const word = text.toUpperCase();
  const level = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (level !== undefined) return { level, problems: [] };
  const message =
    `\`${text}\` is not a word of smtp_tls_per_site: mail for this destination waits. ` +
    "Write NONE, MAY, MUST_NOPEERMATCH or MUST, or move to smtp_tls_policy_maps.";
  const problem = {
    kind: "unknown-site-policy",
    message,
    span: { start: 0, end: text.length },
    effect: "defers",
  } as const;
  return { level: null, problems: [problem] };
}

/**
 * The level that counts when the table answers for the next hop and for the name of the server (null: no row), and
 * main.cf says `global`: a `MAY` row gives way to a stricter main.cf (src/smtp/smtp_tls_policy.c `policy_create`).
 */
export function siteLevel(global: Level, nextHop: Level | null, server: Level | null): Level {
  const rows = [nextHop, server].filter((level) => level !== null);
  const strongest = (["verify", "encrypt", "none", "may"] as const).find((level) => rows.includes(level));
  if (strongest === undefined) return global;
  return strongest === "may" && global !== "none" ? global : strongest;
}
