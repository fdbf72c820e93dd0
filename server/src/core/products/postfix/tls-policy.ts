// One value of smtp_tls_policy_maps: level and attributes, as the SMTP client reads them. Which row decides is policy-keys.ts.

import type { Token } from "../../dialects/postfix-lines.js";
import { closest } from "../../text/closest.js";
import type { Span } from "../../text/span.js";
import { type Level, levelNamed } from "./levels.js";
import {
  type PolicyDraft,
  type PolicyProblem,
  readAttribute,
  type Reading,
  type TlsPolicy,
} from "./tls-policy-attributes.js";
import { COMMA_SPACE, nameValue, split, unbrace, whole } from "./tokens.js";
import { atLeast, type PostfixVersion, sameBranch } from "./version.js";

export type { PolicyProblem, TlsPolicy } from "./tls-policy-attributes.js";

interface AttributeFacts {
  /** The first release that takes it, by the tags of the source. */
  readonly since: string;
  readonly backport?: string;
  /** How often it may be written; of `last`, the last one counts. */
  readonly times: "once" | "last" | "many";
  /** It belongs to a policy of an MTA-STS plugin: not without `policy_type`. */
  readonly external?: boolean;
}

/**
 * The attributes of src/smtp/smtp_tls_policy.c (before 2.11 smtp_session.c). `connection_reuse` came with 3.4.0, where it
 * was always taken for an error.
 */
const ATTRIBUTES: Readonly<Record<string, AttributeFacts>> = {
  ciphers: { since: "2.3", times: "once" },
  protocols: { since: "2.3", times: "once" },
  match: { since: "2.3", times: "many" },
  exclude: { since: "2.6", times: "once" },
  tafile: { since: "2.11", times: "many" },
  servername: { since: "3.4", times: "once" },
  connection_reuse: { since: "3.5.4", backport: "3.4.14", times: "last" },
  enable_rpk: { since: "3.9", times: "last" },
  policy_type: { since: "3.10", times: "once" },
  policy_ttl: { since: "3.10", times: "once", external: true },
  policy_domain: { since: "3.10", times: "once", external: true },
  policy_string: { since: "3.10", times: "many", external: true },
  mx_host_pattern: { since: "3.10", times: "many", external: true },
  policy_failure: { since: "3.10", times: "once", external: true },
};

/** src/tls/tls_level.c by the tags of the source; the others came with the tables themselves, in 2.3. */
const LEVEL_SINCE: Partial<Record<Level, string>> = { fingerprint: "2.5", dane: "2.11", "dane-only": "2.11" };

function isKnown({ since, backport }: AttributeFacts, version: PostfixVersion): boolean {
  if (atLeast(version, since)) return true;
  return backport !== undefined && sameBranch(version, backport) && atLeast(version, backport);
}

/** The attributes that `version` takes. */
export function policyAttributes(version: PostfixVersion): readonly string[] {
  return Object.entries(ATTRIBUTES).flatMap(([name, facts]) => (isKnown(facts, version) ? [name] : []));
}

/** `{ name = value }`, whose value may hold blanks and commas. */
const BRACES_SINCE = "3.10";

/**
 * Reads a value as src/smtp/smtp_tls_policy.c `tls_policy_lookup_one` does. Postfix stops at the first problem that
 * defers; all are listed, in its order. Certificate files (`tafile`) are not read.
 */
export function readTlsPolicy(text: string, version: PostfixVersion): TlsPolicy {
  const problems: PolicyProblem[] = [];
  const policy: PolicyDraft = { level: null, usable: true, match: [], tafiles: [], mxHostPatterns: [], problems };
  const add: Reading["add"] = (effect, kind, span, message) => {
    problems.push({ kind, message, span, effect });
    if (effect === "defers") policy.usable = false;
  };
  const [first, ...rest] = split(whole(text), COMMA_SPACE, { braces: atLeast(version, BRACES_SINCE) });
  if (first === undefined) {
    add(
      "defers",
      "empty-policy",
      whole(text).span,
      "The policy is empty: mail for this destination waits. Write a level such as `encrypt`.",
    );
    return policy;
  }
  const level = readLevel(first, version, add);
  if (level === null) return policy;
  policy.level = level;
  if (level === "none") {
    for (const { text: attribute, span } of rest)
      add(
        "ignored",
        "ignored-attribute",
        span,
        `Postfix ignores \`${attribute}\`: the level \`none\` turns TLS off. Remove it, or choose another level.`,
      );
    return policy;
  }
  const seen = new Map<string, Span>();
  for (const token of rest) readToken(token, seen, { policy, level, version, add });
  const external = [...seen].find(([name]) => ATTRIBUTES[name]?.external === true);
  if (external !== undefined && !seen.has("policy_type"))
    add(
      "defers",
      "missing-policy-type",
      external[1],
      `\`${external[0]}\` needs \`policy_type=sts\` beside it: without that, mail for this destination waits.`,
    );
  return policy;
}

function readLevel({ text, span }: Token, version: PostfixVersion, add: Reading["add"]): Level | null {
  const level = levelNamed(text);
  const since = level === null ? undefined : LEVEL_SINCE[level];
  if (level !== null && (since === undefined || atLeast(version, since))) return level;
  const why =
    since === undefined ? "is not a TLS security level" : `is a TLS security level only since Postfix ${since}`;
  const hint = text.includes("=")
    ? "The level comes first, then its attributes."
    : "Write one of none, may, encrypt, fingerprint, dane, dane-only, verify, secure.";
  add("defers", "unknown-level", span, `\`${text}\` ${why}: mail for this destination waits. ${hint}`);
  return null;
}

function readToken(token: Token, seen: Map<string, Span>, reading: Reading): void {
  const { version, add } = reading;
  const braced = token.text.startsWith("{") && atLeast(version, BRACES_SINCE);
  const bare = braced ? unbrace(token) : token;
  const pair = typeof bare === "string" ? bare : nameValue(bare);
  if (typeof pair === "string") {
    add(
      "defers",
      "malformed-attribute",
      token.span,
      `\`${token.text}\` is not \`name=value\` (${pair}): mail for this destination waits. Write no blanks around \`=\`, and \`:\` between the items of a value.`,
    );
    return;
  }
  const name = pair.name.text.toLowerCase();
  const facts = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
  if (facts === undefined || !isKnown(facts, version)) {
    add("defers", ...unknownAttribute(pair.name, facts));
    return;
  }
  // Before anything else, an empty value is complained about, and for these two only.
  const empty = pair.value.text === "" && (name === "ciphers" || name === "match");
  if (empty)
    add(
      "defers",
      "empty-attribute",
      token.span,
      `\`${name}\` has no value: mail for this destination waits. Write one, or remove it.`,
    );
  else if (facts.times === "once" && seen.has(name))
    add(
      "defers",
      "repeated-attribute",
      token.span,
      `\`${name}\` is written twice: mail for this destination waits. Remove one.`,
    );
  else readAttribute(name, pair, reading);
  seen.set(name, token.span);
}

function unknownAttribute({ text, span }: Token, facts: AttributeFacts | undefined): readonly [string, Span, string] {
  if (facts !== undefined)
    return [
      "attribute-too-new",
      span,
      `\`${text}\` needs Postfix ${facts.since}: with an older one, mail for this destination waits. Remove it.`,
    ];
  const similar = closest(text.toLowerCase(), Object.keys(ATTRIBUTES));
  const hint = similar === null ? "Remove it." : `Did you mean \`${similar}\`?`;
  return [
    "unknown-attribute",
    span,
    `Postfix knows no attribute \`${text}\`: mail for this destination waits. ${hint}`,
  ];
}
