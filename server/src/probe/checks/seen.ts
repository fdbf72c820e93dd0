// What checks ask of a survey and of an attempt's result, in words that all of them share. No check lives here.

import { type CipherSuite, type ProtocolVersion, type Severity, versionNumber } from "../../core/api.js";
import type { AttemptResult } from "../engine/attempts.js";
import { candidates } from "../engine/candidates.js";
import type { Survey } from "../engine/survey.js";
import { serviceOf } from "../observed-posture.js";
import { byRule, type CheckVerdict, inconclusive, type Observed, OK, ok, type Verdict } from "./check.js";

export const NO_TLS = "No TLS handshake came about, so that there was nothing to judge.";
const TOLERATED = "It is there, but where TLS is optional even this is better than plain text.";

/** On public port 25 TLS is optional (RFC 3207): what weakens it there is not worth losing mail over. */
export function isOptional({ target, dialogue }: Observed): boolean {
  return serviceOf(target, dialogue) === "mx";
}

/** A severity for where users log in, another for where mail comes in. */
export function severityFor(observed: Observed, users: Severity, mx: Severity): Severity {
  return isOptional(observed) ? mx : users;
}

/** Judges what a survey shows; without one, or one in which nothing succeeded, there is nothing to judge. */
export function bySurvey({ survey }: Observed, judge: (survey: Survey) => CheckVerdict): CheckVerdict {
  return survey === null || survey.suites.size === 0 ? inconclusive(NO_TLS) : judge(survey);
}

/** Whether a suite of the kind is accepted; that none is can be said only where all were asked for. */
export function bySuites(
  observed: Observed,
  wanted: (suite: CipherSuite, version: ProtocolVersion) => boolean,
  present: CheckVerdict,
): CheckVerdict {
  return bySurvey(observed, ({ suites, gaps }) => {
    if ([...suites].some(([version, all]) => all.some((suite) => wanted(suite, version)))) return present;
    const gap = gaps.find(({ fact }) => fact.startsWith("suites") || fact === "versions");
    return gap === undefined ? OK : inconclusive(gap.reason);
  });
}

/** Weak suites that a rule judges by the role of the host. */
export function bySuiteRule(
  observed: Observed,
  wanted: (suite: CipherSuite, version: ProtocolVersion) => boolean,
): CheckVerdict {
  return bySuites(observed, wanted, byRule(ok(TOLERATED)));
}

/** Judges the certificates by the rules on certificates. */
export function byCertificateRule({ certificates, session }: Observed): CheckVerdict {
  if (certificates.some(({ facts }) => facts !== null)) return byRule();
  if (session !== null && session.chain.length === 0) return ok("The server shows no certificate.");
  return inconclusive("No certificate was seen whose key is of a kind that is judged.");
}

/** Versions before TLS 1.3 that are accepted, the newest first; SSL 2.0 has no handshake in common with them. */
export function classicVersions({ suites }: Survey): readonly ProtocolVersion[] {
  return [...suites.keys()]
    .filter((version) => version !== "TLSv1.3" && version !== "SSLv2")
    .sort((a, b) => versionNumber(b) - versionNumber(a));
}

/** The suites of TLS 1.2 that servers are likely to know, for attempts that cannot wait for the survey. */
export function usualSuites(): readonly CipherSuite[] {
  return candidates("TLSv1.2").likely.flat();
}

type AnswerResult = Extract<AttemptResult, { readonly kind: "answer" }>;
type ConversationResult = Extract<AttemptResult, { readonly kind: "conversation" }>;

/** Judges the answer to a hello; inconclusive where it could not be sent. */
export function byAnswer(result: AttemptResult | undefined, judge: (result: AnswerResult) => Verdict): Verdict {
  if (result === undefined) return inconclusive(NO_TLS);
  if (result.kind !== "answer") return inconclusive(result.kind === "unavailable" ? result.reason : NO_TLS);
  const { answer } = result;
  return answer.kind === "broken" ? inconclusive(answer.reason) : judge(result);
}

/** Judges a conversation; inconclusive where it could not be had. */
export function byConversation(
  result: AttemptResult | undefined,
  judge: (result: ConversationResult) => Verdict,
): Verdict {
  if (result === undefined) return inconclusive(NO_TLS);
  if (result.kind !== "conversation") return inconclusive(result.kind === "unavailable" ? result.reason : NO_TLS);
  return judge(result);
}

/** Whether the server ended the handshake, and not the network or the probe's own deadline. */
export function refusedHandshake({ error, session }: ConversationResult): boolean {
  return session === null && error?.step === "handshake" && ["tls", "closed", "reset"].includes(error.kind);
}
