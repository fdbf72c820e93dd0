// Postfix's protocol lists (smtpd_tls_protocols and its kin): reading, meaning, writing. Which list counts is posture.ts.

import type { Span } from "../../text/span.js";
import { remembering } from "../../tls/remembering.js";
import { compareVersions, PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import { atLeast, type PostfixVersion } from "./version.js";

/** One item of a list; `span` counts in the list's text. */
export interface ProtocolItem {
  readonly text: string;
  readonly span: Span;
  readonly kind: "include" | "exclude" | "floor" | "ceiling";
  /** Null: not a version that this release of Postfix takes here, so that the whole list is invalid. */
  readonly version: ProtocolVersion | "none" | null;
}

export interface ProtocolList {
  readonly items: readonly ProtocolItem[];
  /** False: a server turns TLS off, a client gives up the session. */
  readonly valid: boolean;
  /** What the list permits, oldest first; empty when invalid. */
  readonly permitted: readonly ProtocolVersion[];
}

// src/tls/tls_misc.c, tls_version_table: bounds take wire numbers in base 16 too. SSLv2 is not a bound.
const BOUND_NUMBERS = new Map<number, ProtocolVersion | "none">([
  [0, "none"],
  [0x300, "SSLv3"],
  [0x301, "TLSv1"],
  [0x302, "TLSv1.1"],
  [0x303, "TLSv1.2"],
  [0x304, "TLSv1.3"],
]);

/** `TLSv1.3` became a known name in these releases (RELEASE_NOTES-3.4 and the patch releases of that time). */
const TLS13_NAME_SINCE: Readonly<Record<string, string>> = {
  "3.0": "3.0.14",
  "3.1": "3.1.10",
  "3.2": "3.2.7",
  "3.3": "3.3.2",
};

/** Bounds (`>=TLSv1.2`) exist since this release (postconf(5), smtpd_tls_protocols). */
export const BOUNDS_SINCE = "3.6";

function knowsTls13(version: PostfixVersion): boolean {
  return atLeast(version, TLS13_NAME_SINCE[`${version.major}.${version.minor}`] ?? "3.4");
}

/** Looks up a version's name as Postfix does: exact, but for case. */
export function protocolNamed(name: string, postfix: PostfixVersion): ProtocolVersion | null {
  const found = PROTOCOL_VERSIONS.find((version) => version.toLowerCase() === name.toLowerCase());
  return found === undefined || (found === "TLSv1.3" && !knowsTls13(postfix)) ? null : found;
}

function readBound(text: string, postfix: PostfixVersion): ProtocolVersion | "none" | null {
  if (!atLeast(postfix, BOUNDS_SINCE)) return null;
  if (text.toLowerCase() === "none") return "none";
  const named = protocolNamed(text, postfix);
  if (named !== null) return named === "SSLv2" ? null : named;
  // An empty number reads as 0: that is why ">= TLSv1.2" sets no bound at all.
  if (!/^(0x)?[0-9a-f]*$/i.test(text)) return null;
  return BOUND_NUMBERS.get(Number.parseInt(text.replace(/^0x/i, "") || "0", 16)) ?? null;
}

function readItem(text: string, start: number, postfix: PostfixVersion): ProtocolItem {
  const span = { start, end: start + text.length };
  if (text.startsWith(">=")) return { text, span, kind: "floor", version: readBound(text.slice(2), postfix) };
  if (text.startsWith("<=")) return { text, span, kind: "ceiling", version: readBound(text.slice(2), postfix) };
  if (text.startsWith("!")) return { text, span, kind: "exclude", version: protocolNamed(text.slice(1), postfix) };
  return { text, span, kind: "include", version: protocolNamed(text, postfix) };
}

/**
 * Reads a protocol list as src/tls/tls_misc.c `tls_proto_mask_lims` does (before 3.6 `tls_protocol_mask`):
 * items part at comma, colon and blanks; the last bound of a kind counts; any inclusion excludes every other
 * known version.
 */
export function readProtocolList(text: string, postfix: PostfixVersion): ProtocolList {
  return recent(`${postfix.text} ${text}`, () => readAnew(text, postfix));
}

const recent = remembering<ProtocolList>();

function readAnew(text: string, postfix: PostfixVersion): ProtocolList {
  const items = Array.from(text.matchAll(/[^,: \t\r\n]+/g), (match) => readItem(match[0], match.index, postfix));
  if (items.some((item) => item.version === null)) return { items, valid: false, permitted: [] };
  const named = (kind: ProtocolItem["kind"]) =>
    items.filter((item) => item.kind === kind).map((item) => item.version as ProtocolVersion | "none");
  const included = named("include");
  const excluded = named("exclude");
  const floor = named("floor").at(-1) ?? "none";
  const ceiling = named("ceiling").at(-1) ?? "none";
  const permitted = PROTOCOL_VERSIONS.filter(
    (version) =>
      !excluded.includes(version) &&
      // A release that does not know a version cannot exclude it either.
      (included.length === 0 || included.includes(version) || protocolNamed(version, postfix) === null) &&
      (floor === "none" || compareVersions(version, floor) >= 0) &&
      (ceiling === "none" || compareVersions(version, ceiling) <= 0),
  );
  return { items, valid: true, permitted };
}

/**
 * The list that permits `lowest` and everything newer, in the form that the release understands. No list is written
 * that permits SSL: SSLv2 cannot even be said as a bound.
 */
export function listFrom(lowest: ProtocolVersion, postfix: PostfixVersion): string {
  const floor = compareVersions(lowest, "TLSv1") < 0 ? "TLSv1" : lowest;
  if (atLeast(postfix, BOUNDS_SINCE)) return `>=${floor}`;
  return PROTOCOL_VERSIONS.filter((version) => compareVersions(version, floor) < 0)
    .map((version) => `!${version}`)
    .join(", ");
}
