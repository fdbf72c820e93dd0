// An SMTP client that hands over one message, with TLS 1.2 or without TLS. Reports how far it came; judges nothing.

import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";

/** How the peer protects its connection: STARTTLS where it is offered, TLS from the first byte, not at all. */
export type Protection = "starttls" | "implicit" | "none";

export interface Peer {
  readonly host: string;
  readonly port: number;
  readonly protection: Protection;
  readonly recipient: string;
  /** Ends the attempt, where the server will never answer. */
  readonly signal: AbortSignal;
}

/** `null` when the message was taken, else the reply or the error that ended the attempt. */
export async function handOver(peer: Peer): Promise<string | null> {
  const socket = connectTcp(peer.port, peer.host);
  const abort = (): void => {
    socket.destroy(new Error("no answer"));
  };
  peer.signal.addEventListener("abort", abort);
  try {
    await once(socket, "connect");
    if (peer.signal.aborted) abort();
    await converse(socket, peer);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    peer.signal.removeEventListener("abort", abort);
    socket.on("error", () => undefined).destroy();
  }
}

async function converse(plain: Socket, { protection, recipient }: Peer): Promise<void> {
  let session = new Session(protection === "implicit" ? await secured(plain) : plain);
  await session.greeting();
  const ehlo = await session.say("EHLO peer.test");
  if (protection === "starttls" && /^250[- ]STARTTLS$/m.test(ehlo)) {
    await session.say("STARTTLS");
    session.release();
    session = new Session(await secured(plain));
    await session.say("EHLO peer.test");
  }
  await session.say("MAIL FROM:<sender@peer.test>");
  await session.say(`RCPT TO:<${recipient}>`);
  await session.say("DATA", "3");
  await session.say("Subject: test\r\n\r\ntest\r\n.");
}

/** TLS 1.2 with what an ordinary peer offers; as on port 25, the certificate is not checked. */
async function secured(socket: Socket): Promise<TLSSocket> {
  const secure = connectTls({ socket, rejectUnauthorized: false, minVersion: "TLSv1.2", maxVersion: "TLSv1.2" });
  await once(secure, "secureConnect");
  return secure;
}

/** Longer than most servers take to greet. */
const SILENCE_MS = 500;

/** A whole reply with its first digit. */
const REPLY = /^(?:\d{3}-[^\n]*\n)*(\d)\d{2}[ \r][^\n]*\n/;

/** Commands and whole replies over one socket. */
class Session {
  private received = "";
  private failure: Error | null = null;
  private wake: () => void = () => undefined;

  private readonly onData = (chunk: Buffer): void => {
    this.received += chunk.toString("latin1");
    this.wake();
  };
  private readonly onError = (error: Error): void => {
    this.failure ??= error;
    this.wake();
  };
  private readonly onClose = (): void => {
    this.onError(new Error("the server hung up"));
  };

  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", this.onData).on("error", this.onError).on("close", this.onClose);
  }

  /** Leaves the socket to somebody else. */
  release(): void {
    this.socket.off("data", this.onData).off("error", this.onError).off("close", this.onClose);
  }

  /** Sends a command; its reply, whose code begins with `kind`. */
  say(command: string, kind = "2"): Promise<string> {
    this.socket.write(`${command}\r\n`);
    return this.expect(kind);
  }

  /** A server that waits for TLS is as silent as one that is slow: a command ends the handshake of the first, and the other answers it. */
  async greeting(): Promise<void> {
    const greeted = this.expect("2");
    const silent = await Promise.race([greeted.then(() => false), pause(SILENCE_MS, true, { ref: false })]);
    if (silent) this.socket.write("NOOP\r\n");
    await greeted;
    if (silent) await this.expect("2");
  }

  async expect(kind: string): Promise<string> {
    let reply = REPLY.exec(this.received);
    while (reply === null) {
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      reply = REPLY.exec(this.received);
    }
    this.received = this.received.slice(reply[0].length);
    const text = reply[0].replaceAll("\r", "");
    if (reply[1] !== kind) throw new Error(text.trim());
    return text;
  }
}
