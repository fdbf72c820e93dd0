// A mail server's words in front of a server that only shakes hands: whatever the protocol, TLS goes to another port.

import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import type { TestContext } from "node:test";
import type { Protocol } from "../../server/src/probe/target.js";
import { selfSigned } from "./certificates.js";
import { startDouble } from "./mail-double.js";

/** ContentType (RFC 8446 §B.1). */
const CHANGE_CIPHER_SPEC = 20;
const HEADER = 5;

/**
 * A port that speaks `protocol` up to TLS and leaves that to the server on `port`; with implicit TLS it leaves everything. It hangs up once
 * the handshake is through, for a server that knows no mail would keep a client waiting.
 */
export async function startFront(
  t: TestContext,
  port: number,
  protocol: Protocol,
  implicitTls = false,
): Promise<number> {
  const handshake = (client: Socket): void => {
    handOver(client, connect(port, "127.0.0.1"));
  };
  if (!implicitTls) return (await startDouble(t, { identity: IDENTITY, protocol, at: { handshake } })).port;
  const server = createServer(handshake).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** The double wants one; nobody is shown it. */
const IDENTITY = selfSigned({ names: ["front.test"] });

function handOver(client: Socket, server: Socket): void {
  const done = { client: false, server: false };
  const pass = (side: keyof typeof done, from: Socket, to: Socket): void => {
    const finished = finishedReader();
    from.on("data", (bytes: Buffer) => {
      to.write(bytes);
      done[side] ||= finished(bytes);
      if (done.client && done.server) client.end();
    });
    from.on("end", () => {
      to.end();
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      to.destroySoon();
    });
  };
  pass("client", client, server);
  pass("server", server, client);
}

/** Tells when a side has sent the record after its ChangeCipherSpec, which is Finished. TLS 1.3 sends one as well (RFC 8446 §D.4). */
function finishedReader(): (bytes: Buffer) => boolean {
  let pending: Buffer = Buffer.alloc(0);
  let changed = false;
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    while (pending.length >= HEADER && pending.length >= HEADER + pending.readUInt16BE(3)) {
      if (changed) return true;
      changed = pending[0] === CHANGE_CIPHER_SPEC;
      pending = pending.subarray(HEADER + pending.readUInt16BE(3));
    }
    return false;
  };
}
