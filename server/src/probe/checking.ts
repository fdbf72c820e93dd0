// Runs the checks beside the survey: what needs no knowledge begins at once. What they try and mean is in checks/.

import type { Check, CheckVerdict, Observed } from "./checks/check.js";
import { CHECKS } from "./checks/registry.generated.js";
import { attempt, type AttemptResult, type Tools } from "./engine/attempts.js";
import type { Survey } from "./engine/survey.js";

/** A check with what came of its attempts so far. */
export interface Tried {
  readonly check: Check;
  readonly results: readonly AttemptResult[];
}

/** A check and what it says; its rules have not been asked yet. */
export interface Interpreted {
  readonly check: Check;
  readonly verdict: CheckVerdict;
}

/** Tries what can be tried without knowing anything of the host but that it speaks TLS. */
export function beginChecks(tools: Tools): readonly Promise<Tried>[] {
  return CHECKS.map(async (check) => {
    const wanted = check.begin?.(tools.target) ?? [];
    return { check, results: await Promise.all(wanted.map((one) => attempt(one, tools))) };
  });
}

/** Tries the rest, now that it is known what the host accepts. */
export function finishChecks(
  begun: readonly Promise<Tried>[],
  survey: Survey,
  tools: Tools,
): Promise<readonly Tried[]> {
  return Promise.all(
    begun.map(async (one) => {
      const { check, results } = await one;
      const wanted = check.plan?.(survey, results) ?? [];
      return { check, results: [...results, ...(await Promise.all(wanted.map((next) => attempt(next, tools))))] };
    }),
  );
}

/** What each check makes of it; without attempts where TLS could not begin. */
export function interpretChecks(
  observed: Observed,
  tried: readonly Tried[] = CHECKS.map((check) => ({ check, results: [] })),
): readonly Interpreted[] {
  return tried.map(({ check, results }) => ({ check, verdict: check.interpret(observed, results) }));
}
