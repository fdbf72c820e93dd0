// Drives a dialogue over a real socket.

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { tcpTransport } from "../../server/src/platform/tcp-transport.js";
import type { DialogueEvent, DialogueFacts, DialogueOptions } from "../../server/src/probe/dialogues/dialogue.js";
import { DIALOGUES } from "../../server/src/probe/dialogues/registry.generated.js";
import type { Protocol } from "../../server/src/probe/target.js";

/** One conversation over a real socket, with options that the probe's own does not use. Null where the handshake fails; every other step has to succeed. */
export async function talk(
  t: TestContext,
  protocol: Protocol,
  address: `${string}:${number}`,
  options: Partial<DialogueOptions>,
): Promise<DialogueFacts | null> {
  const [host = "", port] = address.split(":");
  const transport = tcpTransport({ host, port: Number(port), servername: "mx.test", timeoutMs: 20_000 });
  t.after(() => {
    transport.dispose();
  });
  const connected = await transport.connect();
  assert.ok(connected.ok);
  const connection = connected.value;
  const dialogue = DIALOGUES[protocol].start({ implicitTls: false, clientName: "[127.0.0.1]", ...options });
  let event: DialogueEvent | null = { kind: "connected" };
  while (event !== null) {
    let next: DialogueEvent | null | undefined;
    for (const action of dialogue.handle(event)) {
      if (action.kind === "send") assert.ok((await connection.write(action.bytes)).ok);
      else if (action.kind === "startTls") {
        if (!(await connection.upgradeToTls()).ok) return null;
        next = { kind: "secured" };
      } else {
        assert.equal(action.kind, "done");
        next = null;
      }
    }
    if (next === undefined) {
      const received = await connection.read();
      assert.ok(received.ok);
      next = { kind: "received", bytes: received.value };
    }
    event = next;
  }
  await connection.close();
  return dialogue.facts;
}
