// One probe from beginning to end: a conversation, the survey of everything the server accepts, the checks, the verdict.

import type { Step } from "./dialogues/dialogue.js";
import { beginChecks, finishChecks, interpretChecks, type Interpreted } from "./checking.js";
import type { Observed } from "./checks/check.js";
import { at, converse, startDialogue } from "./converse.js";
import { Handshakes } from "./engine/handshakes.js";
import { DEFAULT_BUDGET, DEFAULT_CONNECTIONS, DEFAULT_RESERVE, Pool } from "./engine/pool.js";
import { survey } from "./engine/survey.js";
import type { Snapshot } from "./history.js";
import type { ProbeError } from "./probe-error.js";
import { failedReport, report } from "./make-report.js";
import type { ProbeReport } from "./report.js";
import { shownCertificates } from "./shown-certificates.js";
import type { Target } from "./target.js";
import type { Clock, Transport } from "./transport.js";

export interface ProbeRun {
  readonly target: Target;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  /** The name to ask for; null where there is only an address. */
  readonly serverName: string | null;
  /** Policy profile to judge by as well. */
  readonly profile?: string;
  /** Connections open at the same time; `DEFAULT_CONNECTIONS` where nothing is said. */
  readonly connections?: number;
  /** What is remembered of the last probe of this target. */
  readonly previous?: Snapshot;
  /** Called as each step begins, and with the number of connections made so far. */
  readonly onProgress: (step: Step | "survey" | "checks", connections: number) => void;
}

/** Probes a mail server. Never rejects: whatever goes wrong is in the report. */
export async function runProbe(run: ProbeRun): Promise<ProbeReport> {
  const { target, transport, clock } = run;
  const started = clock();
  const base = { target, now: run.now, elapsed: () => clock() - started };
  run.onProgress("connect", 1);
  const connected = await transport.connect();
  if (!connected.ok) return failedReport(base, at("connect", connected.error));

  const connection = connected.value;
  const { address } = connection;
  const dialogue = startDialogue(target, connection);
  const sleep = (milliseconds: number): Promise<void> => transport.sleep(milliseconds);
  const onStep = (step: Step): void => {
    run.onProgress(step, 1);
  };
  const { error, session } = await converse(dialogue, connection, { onStep, sleep });
  await connection.close();
  const facts = {
    target,
    serverName: run.serverName,
    dialogue: dialogue.facts,
    session,
    previous: run.previous ?? null,
  };
  const finish = (
    ended: ProbeError | null,
    observed: Observed,
    interpreted: readonly Interpreted[],
    connections: number,
  ): ProbeReport =>
    report({ ...base, address, error: ended, connections, observed, interpreted, profile: run.profile });

  // Servers that the platform's library has nothing in common with are still worth a survey: it has everything.
  const metTls = session !== null || (error !== null && dialogue.step === "handshake" && error.kind !== "protocol");
  if (!metTls || error?.kind === "cancelled") {
    const observed = { ...facts, survey: null, certificates: [] };
    return finish(error, observed, interpretChecks(observed), 1);
  }

  let step: "survey" | "checks" = "survey";
  const pool = new Pool(
    { connections: run.connections ?? DEFAULT_CONNECTIONS, budget: DEFAULT_BUDGET - 1, reserve: DEFAULT_RESERVE },
    sleep,
    (used) => {
      run.onProgress(step, used + 1);
    },
  );
  const handshakes = new Handshakes(target, transport, pool, run.serverName);
  const tools = { target, transport, pool, handshakes };
  const surveying = survey(handshakes, pool);
  const begun = beginChecks(tools);
  const seen = await surveying;
  step = "checks";
  const [certificates, tried] = await Promise.all([
    shownCertificates(session, seen, tools),
    finishChecks(begun, seen, tools),
  ]);
  const observed = { ...facts, survey: seen, certificates };
  const met = survived(error, seen.suites.size > 0) ? null : error;
  const ended = met ?? (transport.ended === null ? null : at(step, transport.ended));
  return finish(ended, observed, interpretChecks(observed, tried), pool.used + 1);
}

/** A handshake that failed with one library only says nothing about the server, if others succeeded. */
function survived(error: ProbeError | null, agreed: boolean): boolean {
  return (
    error !== null && agreed && error.step === "handshake" && error.kind !== "timeout" && error.kind !== "cancelled"
  );
}
