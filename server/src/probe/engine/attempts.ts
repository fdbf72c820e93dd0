// What a check may try beyond the survey, each in one connection, and what came of it. Which to try is each check's own business.

import type { RecordReader, ServerFlightReader, TlsRecord } from "../../wire/api.js";
import { converse, startDialogue } from "../converse.js";
import type { DialogueFacts } from "../dialogues/dialogue.js";
import type { ProbeError } from "../probe-error.js";
import type { Target } from "../target.js";
import type { Connection, TlsOffer, TlsSession, Transport, TransportError } from "../transport.js";
import { type Agreed, type Answer, type Handshakes, type Proposal, turnedAway } from "./handshakes.js";
import type { Outcome, Pool, Turn } from "./pool.js";

export type Attempt =
  /**
   * A hello, and where the server agrees to it the bytes of `then`, if any: what comes back is read until the server ends the
   * connection. They must end with something that makes every server do so.
   */
  | { readonly kind: "hello"; readonly proposal: Proposal; readonly then?: (agreed: Agreed) => Uint8Array | null }
  /** A conversation up to TLS with the platform's library; `inject`: with a command ahead of TLS, and until it is answered. */
  | { readonly kind: "conversation"; readonly inject?: boolean; readonly offer?: TlsOffer };

export type AttemptResult =
  | {
      readonly kind: "answer";
      readonly answer: Answer;
      /** What came back after `then`. */
      readonly records: readonly TlsRecord[];
      /** The server ended the connection after `then`, in whatever way. */
      readonly ended: boolean;
    }
  | {
      readonly kind: "conversation";
      readonly facts: DialogueFacts;
      readonly session: TlsSession | null;
      readonly error: ProbeError | null;
    }
  | { readonly kind: "unavailable"; readonly reason: string };

/** Records that are read after a flight: an answer to what was sent, and an alert. */
const MAX_RECORDS = 16;

/** What an attempt is made with. */
export interface Tools {
  readonly target: Target;
  readonly transport: Transport;
  readonly pool: Pool;
  readonly handshakes: Handshakes;
}

/** Tries it, in turn with everything else. Never rejects. */
export async function attempt(wanted: Attempt, tools: Tools): Promise<AttemptResult> {
  const outcome = await (wanted.kind === "hello"
    ? tools.handshakes.proposeAnd(
        wanted.proposal,
        (connection, answer, reader) => goOn(connection, answer, reader, wanted.then),
        true,
      )
    : conversation(wanted, tools));
  return outcome.kind === "done" ? outcome.value : outcome;
}

async function goOn(
  connection: Connection,
  answer: Answer,
  flight: ServerFlightReader,
  then: Extract<Attempt, { readonly kind: "hello" }>["then"],
): Promise<AttemptResult> {
  const records: TlsRecord[] = [];
  const result = (ended: boolean): AttemptResult => ({ kind: "answer", answer, records, ended });
  const bytes = answer.kind === "agreed" ? (then?.(answer) ?? null) : null;
  if (bytes === null) return result(false);
  const reader: RecordReader = flight.records;
  const written = await connection.write(bytes);
  if (!written.ok) return result(isEnd(written.error));
  while (records.length < MAX_RECORDS) {
    const next = reader.next();
    if (next?.kind === "record") records.push(next.record);
    else if (next !== null) break;
    else {
      const received = await connection.read();
      if (!received.ok) return result(isEnd(received.error));
      reader.push(received.value);
    }
  }
  return result(false);
}

function isEnd({ kind }: TransportError): boolean {
  return kind === "closed" || kind === "reset";
}

function conversation(
  { inject = false, offer }: Extract<Attempt, { readonly kind: "conversation" }>,
  { target, transport, pool }: Tools,
): Promise<Outcome<AttemptResult>> {
  return pool.run(async (): Promise<Turn<AttemptResult>> => {
    const connected = await transport.connect();
    if (!connected.ok) return turnedAway(transport, connected.error.message);
    const connection = connected.value;
    const dialogue = startDialogue(target, connection, inject ? { inject } : { brief: true });
    const { error, session } = await converse(dialogue, connection, {
      handshakeOnly: !inject,
      offer,
      sleep: (milliseconds) => transport.sleep(milliseconds),
    });
    await connection.close();
    const refused = error?.temporary !== undefined || error?.step === "greeting" || error?.step === "capabilities";
    if (transport.ended !== null || (error !== null && session === null && refused)) {
      return turnedAway(transport, error?.message ?? "");
    }
    return { kind: "done", value: { kind: "conversation", facts: dialogue.facts, session, error } };
  }, true);
}
