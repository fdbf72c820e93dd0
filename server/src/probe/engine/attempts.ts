// What a check may try beyond the survey, each in one connection, and what came of it. Which to try is each check's own business.

import type { RecordReader } from "../../wire/api.js";
import { type ServerFlightReader, type TlsRecord } from "../../wire/api.js";
import { converse, startDialogue } from "../converse.js";
import type { DialogueFacts } from "../dialogues/dialogue.js";
import type { ProbeError } from "../probe-error.js";
import type { Target } from "../target.js";
import type { Connection, KeyType, TlsSession, Transport } from "../transport.js";
import type { Answer, Handshakes, Proposal } from "./handshakes.js";
import type { Outcome, Pool } from "./pool.js";

export type Attempt =
  /** A hello, and after the server's flight `then`; what comes back is read until the server ends the connection. */
  | { readonly kind: "hello"; readonly proposal: Proposal; readonly then?: Uint8Array }
  /** A whole conversation with the platform's TLS; `inject`: with a command ahead of TLS. */
  | { readonly kind: "conversation"; readonly inject?: boolean; readonly keyType?: KeyType };

export type AttemptResult =
  | { readonly kind: "answer"; readonly answer: Answer; readonly records: readonly TlsRecord[] }
  | {
      readonly kind: "conversation";
      readonly facts: DialogueFacts;
      readonly session: TlsSession | null;
      readonly error: ProbeError | null;
    }
  | { readonly kind: "unavailable"; readonly reason: string };

/** Records that are read after a flight: an answer to what was sent, and an alert. */
const MAX_RECORDS = 16;

/** Tries it, in turn with everything else. Never rejects. */
export async function attempt(
  wanted: Attempt,
  tools: {
    readonly target: Target;
    readonly transport: Transport;
    readonly pool: Pool;
    readonly handshakes: Handshakes;
  },
): Promise<AttemptResult> {
  const outcome = await (wanted.kind === "hello"
    ? tools.handshakes.proposeAnd(wanted.proposal, (connection, answer, reader) =>
        goOn(connection, answer, reader, wanted.then),
      )
    : conversation(wanted, tools));
  return outcome.kind === "done" ? outcome.value : outcome;
}

async function goOn(
  connection: Connection,
  answer: Answer,
  flight: ServerFlightReader,
  then: Uint8Array | undefined,
): Promise<AttemptResult> {
  const records: TlsRecord[] = [];
  if (then === undefined || answer.kind !== "agreed") return { kind: "answer", answer, records };
  const reader: RecordReader = flight.records;
  const written = await connection.write(then);
  while (written.ok && records.length < MAX_RECORDS) {
    const next = reader.next();
    if (next?.kind === "record") records.push(next.record);
    else if (next !== null) break;
    else {
      const received = await connection.read();
      if (!received.ok) break;
      reader.push(received.value);
    }
  }
  return { kind: "answer", answer, records };
}

function conversation(
  { inject, keyType }: Extract<Attempt, { readonly kind: "conversation" }>,
  { target, transport, pool }: { readonly target: Target; readonly transport: Transport; readonly pool: Pool },
): Promise<Outcome<AttemptResult>> {
  return pool.run<AttemptResult>(async () => {
    const connected = await transport.connect();
    if (!connected.ok) return { kind: "overload", reason: connected.error.message };
    const connection = connected.value;
    const dialogue = startDialogue(target, connection, inject === true ? { inject } : { brief: true });
    const { error, session } = await converse(dialogue, connection, undefined, keyType);
    await connection.close();
    return { kind: "done", value: { kind: "conversation", facts: dialogue.facts, session, error } };
  });
}
