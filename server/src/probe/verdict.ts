// What is wrong with a host: the rules of configurations on its posture, and the checks that only a live host can answer.

import { docsUrl, fillMessage, judgeObserved, type ObservedFinding, SEVERITIES } from "../core/api.js";
import type { Check, CheckVerdict, Observed } from "./checks/check.js";
import { observedPosture } from "./observed-posture.js";
import type { CheckReport } from "./report.js";

/** A check and what it came to. */
export interface Judged {
  readonly check: Check;
  readonly verdict: CheckVerdict;
}

/** Every finding, the worst first. */
export function findings(
  observed: Observed,
  judged: readonly Judged[],
  options: { readonly profile?: string; readonly now: number },
): readonly ObservedFinding[] {
  const posture = observedPosture(observed);
  const endpoint = posture.endpoints[0]?.id ?? "";
  const all = [
    ...judgeObserved(posture, options),
    ...judged.flatMap(({ check: { meta }, verdict }) =>
      verdict.verdict !== "finding"
        ? []
        : [
            {
              rule: meta.id,
              severity: verdict.severity ?? meta.severity,
              message: fillMessage(meta, verdict),
              endpoint,
              docs: docsUrl(meta.id),
            },
          ],
    ),
  ];
  return all.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

export function checkReports(judged: readonly Judged[]): readonly CheckReport[] {
  return judged.map(({ check, verdict }) => ({
    id: check.meta.id,
    verdict: verdict.verdict,
    ...(verdict.verdict === "inconclusive" ? { reason: verdict.reason } : {}),
  }));
}
