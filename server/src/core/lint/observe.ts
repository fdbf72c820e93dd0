// Judges what was seen on the wire by the rules that judge configurations. There are no files, so no places and no fixes.

import { profileById } from "../policy/profiles.js";
import type { Posture } from "../posture/posture.js";
import { POSTURE_RULES } from "../rules/registry.generated.js";
import { SEVERITIES, type Severity } from "../rules/rule.js";
import { docsUrl } from "./docs-url.js";
import { fillMessage } from "./message.js";

/** One rule's verdict on an endpoint of a live host. */
export interface ObservedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly endpoint: string;
  /** Page that explains the rule. */
  readonly docs: string;
}

/** Every finding about the endpoints of a host, the worst first; `profile` is the policy to judge by as well, if any. */
export function judgeObserved(posture: Posture, profile?: string): readonly ObservedFinding[] {
  const policy = profileById(profile ?? "") ?? null;
  const found = posture.endpoints.flatMap((endpoint) =>
    POSTURE_RULES.flatMap(({ meta, check }) =>
      [...check(endpoint, posture, policy)].map((report) => ({
        rule: meta.id,
        severity: report.severity ?? meta.severity,
        message: fillMessage(meta, report),
        endpoint: endpoint.id,
        docs: docsUrl(meta.id),
      })),
    ),
  );
  return found.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
