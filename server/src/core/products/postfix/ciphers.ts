// The cipher string that Postfix hands to OpenSSL, put together from grade lists and exclusions, and what it lets in.

import type { Origin } from "../../posture/fact.js";
import type { Span } from "../../text/span.js";
import { evaluateCipherString, type OpenSslLibrary, tls13Suites } from "../../tls/openssl-cipher-string.js";
import { remembering } from "../../tls/remembering.js";
import { type CipherSuite, suiteByOpenSsl } from "../../tls/suites.js";
import { weaknesses } from "../../tls/weakness.js";
import type { Level } from "./levels.js";
import type { Scope } from "./scope.js";
import { exclusionSettings, gradeSetting, type Side } from "./side.js";
import { atLeast, type PostfixVersion } from "./version.js";

export const GRADES = ["high", "medium", "low", "export", "null"] as const;
export type Grade = (typeof GRADES)[number];

/** Cipher grades are matched without regard to case (src/tls/tls_misc.c, tls_cipher_grade_table). */
export function gradeNamed(text: string): Grade | null {
  return GRADES.find((grade) => grade === text.toLowerCase()) ?? null;
}

/** The parameter that holds a grade's list; since 3.8 `low` and `export` mean medium (RELEASE_NOTES-3.8). */
function gradeList(grade: Grade, version: PostfixVersion): string {
  const effective = atLeast(version, "3.8") && (grade === "low" || grade === "export") ? "medium" : grade;
  return `tls_${effective}_cipherlist`;
}

/** What an endpoint's cipher settings come to. */
export interface CipherPolicy {
  /** TLS 1.3 first, then the string's order. */
  readonly suites: readonly CipherSuite[];
  /** Suites that the string lets in only where another library, or a build with weak ciphers, still has them. */
  readonly latent: readonly CipherSuite[];
  /** The setting to blame for what is let in. */
  readonly origin: Origin;
  /** Of an `@SECLEVEL=n` in the list; Postfix itself starts with 0. */
  readonly securityLevel?: number;
  /** Why every handshake fails. */
  readonly invalid?: string;
}

/** src/tls/tls_misc.c tls_set_ciphers: an exclusion must be a plain name. */
function exclusionTokens(text: string): { readonly tokens: readonly string[]; readonly valid: boolean } {
  const tokens = text.split(/[,:\s]+/).filter((token) => token !== "");
  return { tokens, valid: tokens.every((token) => !/^[!+\-@]/.test(token)) };
}

/** What a policy table says of a destination, in place of main.cf. */
export interface CipherOverride {
  readonly level?: Level;
  readonly grade?: { readonly text: string; readonly origin: Origin };
  /** Takes the place of both parameters that exclude suites. */
  readonly exclude?: readonly string[];
}

/** Whether a server asks for client certificates; to require them counts only where TLS is demanded (src/smtpd/smtpd.c). */
export function asksForCertificates(scope: Scope, side: "smtpd" | "tlsproxy", required: boolean): boolean {
  if (scope.bool(`${side}_tls_ask_ccert`) === true) return true;
  return required && scope.bool(`${side}_tls_req_ccert`) === true;
}

/**
 * Exclusions that Postfix adds by itself: the client at `encrypt` adds eNULL; the server adds aNULL when it asks for
 * client certificates (src/smtp/smtp_tls_policy.c set_cipher_grade; src/smtpd/smtpd.c). The levels above `encrypt`
 * add aNULL too.
 */
function automaticExclusions(scope: Scope, side: Side, required: boolean, level?: Level): readonly string[] {
  if (side === "smtpd" || side === "tlsproxy") return asksForCertificates(scope, side, required) ? ["aNULL"] : [];
  if (!required) return [];
  const own = level ?? scope.get(`${side}_tls_security_level`)?.value.toLowerCase() ?? "";
  return ["fingerprint", "dane", "dane-only", "verify", "secure"].includes(own) ? ["aNULL"] : ["eNULL"];
}

/** An element of a cipher string that lets in weak suites and nothing else, in any library that could be underneath. */
interface WeakElement {
  readonly span: Span;
  readonly suites: readonly CipherSuite[];
}

/** What a broad name such as HIGH or ALL meant in an older library is not held against anybody: those are left out. */
function weakElements(text: string, library: OpenSslLibrary): readonly WeakElement[] {
  const added = new Map<number, { span: Span; suites: CipherSuite[] }>();
  for (const other of ["openssl-1.0.2", library] as const) {
    for (const { operator, matched, span } of evaluateCipherString(text, other, { weakBuild: true }).elements) {
      if (operator !== "") continue;
      const suites = matched.flatMap((name) => suiteByOpenSsl(name) ?? []);
      added.set(span.start, { span, suites: [...(added.get(span.start)?.suites ?? []), ...suites] });
    }
  }
  return [...added.values()].filter(
    ({ suites }) => suites.length > 0 && suites.every((suite) => weaknesses(suite).length > 0),
  );
}

