// What each attribute of a TLS policy means (src/smtp/smtp_tls_policy.c), and the shape of what was read. Levels and names are tls-policy.ts.

import type { Token } from "../../dialects/postfix-lines.js";
import type { Span } from "../../text/span.js";
import { type Grade, gradeNamed } from "./ciphers.js";
import { isHostName } from "./host-name.js";
import type { Level } from "./levels.js";
import { type ProtocolList, readProtocolList } from "./protocol-list.js";
import { COMMA_SPACE, type NameValue, split } from "./tokens.js";
import type { PostfixVersion } from "./version.js";

/** Something wrong with a value, and what Postfix does about it; `span` counts in the value. */
export interface PolicyProblem {
  readonly kind: string;
  readonly message: string;
  readonly span: Span;
  /**
   * - `defers`: mail for the destination waits ("client TLS configuration problem").
   * - `no-tls`: no TLS handshake is begun. At `may` mail waits for minimal_backoff_time and then goes in plain text (without a
   *   password), at other levels it waits until it bounces.
   * - `ignored`: Postfix logs a warning and goes on without it.
   */
  readonly effect: "defers" | "no-tls" | "ignored";
}

/** What a value of smtp_tls_policy_maps says. A part that is not written leaves its main.cf setting in force. */
export interface TlsPolicy {
  /** Null: not a level of this release. */
  readonly level: Level | null;
  /** False: some problem defers mail, and nothing else that the value says counts. */
  readonly usable: boolean;
  readonly protocols?: { readonly token: Token; readonly list: ProtocolList };
  readonly ciphers?: { readonly token: Token; readonly grade: Grade | null };
  /** Takes the place of smtp_tls_exclude_ciphers and smtp_tls_mandatory_exclude_ciphers, even when empty. */
  readonly exclude?: { readonly token: Token; readonly names: readonly string[] };
  readonly servername?: Token;
  readonly connectionReuse?: boolean;
  readonly enableRpk?: boolean;
  /** `sts` for policies of an MTA-STS plugin. */
  readonly policyType?: string;
  /** Names of certificates, or fingerprints at that level; empty when not written. */
  readonly match: readonly Token[];
  readonly tafiles: readonly Token[];
  readonly mxHostPatterns: readonly Token[];
  readonly problems: readonly PolicyProblem[];
}

/** src/tls/tlsrpt_wrapper.c; matched without regard to case. */
const POLICY_TYPES = ["sts", "no-policy-found"];
const POLICY_FAILURES = ["sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid", "validation-failure"];

/** Bytes of the digests that smtp_tls_fingerprint_digest can name: MD5, SHA-1, and SHA-2 or SHA-3. */
const DIGEST_LENGTHS = [16, 20, 28, 32, 48, 64];

/** The largest int: src/smtp/smtp_tls_policy.c compares a long with the int that it became. */
const LARGEST_TTL = 2 ** 31 - 1;

/** A policy while it is being read. */
export type PolicyDraft = {
  -readonly [K in keyof TlsPolicy]: TlsPolicy[K] extends readonly (infer T)[] ? T[] : TlsPolicy[K];
};

/** Where attributes are read to, and how to complain. */
export interface Reading {
  readonly policy: PolicyDraft;
  readonly level: Level;
  readonly version: PostfixVersion;
  readonly add: (effect: PolicyProblem["effect"], kind: string, span: Span, message: string) => void;
}

