// A small mail server that behaves until it is told not to: at any step a test can put something else in place of its answer.

import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Protocol } from "../../server/src/probe/target.js";
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
  /** By default SMTP. */
  readonly protocol?: Protocol;
  readonly implicitTls?: boolean;
  readonly at?: Partial<Record<DoubleStep, Mischief>>;
  /** Only connections from this one on meet it, counted from 0; all by default. */
  readonly from?: number;
  /** Takes commands that come in the same segment as STARTTLS for protected: CVE-2011-0411. */
  readonly obeysInjected?: boolean;
  /** Protocols that it agrees to by ALPN; with none given it ignores ALPN. */
  readonly alpn?: readonly string[];
  /** Given to the TLS side, for example `{ maxVersion: "TLSv1.2" }`. */
  readonly tls?: Parameters<typeof createSecureContext>[0];
}

interface MailDouble {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** The commands received, in order. */
  readonly commands: readonly string[];
  /** Stops listening and resolves once every client has gone by itself. */
  deserted(): Promise<void>;
}

/** The words of a protocol. `%` in an answer stands for the tag of the command (IMAP). */
export interface Words {
  readonly greeting: (secure: boolean) => string;
  readonly ask: RegExp;
  readonly capabilities: (secure: boolean) => string;
  readonly starttls: string;
  readonly ready: string;
  readonly quit: RegExp;
  readonly bye: string;
  /** To everything else. */
  readonly other: string;
  /** The capabilities come unasked after STARTTLS. */
  readonly lists?: boolean;
}

const smtp = (ask: RegExp): Words => ({
  greeting: () => "220 mx.test ESMTP\r\n",
  ask,
  capabilities: (secure) => `250-mx.test\r\n250-${secure ? "AUTH PLAIN" : "STARTTLS"}\r\n250 8BITMIME\r\n`,
  starttls: "STARTTLS",
  ready: "220 Ready\r\n",
  quit: /^QUIT$/,
  bye: "221 Bye\r\n",
  other: "502 What?\r\n",
});

const sieveList = (secure: boolean): string => `${secure ? '"SASL" "PLAIN"' : '"STARTTLS"'}\r\nOK "listed"\r\n`;

export const WORDS: Readonly<Record<Protocol, Words>> = {
  smtp: smtp(/^EHLO /),
  lmtp: smtp(/^LHLO /),
  imap: {
    greeting: () => "* OK mx.test\r\n",
    ask: /^CAPABILITY$/,
    capabilities: (secure) =>
      `* CAPABILITY IMAP4rev1 ${secure ? "AUTH=PLAIN" : "STARTTLS LOGINDISABLED"}\r\n% OK listed\r\n`,
    starttls: "STARTTLS",
    ready: "% OK Ready\r\n",
    quit: /^LOGOUT$/,
    bye: "* BYE\r\n% OK Bye\r\n",
    other: "% BAD What?\r\n",
  },
  pop3: {
    greeting: () => "+OK mx.test\r\n",
    ask: /^CAPA$/,
    capabilities: (secure) => `+OK\r\n${secure ? "USER" : "STLS"}\r\n.\r\n`,
    starttls: "STLS",
    ready: "+OK Ready\r\n",
    quit: /^QUIT$/,
    bye: "+OK Bye\r\n",
    other: "-ERR What?\r\n",
  },
  sieve: {
    greeting: sieveList,
    ask: /^CAPABILITY$/,
    capabilities: sieveList,
    starttls: "STARTTLS",
    ready: 'OK "Ready"\r\n',
    quit: /^LOGOUT$/,
    bye: 'OK "Bye"\r\n',
    other: 'NO "What?"\r\n',
    lists: true,
  },
};

/** Starts a double on a free port of 127.0.0.1; it ends with the test, clients or not. */
export async function startDouble(t: TestContext, options: DoubleOptions): Promise<MailDouble> {
  const { identity, at = {}, implicitTls = false, protocol = "smtp", obeysInjected = false, from = 0 } = options;
  const words = WORDS[protocol];
  const secureContext = createSecureContext({ key: identity.key, cert: identity.fullChain, ...options.tls });
  const alpn = options.alpn === undefined ? {} : { ALPNProtocols: [...options.alpn] };
  const sockets = new Set<Socket>();
  let connections = 0;
  const commands: string[] = [];

  const track = <S extends Socket>(socket: S): S => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  const honest = new WeakSet<Socket>();
  const answer = (socket: Socket, step: DoubleStep, reply: string): void => {
    const mischief = honest.has(socket) ? undefined : at[step];
    if (mischief === undefined) socket.write(reply);
    else mischief(socket);
  };

  const converse = (socket: Socket, secure: boolean, early = ""): void => {
    let pending = "";
    const onData = (chunk: string): void => {
      pending += chunk;
      for (let end = pending.indexOf("\n"); end !== -1; end = pending.indexOf("\n")) {
        const line = pending.slice(0, end).trim();
        pending = pending.slice(end + 1);
        commands.push(line);
        const [, tag = "", command = ""] = (protocol === "imap" ? /^(\S+) (.*)$/ : /^()(.*)$/).exec(line) ?? [];
        const say = (text: string): string => text.replaceAll("%", tag);
        if (words.ask.test(command)) {
          answer(socket, secure ? "capabilities-after-tls" : "capabilities", say(words.capabilities(secure)));
        } else if (command === words.starttls) {
          socket.off("data", onBytes);
          answer(socket, "starttls", say(words.ready));
          secured(socket, obeysInjected ? pending : "");
          return;
        } else if (words.quit.test(command)) {
          answer(socket, "quit", say(words.bye));
          if (at.quit === undefined || honest.has(socket)) socket.end();
        } else {
          socket.write(say(words.other));
        }
      }
    };
    const onBytes = (chunk: Buffer): void => {
      onData(chunk.toString("latin1"));
    };
    socket.on("data", onBytes);
    onData(early);
  };
  const secured = (socket: Socket, early: string): void => {
    if (at.handshake !== undefined && !honest.has(socket)) {
      at.handshake(socket);
      return;
    }
    const tls = track(new TLSSocket(socket, { isServer: true, secureContext, ...alpn }));
    if (honest.has(socket)) honest.add(tls);
    tls.once("secure", () => {
      if (implicitTls) answer(tls, "greeting", words.greeting(true));
      else if (words.lists) answer(tls, "capabilities-after-tls", words.capabilities(true));
      converse(tls, true, early);
    });
  };

  const server = createServer((socket) => {
    track(socket);
    if (connections++ < from) honest.add(socket);
    if (implicitTls) {
      secured(socket, "");
    } else {
      answer(socket, "greeting", words.greeting(false));
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
    get connections() {
      return connections;
    },
    commands,
    async deserted() {
      server.close();
      await closed;
    },
  };
}
