// One probe from beginning to end: a conversation, the survey of everything the server accepts, the checks, the verdict.

import type { Step } from "./dialogues/dialogue.js";
import { beginChecks, finishChecks, interpretChecks, type Interpreted, type Tried } from "./checking.js";
import type { Observed, ShownCertificate } from "./checks/check.js";
import { at, converse, startDialogue } from "./converse.js";
import type { Tools } from "./engine/attempts.js";
import { Handshakes } from "./engine/handshakes.js";
import { DEFAULT_BUDGET, DEFAULT_CONNECTIONS, DEFAULT_RESERVE, Pool } from "./engine/pool.js";
import { survey, type Survey } from "./engine/survey.js";
import type { Snapshot } from "./history.js";
import type { ProbeError } from "./probe-error.js";
import { failedReport, report } from "./make-report.js";
import type { ProbeReport } from "./report.js";
import { shownCertificates } from "./shown-certificates.js";
import type { Target } from "./target.js";
import type { Clock, TlsSession, Transport } from "./transport.js";

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
  /** Connections in all; `DEFAULT_BUDGET` where nothing is said. */
  readonly budget?: number;
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
  const examination = new Examination(run);
  const leave = examination.pool.occupy();
  let last: Step = "connect";
  const { error, session } = await converse(dialogue, connection, {
    onStep: (step) => {
      run.onProgress(step, 1);
      // TLS has begun: everything else can go on beside the rest of the conversation.
      if (last === "handshake") examination.begin();
      last = step;
    },
    sleep: (milliseconds) => transport.sleep(milliseconds),
  });
  await connection.close();
  leave();
  const facts = {
    target,
    serverName: run.serverName,
    dialogue: dialogue.facts,
    session,
    previous: run.previous ?? null,
  };
  const finish = (ended: ProbeError | null, observed: Observed, interpreted: readonly Interpreted[]): ProbeReport =>
    report({
      ...{ ...base, address, error: ended, observed, interpreted, profile: run.profile },
      connections: examination.pool.used + 1,
    });

  // Servers that the platform's library has nothing in common with are still worth a survey: it has everything.
  const metTls = session !== null || (error !== null && dialogue.step === "handshake" && error.kind !== "protocol");
  if (!metTls || error?.kind === "cancelled") {
    const observed = { ...facts, survey: null, certificates: [] };
    return finish(error, observed, interpretChecks(observed));
  }
  const { seen, certificates, tried } = await examination.finish(session);
  const observed = { ...facts, survey: seen, certificates };
  const met = survived(error, seen.suites.size > 0) ? null : error;
  const ended = met ?? (transport.ended === null ? null : at(examination.step, transport.ended));
  return finish(ended, observed, interpretChecks(observed, tried));
}

interface Begun {
  readonly survey: Promise<Survey>;
  readonly checks: readonly Promise<Tried>[];
}

/** What takes many connections: the survey, and the checks beside it. */
class Examination {
  readonly pool: Pool;
  readonly #tools: Tools;
  step: "survey" | "checks" = "survey";
  #begun: Begun | null = null;

  constructor({ target, transport, serverName, connections = DEFAULT_CONNECTIONS, budget, onProgress }: ProbeRun) {
    this.pool = new Pool(
      { connections, budget: (budget ?? DEFAULT_BUDGET) - 1, reserve: DEFAULT_RESERVE },
      (milliseconds) => transport.sleep(milliseconds),
      (used) => {
        onProgress(this.step, used + 1);
      },
    );
    const handshakes = new Handshakes(target, transport, this.pool, serverName);
    this.#tools = { target, transport, pool: this.pool, handshakes };
  }

  begin(): Begun {
    return (this.#begun ??= {
      survey: survey(this.#tools.handshakes),
      checks: beginChecks(this.#tools),
    });
  }

  async finish(session: TlsSession | null): Promise<{
    readonly seen: Survey;
    readonly certificates: readonly ShownCertificate[];
    readonly tried: readonly Tried[];
  }> {
    const begun = this.begin();
    const seen = await begun.survey;
    this.step = "checks";
    const [certificates, tried] = await Promise.all([
      shownCertificates(session, seen, this.#tools),
      finishChecks(begun.checks, seen, this.#tools),
    ]);
    return { seen, certificates, tried };
  }
}

/** A handshake that failed with one library only says nothing about the server, if others succeeded. */
function survived(error: ProbeError | null, agreed: boolean): boolean {
  return (
    error !== null && agreed && error.step === "handshake" && error.kind !== "timeout" && error.kind !== "cancelled"
  );
}
