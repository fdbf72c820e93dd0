// A stand-in for Dovecot's authentication service: tells its mechanisms and nothing else, so that a Postfix announces AUTH.

import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** PLAIN and LOGIN send the password; SCRAM does not. */
const HANDSHAKE = [
  "VERSION\t1\t1",
  "MECH\tPLAIN\tplaintext",
  "MECH\tLOGIN\tplaintext",
  "MECH\tSCRAM-SHA-256\tmutual-auth",
  "SPID\t1",
  "CUID\t1",
  "COOKIE\t00000000000000000000000000000000",
  "DONE",
];

/** Starts one for the time of the test; its address as `smtpd_sasl_path` takes it. */
export async function startDovecotAuth(t: TestContext): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(HANDSHAKE.map((line) => `${line}\n`).join(""));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
  });
  server.unref();
  return `inet:127.0.0.1:${(server.address() as AddressInfo).port}`;
}
