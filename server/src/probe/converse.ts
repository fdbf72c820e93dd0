// Drives one dialogue over one connection. What to say is the dialogue's, how it travels the transport's.

import type { Action, Dialogue, DialogueEvent, DialogueOptions, Step } from "./dialogues/dialogue.js";
import { DIALOGUES } from "./dialogues/registry.generated.js";
import type { ProbeError } from "./probe-error.js";
import type { Target } from "./target.js";
import type { Connection, TlsOffer, TlsSession, Transport, TransportError } from "./transport.js";

/** The dialogue of the target's protocol, for a connection that is there. */
export function startDialogue(
  target: Target,
  connection: Connection,
  options: Pick<DialogueOptions, "brief" | "inject"> = {},
): Dialogue {
  return DIALOGUES[target.protocol].start({
    implicitTls: target.transport === "implicit",
    clientName: addressLiteral(connection.localAddress),
    ...options,
  });
}

/**
 * How long a server may take to answer the goodbye: everything is known by then, but a client should wait for the answer (RFC 5321
 * §4.1.1.10).
 */
const GOODBYE_MS = 1_000;

/** What a conversation may be given. */
interface Manner {
  readonly onStep?: (step: Step) => void;
  /** What the handshake offers. */
  readonly offer?: TlsOffer | undefined;
  /** Nothing is said inside TLS: all that matters is the handshake. */
  readonly handshakeOnly?: boolean;
  readonly sleep: Transport["sleep"];
}

/** Lets the dialogue talk until it is done, has failed, or the connection is gone. */
export async function converse(
  dialogue: Dialogue,
  connection: Connection,
  { onStep = () => undefined, offer, handshakeOnly = false, sleep }: Manner,
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
          // More came behind the answer to STARTTLS, and the dialogue does not want to go on.
          if (failed) break;
          const bytes = connection.unread();
          if (bytes.length > 0) {
            next = { kind: "received", bytes };
            break;
          }
          const upgraded = await connection.upgradeToTls(offer);
          if (!upgraded.ok) return { error: failure(upgraded.error), session };
          session = upgraded.value;
          if (handshakeOnly) return { error: null, session };
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
      const received = await (dialogue.complete
        ? Promise.race([connection.read(), sleep(GOODBYE_MS)])
        : connection.read());
      if (received === undefined) return { error: null, session };
      if (!received.ok) return { error: failure(received.error), session };
      next = { kind: "received", bytes: received.value };
    }
    event = next;
  }
}

/** A transport's error, as that of a probe. */
export function at(step: Step | "survey" | "checks", error: TransportError): ProbeError {
  return { kind: error.kind, step, message: error.message };
}

/** RFC 5321 §4.1.3. An IPv4 address on an IPv6 socket is written as what it is; a zone means nothing to the server. */
function addressLiteral(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/iu, "").replace(/%.*$/u, "");
  return plain.includes(":") ? `[IPv6:${plain}]` : `[${plain}]`;
}
