// Puts what a probe found into the shape of the report. What was found, and what it means, is decided elsewhere.

import { chainState } from "../core/api.js";
import type { Interpreted } from "./checking.js";
import type { Observed, ShownCertificate } from "./checks/check.js";
import type { DialogueFacts } from "./dialogues/dialogue.js";
import { clearTextLogins, offersLogin } from "./dialogues/login.js";
import { type Features, Sightings } from "./engine/sightings.js";
import { gaps } from "./inconclusive.js";
import type { ProbeError } from "./probe-error.js";
import type { ProbeReport } from "./report.js";
import type { Target } from "./target.js";
import type { TlsSession } from "./transport.js";
import { checkReports, judge, type Judged } from "./verdict.js";

interface Base {
  readonly target: Pick<Target, "text" | "protocol" | "transport">;
  readonly now: number;
  /** Milliseconds since the probe began. */
  elapsed(): number;
}

/** What is known of a probe; what is absent did not happen. */
interface Finished extends Base {
  readonly error: ProbeError | null;
  readonly connections: number;
  readonly address?: string;
  readonly observed?: Observed;
  readonly interpreted?: readonly Interpreted[];
  readonly profile?: string | undefined;
}

/** A probe that did not get as far as a connection. */
export function failedReport(base: Base, error: ProbeError): ProbeReport {
  return report({ ...base, error, connections: 0 });
}

/** The report on a target that cannot be probed as given; `target` is absent where the text could not be read at all. */
export function usageReport(text: string, message: string, now: number, target?: Target): ProbeReport {
  const unread = { text, protocol: "smtp", transport: "starttls" } as const;
  return failedReport({ target: target ?? unread, now, elapsed: () => 0 }, { kind: "usage", step: "target", message });
}

export function report(finished: Finished): ProbeReport {
  const { target, error, observed, interpreted = [], profile, now } = finished;
  const { judged, findings } =
    observed === undefined
      ? { judged: [], findings: [] }
      : judge(observed, interpreted, { now, ...(profile === undefined ? {} : { profile }) });
  const { survey = null, dialogue, session = null } = observed ?? {};
  const sightings = survey?.sightings ?? new Sightings();
  const open = error?.kind === "usage" ? [] : gaps({ ...finished, judged });
  const suites = [...(survey?.suites ?? [])];
  const learnt = session !== null || suites.length > 0 || (dialogue !== undefined && dialogue.greeting !== null);
  return {
    target: target.text,
    address: finished.address ?? null,
    protocol: target.protocol,
    transport: target.transport,
    status: error === null && (survey?.gaps.length ?? 0) === 0 ? "complete" : learnt ? "partial" : "failed",
    error,
    starttls: starttls(dialogue, judged),
    versions: suites.map(([version]) => version),
    suites: Object.fromEntries(suites.map(([version, all]) => [version, all.map(({ iana }) => iana)])),
    preference: survey?.preference ?? "inconclusive",
    groups: survey?.groups.map(({ iana }) => iana) ?? [],
    signatureAlgorithms: survey?.signatureAlgorithms.map(({ iana }) => iana) ?? [],
    dhBits: sightings.shortestDh?.bits ?? null,
    dh: sightings.dh,
    features: withStapling(sightings.features, session),
    certificates: observed?.certificates.map(certificateReport) ?? [],
    trust: session?.trust ?? null,
    checks: checkReports(judged),
    inconclusive: open,
    // What a server offers is known once it has said whether it offers TLS.
    findings,
    connections: finished.connections,
    elapsedMs: Math.round(finished.elapsed()),
    at: new Date(now).toISOString(),
    dialogue: {
      greeting: dialogue?.greeting ?? null,
      capabilitiesBefore: dialogue?.capabilitiesBefore ?? [],
      capabilitiesAfter: dialogue?.capabilitiesAfter ?? [],
    },
  };
}

/** Hellos of TLS 1.3 show no stapled response; a whole handshake does, with any version. */
function withStapling(features: Features, session: TlsSession | null): Features {
  if (session === null || session.chain.length === 0) return features;
  return {
    ...features,
    ocspStapling: features.ocspStapling === true || session.ocspResponse !== null,
    certificateTimestamps: session.ocspTimestamps || features.certificateTimestamps,
  };
}

function certificateReport({
  report: certificate,
  facts,
  trust,
}: ShownCertificate): ProbeReport["certificates"][number] {
  return { ...certificate, chainOrder: facts === null ? "unknown" : chainState(facts).kind, trust };
}

function starttls(dialogue: DialogueFacts | undefined, judged: readonly Judged[]): ProbeReport["starttls"] {
  if (!dialogue?.starttls) return null;
  const { loginBefore } = dialogue;
  const injection = judged.find(({ check }) => check.meta.id === "starttls-injection")?.verdict.verdict;
  return {
    offered: dialogue.starttls.offered,
    authBeforeTls: loginBefore === null ? null : offersLogin(loginBefore),
    clearTextLogins: loginBefore === null ? [] : clearTextLogins(loginBefore),
    plaintextAfterStarttls: dialogue.plaintextAfterStarttls,
    injection: injection === "finding" ? "vulnerable" : injection === "ok" ? "safe" : "inconclusive",
  };
}
