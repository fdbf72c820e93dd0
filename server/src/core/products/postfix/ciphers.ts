// The cipher string that Postfix hands to OpenSSL, put together from grade lists and exclusions, and what it lets in.

import type { Origin } from "../../posture/fact.js";
import type { Span } from "../../text/span.js";
import { evaluateCipherString, type OpenSslLibrary, tls13Suites } from "../../tls/openssl-cipher-string.js";
import { type CipherSuite, suiteByOpenSsl } from "../../tls/suites.js";
import { weaknesses } from "../../tls/weakness.js";
import type { Model } from "./model.js";
import { atLeast, type PostfixVersion } from "./version.js";

const GRADES = ["high", "medium", "low", "export", "null"] as const;
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
}

/** src/tls/tls_misc.c tls_set_ciphers: an exclusion must be a plain name. */
function exclusionTokens(text: string): { readonly tokens: readonly string[]; readonly valid: boolean } {
  const tokens = text.split(/[,:\s]+/).filter((token) => token !== "");
  return { tokens, valid: tokens.every((token) => !/^[!+\-@]/.test(token)) };
}

/**
 * Exclusions that Postfix adds by itself: the client at `encrypt` adds eNULL; the server adds aNULL when it asks for
 * client certificates (src/smtp/smtp_tls_policy.c set_cipher_grade; src/smtpd/smtpd.c). The levels above `encrypt`
 * add aNULL too.
 */
function automaticExclusions(model: Model, side: "smtp" | "smtpd", required: boolean): readonly string[] {
  if (side === "smtp") {
    if (!required) return [];
    const level = model.get("smtp_tls_security_level")?.value.toLowerCase() ?? "";
    return ["fingerprint", "dane-only", "verify", "secure"].includes(level) ? ["aNULL"] : ["eNULL"];
  }
  const asks = model.bool("smtpd_tls_ask_ccert") === true || (required && model.bool("smtpd_tls_req_ccert") === true);
  return asks ? ["aNULL"] : [];
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

/** Weak suites that the string asks for by name and that only the library keeps out. */
function latentSuites(text: string, library: OpenSslLibrary, here: ReadonlySet<CipherSuite>): readonly CipherSuite[] {
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
export function cipherListSetting(model: Model, side: "smtp" | "smtpd", required: boolean): string {
  const grade = gradeNamed(model.get(gradeSetting(side, required))?.value ?? "medium");
  return gradeList(grade ?? "medium", model.version);
}

function gradeSetting(side: "smtp" | "smtpd", required: boolean): string {
  return required ? `${side}_tls_mandatory_ciphers` : `${side}_tls_ciphers`;
}

/** Postfix sets up neither pre-shared keys nor SRP, and without those OpenSSL never negotiates their suites. */
function isUsable({ kx }: CipherSuite): boolean {
  return !/PSK$|^SRP$/.test(kx);
}

/** Evaluates the cipher settings of one side; `required` chooses the mandatory ones. */
export function cipherPolicy(model: Model, side: "smtp" | "smtpd", required: boolean): CipherPolicy {
  const written = model.get(gradeSetting(side, required));
  const gradeOrigin = written?.origin ?? { kind: "default", setting: gradeSetting(side, required) };
  // A grade that does not exist: no handshake is started at all.
  if (gradeNamed(written?.value ?? "medium") === null) return { suites: [], latent: [], origin: gradeOrigin };
  const list = model.get(cipherListSetting(model, side, required));
  const settings = [`${side}_tls_exclude_ciphers`, ...(required ? [`${side}_tls_mandatory_exclude_ciphers`] : [])];
  const exclusions = settings.map((name) => exclusionTokens(model.get(name)?.value ?? ""));
  const tokens = [
    ...exclusions.flatMap((exclusion) => exclusion.tokens),
    ...automaticExclusions(model, side, required),
  ];
  const text = [list?.value ?? "", ...tokens.map((token) => `!${token}`)].join(":");
  const origin = list?.origin.kind === "explicit" ? list.origin : gradeOrigin;
  const result = evaluateCipherString(text, model.library);
  const here = { ...result, suites: result.suites.filter(isUsable) };
  // Postfix or OpenSSL rejects the string: no handshake succeeds, not even with TLS 1.3.
  if (!here.valid || !exclusions.every((exclusion) => exclusion.valid)) return { suites: [], latent: [], origin };
  const latent = origin.kind === "explicit" ? latentSuites(text, model.library, new Set(here.suites)) : [];
  return { suites: [...tls13Suites(model.library), ...here.suites], latent, origin };
}
