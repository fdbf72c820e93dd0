// A small SMTP server that behaves until it is told not to: at any step a test can put something else in place of its answer.

import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Identity } from "./certificates.js";

/** The steps at which the double speaks; named as the probe names them. */
export const DOUBLE_STEPS = [
  "greeting",
  "capabilities",
  "starttls",
  "handshake",
  "capabilities-after-tls",
  "quit",
] as const;
export type DoubleStep = (typeof DOUBLE_STEPS)[number];

/** What happens in place of the answer. Afterwards the double goes on as if it had answered. */
export type Mischief = (socket: Socket) => void;

interface DoubleOptions {
  readonly identity: Identity;
  readonly implicitTls?: boolean;
  readonly at?: Partial<Record<DoubleStep, Mischief>>;
  /** Given to the TLS side, for example `{ maxVersion: "TLSv1.2" }`. */
  readonly tls?: Parameters<typeof createSecureContext>[0];
}

interface SmtpDouble {
  readonly port: number;
  /** The commands received, in order. */
  readonly commands: readonly string[];
  /** Stops listening and resolves once every client has gone by itself. */
  deserted(): Promise<void>;
}

/** Starts a double on a free port of 127.0.0.1; it ends with the test, clients or not. */
export async function startDouble(t: TestContext, options: DoubleOptions): Promise<SmtpDouble> {
  const { identity, at = {}, implicitTls = false } = options;
  const secureContext = createSecureContext({ key: identity.key, cert: identity.fullChain, ...options.tls });
  const sockets = new Set<Socket>();
  const commands: string[] = [];

  const track = <S extends Socket>(socket: S): S => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  const answer = (socket: Socket, step: DoubleStep, reply: string): void => {
    const mischief = at[step];
    if (mischief === undefined) socket.write(reply);
    else mischief(socket);
  };

  const converse = (socket: Socket, secure: boolean): void => {
    let pending = "";
    const onData = (chunk: Buffer): void => {
      pending += chunk.toString("latin1");
      for (let end = pending.indexOf("\n"); end !== -1; end = pending.indexOf("\n")) {
        const command = pending.slice(0, end).trim();
        pending = pending.slice(end + 1);
        commands.push(command);
        if (command.startsWith("EHLO") && secure) {
          answer(socket, "capabilities-after-tls", "250-mx.test\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n");
        } else if (command.startsWith("EHLO")) {
          answer(socket, "capabilities", "250-mx.test\r\n250-STARTTLS\r\n250 8BITMIME\r\n");
        } else if (command === "STARTTLS") {
          socket.off("data", onData);
          answer(socket, "starttls", "220 Ready\r\n");
          secured(socket);
        } else if (command === "QUIT") {
          answer(socket, "quit", "221 Bye\r\n");
          if (at.quit === undefined) socket.end();
        } else {
          socket.write("502 What?\r\n");
        }
      }
    };
    socket.on("data", onData);
  };
  const secured = (socket: Socket): void => {
    if (at.handshake !== undefined) {
      at.handshake(socket);
      return;
    }
    const tls = track(new TLSSocket(socket, { isServer: true, secureContext }));
    if (implicitTls)
      tls.once("secure", () => {
        answer(tls, "greeting", "220 mx.test ESMTP\r\n");
      });
    converse(tls, true);
  };

  const server = createServer((socket) => {
    track(socket);
    if (implicitTls) {
      secured(socket);
    } else {
      answer(socket, "greeting", "220 mx.test ESMTP\r\n");
      converse(socket, false);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const closed = once(server, "close");
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    async deserted() {
      server.close();
      await closed;
    },
  };
}
