// The contract of a check: one file with what it means, what to try, and how to read what came of it. No check lives here.

import type { Reference, Severity } from "../../core/api.js";
import type { DialogueFacts } from "../dialogues/dialogue.js";
import type { Attempt, AttemptResult } from "../engine/attempts.js";
import type { Survey } from "../engine/survey.js";
import type { Snapshot } from "../history.js";
import type { Target } from "../target.js";
import type { SentCertificate, TlsSession, TrustReport } from "../transport.js";

export interface CheckMeta {
  /** Names the problem, kebab-case, as the ids of rules do; no rule has the same. */
  readonly id: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** The severity of most findings; a single one may differ. */
  readonly severity: Severity;
  /**
   * Ids of the rules that judge the same fact, configured or observed. Theirs is the finding: the check adds none of its own
   * where one of them has spoken, and is `ok` with `byRule` where none has.
   */
  readonly rules?: readonly string[];
  readonly docs: {
    /** Why it matters, in plain words; Markdown. */
    readonly why: string;
    /** What is asked of the host, and why that harms nobody; Markdown. */
    readonly tried: string;
    /** Which answer means what; Markdown. */
    readonly seen: string;
    /** What to do; Markdown. */
    readonly remedy: string;
    readonly references: readonly [Reference, ...Reference[]];
  };
  /** Message templates: what is wrong, why here, what to do. `{name}` is filled from the verdict's data. */
  readonly messages: Readonly<Record<string, string>>;
}

/** A certificate that the host showed, and whether it is trusted; null where no whole handshake used it. */
export interface ShownCertificate extends SentCertificate {
  readonly trust: TrustReport | null;
}

/** Everything that is known of the host when checks are judged. */
export interface Observed {
  readonly target: Target;
  /** The name that was asked for; null where there is only an address. */
  readonly serverName: string | null;
  readonly dialogue: DialogueFacts;
  /** Of the conversation with the platform's TLS library; null where that did not get so far. */
  readonly session: TlsSession | null;
  /** Null where TLS could not begin: then nothing was tried. */
  readonly survey: Survey | null;
  /** The last probe of the same target; null where none is remembered. */
  readonly previous: Snapshot | null;
  /** Every certificate that the host showed, by whatever version. */
  readonly certificates: readonly ShownCertificate[];
}

/** What a check comes to. */
export type Verdict =
  /** `reason`: why something that was seen is no problem here. */
  | { readonly verdict: "ok"; readonly reason?: string }
  | {
      readonly verdict: "finding";
      /** A key of `meta.messages`; null where the finding is that of a rule. */
      readonly message: string | null;
      readonly data?: Readonly<Record<string, string>>;
      readonly severity?: Severity;
    }
  /** It could not be found out, for the reason given; that is never taken for "ok". */
  | { readonly verdict: "inconclusive"; readonly reason: string };

/** `by-rule`: a finding where one of the rules of `meta.rules` has one on this host, else `otherwise`. */
export type CheckVerdict = Verdict | { readonly verdict: "by-rule"; readonly otherwise: Verdict };

export interface Check {
  readonly meta: CheckMeta;
  /** What to try without knowing anything, each in one connection, at the same time as the survey. */
  begin?(target: Target): readonly Attempt[];
  /** What to try with knowledge of the survey, each in one connection. `begun`: what came of the attempts of `begin`. */
  plan?(survey: Survey, begun: readonly AttemptResult[]): readonly Attempt[];
  /** `results`: of the attempts of `begin`, then of those of `plan`, in their order; none where `observed.survey` is null. */
  interpret(observed: Observed, results: readonly AttemptResult[]): CheckVerdict;
}

export function defineCheck(check: Check): Check {
  return check;
}

export const OK: Verdict = { verdict: "ok" };

export function ok(reason: string): Verdict {
  return { verdict: "ok", reason };
}

export function inconclusive(reason: string): Verdict {
  return { verdict: "inconclusive", reason };
}

export function finding(
  message: string,
  more: { readonly data?: Readonly<Record<string, string>>; readonly severity?: Severity } = {},
): Verdict {
  return { verdict: "finding", message, ...more };
}

export function byRule(otherwise: Verdict = OK): CheckVerdict {
  return { verdict: "by-rule", otherwise };
}

/** A reference to an entry of the list of known vulnerabilities. */
export function cve(id: string): Reference {
  return { title: id, url: `https://www.cve.org/CVERecord?id=${id}` };
}