const recentLatent = remembering<readonly CipherSuite[]>();

/** Weak suites that the string asks for by name and that only the library keeps out. */
function latentSuites(text: string, library: OpenSslLibrary): readonly CipherSuite[] {
  return recentLatent(`${library} ${text}`, () => latentAnew(text, library));
}

function latentAnew(text: string, library: OpenSslLibrary): readonly CipherSuite[] {
  const here = new Set(evaluateCipherString(text, library).suites.filter(isUsable));
  const asked = new Set(weakElements(text, library).flatMap(({ suites }) => suites));
  if (asked.size === 0) return [];
  const reachable = (["openssl-1.0.2", library] as const).flatMap(
    (other) => evaluateCipherString(text, other, { weakBuild: true }).suites,
  );
  return [...new Set(reachable)].filter((suite) => asked.has(suite) && !here.has(suite));
}

/** A cipher string without the elements that let in nothing but weak suites; null when that changes nothing or leaves nothing. */
export function withoutWeakElements(text: string, library: OpenSslLibrary): string | null {
  const weak = weakElements(text, library);
  let kept = text;
  for (const { span } of [...weak].sort((a, b) => b.span.start - a.span.start)) {
    const after = kept.slice(span.end).replace(/^[:, ;]+/, "");
    const before = kept.slice(0, span.start);
    kept = after === "" ? before.replace(/[:, ;]+$/, "") : before + after;
  }
  return weak.length > 0 && evaluateCipherString(kept, library).suites.length > 0 ? kept : null;
}

/** The parameter with the cipher list that counts for one side; its grade must exist. */
export function cipherListSetting(scope: Scope, side: Side, required: boolean): string {
  const grade = gradeNamed(scope.get(gradeSetting(side, required))?.value ?? "medium");
  return gradeList(grade ?? "medium", scope.version);
}

/** Postfix sets up neither pre-shared keys nor SRP, and without those OpenSSL never negotiates their suites. */
function isUsable({ kx }: CipherSuite): boolean {
  return !/PSK$|^SRP$/.test(kx);
}

const NO_SUITES: readonly CipherSuite[] = [];

interface Usable {
  readonly valid: boolean;
  /** TLS 1.3 first, then the string's order. */
  readonly usable: readonly CipherSuite[];
  readonly securityLevel: number | null;
}

const recentUsable = remembering<Usable>();

/** What a whole string lets in. */
function usableSuites(text: string, library: OpenSslLibrary): Usable {
  return recentUsable(`${library} ${text}`, () => {
    const { valid, suites, securityLevel } = evaluateCipherString(text, library);
    return { valid, usable: [...tls13Suites(library), ...suites.filter(isUsable)], securityLevel };
  });
}

function writtenExclusions(
  scope: Scope,
  side: Side,
  required: boolean,
  override: CipherOverride = {},
): readonly ReturnType<typeof exclusionTokens>[] {
  const texts = override.exclude ?? exclusionSettings(side, required).map((name) => scope.get(name)?.value ?? "");
  return texts.map(exclusionTokens);
}

function stringOf(list: string, written: ReturnType<typeof writtenExclusions>, automatic: readonly string[]): string {
  const tokens = [...written.flatMap((exclusion) => exclusion.tokens), ...automatic];
  return [list, ...tokens.map((token) => `!${token}`)].join(":");
}

/** Evaluates the cipher settings of one side; `required` chooses the mandatory ones. */
export function cipherPolicy(scope: Scope, side: Side, required: boolean, override: CipherOverride = {}): CipherPolicy {
  const written = scope.get(gradeSetting(side, required));
  const gradeOrigin = override.grade?.origin ??
    written?.origin ?? { kind: "default", setting: gradeSetting(side, required) };
  const grade = gradeNamed(override.grade?.text ?? written?.value ?? "medium");
  // A grade that does not exist: no handshake is started at all.
  if (grade === null)
    return { suites: [], latent: [], origin: gradeOrigin, invalid: "its cipher grade does not exist" };
  const list = scope.get(gradeList(grade, scope.version));
  const exclusions = writtenExclusions(scope, side, required, override);
  const text = stringOf(list?.value ?? "", exclusions, automaticExclusions(scope, side, required, override.level));
  const origin = list?.origin.kind === "explicit" ? list.origin : gradeOrigin;
  const { valid, usable, securityLevel } = usableSuites(text, scope.library);
  // Postfix or OpenSSL rejects the string: no handshake succeeds, not even with TLS 1.3.
  if (list?.value === "" || !valid || !exclusions.every((exclusion) => exclusion.valid)) {
    return { suites: [], latent: [], origin, invalid: "its cipher list is refused" };
  }
  const latent = origin.kind === "explicit" ? latentSuites(text, scope.library) : NO_SUITES;
  return { suites: usable, latent, origin, ...(securityLevel === null ? {} : { securityLevel }) };
}
