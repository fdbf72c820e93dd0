// The contract of a check: one file with what it means, what to try, and how to read what came of it. No check lives here.

import type { Reference, Severity } from "../../core/api.js";
import type { Attempt, AttemptResult } from "../engine/attempts.js";
import type { Survey } from "../engine/survey.js";
import type { DialogueFacts } from "../dialogues/dialogue.js";
import type { Snapshot } from "../history.js";
import type { Target } from "../target.js";
import type { SentCertificate, TlsSession } from "../transport.js";

export interface CheckMeta {
  /** Names the problem, kebab-case, as the ids of rules do; no rule has the same. */
  readonly id: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** The severity of most findings; a single one may differ. */
  readonly severity: Severity;
  readonly docs: {
    /** Why it matters, in plain words; Markdown. */
    readonly why: string;
    /** What to do; Markdown. */
    readonly remedy: string;
    readonly references: readonly [Reference, ...Reference[]];
  };
  /** Message templates: what is wrong, why here, what to do. `{name}` is filled from the verdict's data. */
  readonly messages: Readonly<Record<string, string>>;
}

/** Everything that is known of the host when checks are judged. */
export interface Observed {
  readonly target: Target;
  readonly dialogue: DialogueFacts;
  /** Of the conversation with the platform's TLS library; null where that did not get so far. */
  readonly session: TlsSession | null;
  /** Null where TLS could not begin: then nothing was tried. */
  readonly survey: Survey | null;
  /** The last probe of the same target; null where none is remembered. */
  readonly previous: Snapshot | null;
  /** Every certificate that the host showed, by whatever version. */
  readonly certificates: readonly SentCertificate[];
}

/** `inconclusive`: it could not be found out, for the reason given; that is never taken for "ok". */
export type CheckVerdict =
  | { readonly verdict: "ok" }
  | {
      readonly verdict: "finding";
      /** A key of `meta.messages`. */
      readonly message: string;
      readonly data?: Readonly<Record<string, string>>;
      readonly severity?: Severity;
    }
  | { readonly verdict: "inconclusive"; readonly reason: string };

export interface Check {
  readonly meta: CheckMeta;
  /** What to try, each in one connection; nothing where the survey has shown it already, or it cannot be the case. */
  plan?(observed: Observed): readonly Attempt[];
  /** `results` are those of the attempts of `plan`, in their order; none where `observed.survey` is null. */
  interpret(observed: Observed, results: readonly AttemptResult[]): CheckVerdict;
}

export function defineCheck(check: Check): Check {
  return check;
}

export const OK: CheckVerdict = { verdict: "ok" };

export function inconclusive(reason: string): CheckVerdict {
  return { verdict: "inconclusive", reason };
}
