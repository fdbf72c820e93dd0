// Drives one dialogue over one connection and writes down what came of it. What to say is the dialogue's, how it travels the transport's.

import type { Action, Dialogue, DialogueEvent, DialogueFacts, Step } from "./dialogues/dialogue.js";
import { clearTextLogins, offersLogin } from "./dialogues/login.js";
import { DIALOGUES } from "./dialogues/registry.generated.js";
import { inconclusive } from "./inconclusive.js";
import type { ProbeError } from "./probe-error.js";
import type { ProbeReport } from "./report.js";
import type { Target } from "./target.js";
import type { Clock, Connection, TlsSession, Transport, TransportError } from "./transport.js";

interface ProbeRun {
  readonly target: Target;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Called as each step begins. */
  readonly onStep: (step: Step) => void;
}

/** What is known of a probe; what is absent did not happen. */
interface Outcome {
  readonly error: ProbeError | null;
  readonly address?: string;
  readonly facts?: DialogueFacts;
  readonly session?: TlsSession | null;
}

/** Probes a mail server in one conversation. Never rejects: whatever goes wrong is in the report. */
export async function runProbe(run: ProbeRun): Promise<ProbeReport> {
  const started = run.clock();
  run.onStep("connect");
  const connected = await run.transport.connect();
  if (!connected.ok) return report(run.target, { error: at("connect", connected.error) }, run.clock() - started);

  const connection = connected.value;
  const dialogue = DIALOGUES[run.target.protocol].start({
    implicitTls: run.target.transport === "implicit",
    clientName: addressLiteral(connection.localAddress),
  });
  const { error, session } = await converse(dialogue, connection, run.onStep);
  await connection.close();
  const outcome = { error, session, facts: dialogue.facts, address: connection.address };
  return report(run.target, outcome, run.clock() - started);
}

/** The report on a target that cannot be probed as given; `target` is absent where the text could not be read at all. */
export function usageReport(text: string, message: string, target?: Target): ProbeReport {
  const unread = { text, protocol: "smtp", transport: "starttls" } as const;
  return report(target ?? unread, { error: { kind: "usage", step: "target", message } }, 0);
}

/** Lets the dialogue talk until it is done, has failed, or the connection is gone. */
async function converse(
  dialogue: Dialogue,
  connection: Connection,
  onStep: (step: Step) => void,
): Promise<{ readonly error: ProbeError | null; readonly session: TlsSession | null }> {
  let session: TlsSession | null = null;
  let step: Step = "connect";
  let event: DialogueEvent = { kind: "connected" };
  const failure = (error: TransportError): ProbeError | null => (dialogue.complete ? null : at(dialogue.step, error));

  for (;;) {
    const actions: readonly Action[] = dialogue.handle(event);
    if (step !== dialogue.step) onStep((step = dialogue.step));
    const failed = actions.some((action) => action.kind === "fail");
    let next: DialogueEvent | null = null;
    for (const action of actions) {
      switch (action.kind) {
        case "send": {
          const written = await connection.write(action.bytes);
          // A dialogue that has failed says goodbye to a server that may be gone: the dialogue's reason is the one to tell.
          if (!written.ok && !failed) return { error: failure(written.error), session };
          break;
        }
        case "startTls": {
          const bytes = connection.unread();
          if (bytes.length > 0) {
            next = { kind: "received", bytes };
            break;
          }
          const upgraded = await connection.upgradeToTls();
          if (!upgraded.ok) return { error: failure(upgraded.error), session };
          session = upgraded.value;
          next = { kind: "secured" };
          break;
        }
        case "fail":
          return { error: action.error, session };
        case "done":
          return { error: null, session };
      }
    }
    if (next === null) {
      const received = await connection.read();
      if (!received.ok) return { error: failure(received.error), session };
      next = { kind: "received", bytes: received.value };
    }
    event = next;
  }
}

function report(
  target: Pick<Target, "text" | "protocol" | "transport">,
  outcome: Outcome,
  elapsedMs: number,
): ProbeReport {
  const { error, address, facts, session = null } = outcome;
  const version = session?.version ?? null;
  const suite = session?.suite ?? null;
  const learnt = session !== null || (facts !== undefined && facts.greeting !== null);
  return {
    target: target.text,
    address: address ?? null,
    protocol: target.protocol,
    transport: target.transport,
    status: error === null ? "complete" : learnt ? "partial" : "failed",
    error,
    starttls: facts?.starttls ? starttls(facts.starttls, facts) : null,
    versions: version === null ? [] : [version],
    suites: version === null || suite === null ? {} : { [version]: [suite] },
    preference: "inconclusive",
    groups: session?.group ? [session.group] : [],
    dhBits: session?.dhBits ?? null,
    certificates: session?.certificate ? [session.certificate] : [],
    trust: session?.trust ?? null,
    inconclusive: error?.kind === "usage" ? [] : inconclusive(target.transport, session, facts ?? null),
    findings: [],
    connections: address === undefined ? 0 : 1,
    elapsedMs: Math.round(elapsedMs),
    dialogue: {
      greeting: facts?.greeting ?? null,
      capabilitiesBefore: facts?.capabilitiesBefore ?? [],
      capabilitiesAfter: facts?.capabilitiesAfter ?? [],
    },
  };
}

function starttls({ offered }: { readonly offered: boolean }, { loginBefore }: DialogueFacts): ProbeReport["starttls"] {
  return {
    offered,
    authBeforeTls: loginBefore === null ? null : offersLogin(loginBefore),
    clearTextLogins: loginBefore === null ? [] : clearTextLogins(loginBefore),
    injection: "inconclusive",
  };
}

function at(step: Step, error: TransportError): ProbeError {
  return { kind: error.kind, step, message: error.message };
}

/** RFC 5321 §4.1.3. An IPv4 address on an IPv6 socket is written as what it is; a zone means nothing to the server. */
function addressLiteral(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/iu, "").replace(/%.*$/u, "");
  return plain.includes(":") ? `[IPv6:${plain}]` : `[${plain}]`;
}
