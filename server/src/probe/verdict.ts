// What is wrong with a host: the rules of configurations on its posture, and the checks that only a live host can answer.

import { docsUrl, fillMessage, judgeObserved, type ObservedFinding, SEVERITIES } from "../core/api.js";
import type { Interpreted } from "./checking.js";
import type { Check, Observed, Verdict } from "./checks/check.js";
import { observedPosture } from "./observed-posture.js";
import type { CheckReport } from "./report.js";

/** A check and what it came to. */
export interface Judged {
  readonly check: Check;
  readonly verdict: Verdict;
  /** The rules that report the finding in place of the check. */
  readonly rules: readonly string[];
}

export interface Judgement {
  readonly judged: readonly Judged[];
  /** Every finding, the worst first. */
  readonly findings: readonly ObservedFinding[];
}

/** Judges a host by the rules and by the checks; what both see is the rule's finding. */
export function judge(
  observed: Observed,
  interpreted: readonly Interpreted[],
  options: { readonly profile?: string; readonly now: number },
): Judgement {
  const posture = observedPosture(observed);
  const endpoint = posture.endpoints[0]?.id ?? "";
  // What a server offers is known once it has said whether it offers TLS.
  const told = observed.survey !== null || observed.dialogue.starttls !== null;
  const byRules = told ? judgeObserved(posture, options) : [];
  const broken = new Set(byRules.map(({ rule }) => rule));
  const judged = interpreted.map((one) => settle(one, broken));
  const findings = [...byRules, ...judged.flatMap((one) => findingOf(one, endpoint))];
  return {
    judged,
    findings: findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
  };
}

function settle({ check, verdict }: Interpreted, broken: ReadonlySet<string>): Judged {
  if (verdict.verdict !== "by-rule") return { check, verdict, rules: [] };
  const rules = (check.meta.rules ?? []).filter((rule) => broken.has(rule));
  return { check, verdict: rules.length > 0 ? { verdict: "finding", message: null } : verdict.otherwise, rules };
}

function findingOf({ check: { meta }, verdict }: Judged, endpoint: string): readonly ObservedFinding[] {
  if (verdict.verdict !== "finding" || verdict.message === null) return [];
  const { message, data = {}, severity = meta.severity } = verdict;
  const text = fillMessage(meta, { message, data });
  return [{ rule: meta.id, severity, message: text, endpoint, docs: docsUrl(meta.id) }];
}

export function checkReports(judged: readonly Judged[]): readonly CheckReport[] {
  return judged.map(({ check, verdict, rules }) => ({
    id: check.meta.id,
    verdict: verdict.verdict,
    ...("reason" in verdict ? { reason: verdict.reason } : {}),
    ...(rules.length > 0 ? { rules } : {}),
  }));
}
