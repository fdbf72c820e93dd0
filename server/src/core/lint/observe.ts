// Judges what was seen on the wire by the rules that judge configurations. There are no files, so no places and no fixes.

import { profileById } from "../policy/profiles.js";
import type { Posture } from "../posture/posture.js";
import { POSTURE_RULES } from "../rules/registry.generated.js";
import type { Severity } from "../rules/rule.js";
import { docsUrl } from "./docs-url.js";
import { fillMessage } from "./message.js";

/** One verdict on an endpoint of a live host. */
export interface ObservedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly endpoint: string;
  /** Page that explains the rule. */
  readonly docs: string;
}

/**
 * Every finding about the endpoints of a host. `profile` is the policy to judge by as well, if any; `now` milliseconds since
 * 1970-01-01 UTC, for the dates of certificates.
 */
export function judgeObserved(
  posture: Posture,
  { profile, now }: { readonly profile?: string; readonly now: number },
): readonly ObservedFinding[] {
  const context = { posture, profile: profileById(profile ?? "") ?? null, now };
  const found = posture.endpoints.flatMap((endpoint) =>
    POSTURE_RULES.flatMap((rule) =>
      [...rule.check(endpoint, context)].map((report) => ({
        rule: rule.meta.id,
        severity: report.severity ?? rule.meta.severity,
        message: fillMessage(rule.meta, report),
        endpoint: endpoint.id,
        docs: docsUrl(rule.meta.id),
      })),
    ),
  );
  // A rule may say the same of several facts: here they have no places that would tell them apart.
  return found.filter(
    ({ rule, message }, index) =>
      found.findIndex((other) => other.rule === rule && other.message === message) === index,
  );
}