/** Reads the value of a known attribute into the policy, with what is wrong with it. */
export function readAttribute(name: string, { value, name: nameToken }: NameValue, reading: Reading): void {
  const { policy, level, version, add } = reading;
  const { text, span } = value;
  const place = { start: nameToken.span.start, end: span.end };
  const invalid = (what: string): void => {
    add("defers", "invalid-value", place, `\`${name}=${text}\`: ${what} Mail for this destination waits.`);
  };
  switch (name) {
    case "ciphers": {
      const grade = gradeNamed(text);
      policy.ciphers = { token: value, grade };
      if (grade === null)
        add(
          "no-tls",
          "unknown-grade",
          span,
          `\`${text}\` is not a cipher grade: ${withoutTls(level)} Write \`medium\` or \`high\`.`,
        );
      return;
    }
    case "protocols": {
      const list = readProtocolList(text, version);
      policy.protocols = { token: value, list };
      if (!list.valid)
        add(
          "no-tls",
          "invalid-protocols",
          place,
          `Postfix ${version.text} cannot read the protocol list \`${text}\`: ${withoutTls(level)} Write it as in \`smtp_tls_protocols\`, but with \`:\` between its items.`,
        );
      return;
    }
    case "exclude": {
      const names = split(value, `${COMMA_SPACE}:`).map((item) => item.text);
      policy.exclude = { token: value, names };
      const bad = names.find((item) => /^[!+\-@]/.test(item));
      if (bad !== undefined)
        add(
          "no-tls",
          "invalid-exclusion",
          span,
          `An exclusion must be a plain name, not \`${bad}\`: ${withoutTls(level)}`,
        );
      return;
    }
    case "match":
      readMatch(value, place, reading);
      return;
    case "tafile":
      if (level !== "verify" && level !== "secure") wrongLevel("tafile", place, reading, "`verify` and `secure`");
      else if (text === "")
        add(
          "defers",
          "empty-attribute",
          place,
          "`tafile` has no value: mail for this destination waits. Write one, or remove it.",
        );
      else policy.tafiles.push(value);
      return;
    case "servername":
      if (isHostName(text)) policy.servername = value;
      else invalid("that is not a host name.");
      return;
    case "connection_reuse":
    case "enable_rpk": {
      const on = text.toLowerCase();
      if (on !== "yes" && on !== "no") invalid("it must be `yes` or `no`.");
      else if (name === "enable_rpk") policy.enableRpk = on === "yes";
      else policy.connectionReuse = on === "yes";
      return;
    }
    case "policy_ttl":
      if (!/^\d+$/.test(text) || Number(text) > LARGEST_TTL) invalid("it must be a number of seconds.");
      return;
    case "policy_type":
      if (POLICY_TYPES.includes(text.toLowerCase())) policy.policyType = text.toLowerCase();
      else invalid(`it must be one of ${POLICY_TYPES.join(", ")}.`);
      return;
    case "policy_domain":
      if (!isHostName(text)) invalid("that is not a domain name.");
      return;
    case "policy_failure":
      if (!POLICY_FAILURES.includes(text.toLowerCase())) invalid(`it must be one of ${POLICY_FAILURES.join(", ")}.`);
      return;
    case "mx_host_pattern":
      policy.mxHostPatterns.push(value);
  }
}

function readMatch(value: Token, place: Span, reading: Reading): void {
  const { level, policy, add } = reading;
  if (level !== "fingerprint" && level !== "verify" && level !== "secure") {
    wrongLevel("match", place, reading, "`fingerprint`, `verify` and `secure`");
    return;
  }
  const items = split(value, level === "fingerprint" ? "|" : ":");
  policy.match.push(...items);
  if (level !== "fingerprint") return;
  for (const { text, span } of items) {
    const hex = /^(?:[0-9a-f]{2}:?)*[0-9a-f]{2}$/i.test(text);
    const fits = DIGEST_LENGTHS.includes(text.replaceAll(":", "").length / 2);
    if (!hex)
      add(
        "ignored",
        "malformed-fingerprint",
        span,
        `\`${text}\` is not a fingerprint, and Postfix passes over it. Write pairs of hexadecimal digits, and \`|\` between fingerprints.`,
      );
    else if (!fits)
      add(
        "ignored",
        "fingerprint-length",
        span,
        `\`${text}\` has not the length of any digest, so that no certificate matches it. Copy the whole fingerprint.`,
      );
  }
}

function wrongLevel(name: string, span: Span, { level, add }: Reading, levels: string): void {
  add(
    "defers",
    "wrong-level",
    span,
    `\`${name}\` is an error at level \`${level}\`: mail for this destination waits. It belongs to ${levels}.`,
  );
}

/** What follows when no handshake can be begun (src/smtp/smtp_proto.c, PLAINTEXT_FALLBACK_OK_AFTER_STARTTLS_FAILURE). */
function withoutTls(level: Level): string {
  return level === "may"
    ? "there is no TLS, and mail goes in plain text after its first delay."
    : "there is no TLS, and mail for this destination waits.";
}
