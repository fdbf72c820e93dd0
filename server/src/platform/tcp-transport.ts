// The probe's transport over Node's sockets: one deadline and one cancellation for all of its connections, nothing left open.

import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type {
  Connection,
  SentCertificate,
  TlsOffer,
  TlsSession,
  Transport,
  TransportError,
  TransportResult,
} from "../probe/transport.js";
import { readSentChain } from "./sent-chain.js";
import { beginTls, describeSession, type TlsOptions } from "./tls-client.js";
import { handshakeWords } from "./tls-words.js";

interface TcpOptions extends TlsOptions {
  readonly host: string;
  readonly port: number;
  /** For everything together, from the creation of the transport on. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A transport that holds a timer and sockets until it is disposed of. */
interface TcpTransport extends Transport {
  dispose(): void;
}

export function tcpTransport(options: TcpOptions): TcpTransport {
  return new NodeTransport(options);
}

const NOTHING = new Uint8Array(0);

/**
 * For one connection, from its beginning on. Postfix's postscreen lets clients wait 6 s for the greeting, other servers up to 10; a
 * connection that still waits after this will not come to anything within the time of a probe.
 */
const CONNECTION_TIMEOUT_MS = 15_000;

class NodeTransport implements TcpTransport {
  readonly #options: TcpOptions;
  readonly #sockets = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  /** Wakes whoever sleeps. */
  readonly #wake = new Set<() => void>();
  /** Why everything has ended; null while nothing has. */
  #ended: TransportError | null = null;

  constructor(options: TcpOptions) {
    this.#options = options;
    const { timeoutMs, signal } = options;
    const message = `The server did not answer in time: the whole probe may take ${timeoutMs / 1000} seconds.`;
    this.#timer = setTimeout(() => {
      this.#end({ kind: "timeout", message });
    }, timeoutMs);
    signal?.addEventListener("abort", this.#cancel);
    if (signal?.aborted) this.#cancel();
  }

  get ended(): TransportError | null {
    return this.#ended;
  }

  async connect(): Promise<TransportResult<Connection>> {
    if (this.#ended !== null) return { ok: false, error: this.#ended };
    const socket = this.track(connect({ host: this.#options.host, port: this.#options.port, noDelay: true }));
    const connection = new NodeConnection(this, this.#options, socket);
    await nextEvent(socket, "connect");
    return connection.begin() ? { ok: true, value: connection } : connection.failure();
  }

  async sleep(milliseconds: number): Promise<void> {
    if (this.#ended !== null) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wake.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#wake.add(wake);
    });
  }

  random(length: number): Uint8Array {
    return randomBytes(length);
  }

  readChain(chain: readonly Uint8Array[]): SentCertificate | null {
    return readSentChain(chain);
  }

  dispose(): void {
    this.#end({ kind: "closed", message: "The transport has been disposed of." });
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener("abort", this.#cancel);
  }

  /** Sees to it that the socket outlives neither the deadline nor an error; `socket.errored` waits for whoever asks. */
  track<S extends Socket>(socket: S): S {
    this.#sockets.add(socket);
    // Node reports TLS errors after the handshake without ending the socket.
    socket.on("error", destroyOnError);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }

  /**
   * Tracks the TLS socket that has taken over `socket`. It ends both; Node 20 crashes when the one below is destroyed first.
   */
  trackInstead(socket: Socket, tls: TLSSocket): TLSSocket {
    this.#sockets.delete(socket);
    socket.off("error", destroyOnError);
    return this.track(tls);
  }

  failure(socket: Socket): { readonly ok: false; readonly error: TransportError } {
    return { ok: false, error: this.#ended ?? classify(socket.errored) };
  }

  readonly #cancel = (): void => {
    this.#end({ kind: "cancelled", message: "The probe was cancelled." });
  };

  #end(reason: TransportError): void {
    this.#ended ??= reason;
    for (const socket of this.#sockets) socket.destroy();
    for (const wake of this.#wake) wake();
  }
}

class NodeConnection implements Connection {
  address = "";
  localAddress = "";
  readonly #transport: NodeTransport;
  readonly #tls: TlsOptions;
  readonly #timer: NodeJS.Timeout;
  #socket: Socket;
  #expired = false;

  constructor(transport: NodeTransport, tls: TlsOptions, socket: Socket) {
    this.#transport = transport;
    this.#tls = tls;
    this.#socket = socket;
    this.#timer = setTimeout(() => {
      this.#expired = true;
      this.#socket.destroy();
    }, CONNECTION_TIMEOUT_MS);
    socket.once("close", () => {
      clearTimeout(this.#timer);
    });
  }

  /** Whether the socket is connected; from then on both addresses are known. */
  begin(): boolean {
    const { remoteAddress, localAddress } = this.#socket;
    if (remoteAddress === undefined || localAddress === undefined) return false;
    this.address = remoteAddress;
    this.localAddress = localAddress;
    return true;
  }

  failure(): { readonly ok: false; readonly error: TransportError } {
    const message = `The server did not answer in time: one connection may take ${CONNECTION_TIMEOUT_MS / 1000} seconds.`;
    return this.#expired ? { ok: false, error: { kind: "timeout", message } } : this.#transport.failure(this.#socket);
  }

  async read(): Promise<TransportResult<Uint8Array>> {
    for (;;) {
      const bytes = this.unread();
      if (bytes.length > 0) return { ok: true, value: bytes };
      if (this.#socket.readableEnded || this.#socket.destroyed) return this.failure();
      await nextEvent(this.#socket, "readable");
    }
  }

  unread(): Uint8Array {
    return (this.#socket.read() as Buffer | null) ?? NOTHING;
  }

  async write(bytes: Uint8Array): Promise<TransportResult<null>> {
    const error = await new Promise<Error | null | undefined>((resolve) => this.#socket.write(bytes, resolve));
    return error ? this.failure() : { ok: true, value: null };
  }

  async upgradeToTls(offer?: TlsOffer): Promise<TransportResult<TlsSession>> {
    if (this.#socket.destroyed) return this.failure();
    const socket = this.#transport.trackInstead(this.#socket, beginTls(this.#socket, this.#tls, offer));
    this.#socket = socket;
    let stapled: Uint8Array | null = null;
    socket.once("OCSPResponse", (response: Buffer | null) => {
      stapled = response;
    });
    await nextEvent(socket, "secureConnect");
    if (socket.destroyed) return this.failure();
    return { ok: true, value: describeSession(socket, this.#tls, stapled) };
  }

  async close(): Promise<void> {
    this.#socket.destroySoon();
    while (!this.#socket.closed) await nextEvent(this.#socket, "close");
  }

  abort(): void {
    this.#socket.destroy();
  }
}

function destroyOnError(this: Socket, error: Error): void {
  this.destroy(error);
}

/** Resolves at the event, or when the socket has ended: whoever waits looks at the socket to tell which. */
function nextEvent(socket: Socket, event: "connect" | "readable" | "secureConnect" | "close"): Promise<void> {
  if (socket.closed) return Promise.resolve();
  const events = [event, "end", "error", "close"];
  return new Promise((resolve) => {
    const wake = (): void => {
      for (const name of events) socket.off(name, wake);
      resolve();
    };
    for (const name of events) socket.on(name, wake);
  });
}

/** What an error of Node's means; without one, the server has ended the connection. */
function classify(error: NodeJS.ErrnoException | null): TransportError {
  const code = error?.code ?? "";
  if (error === null) return { kind: "closed", message: "The server closed the connection." };
  if (/^(?:ENOTFOUND|ENODATA|EAI_)/u.test(code)) {
    return { kind: "dns", message: "The host name cannot be resolved: no address was found for it." };
  }
  if (code === "ECONNREFUSED") {
    return {
      kind: "refused",
      message: "The connection was refused: nothing listens on this port, or a firewall rejects it.",
    };
  }
  if (code === "ETIMEDOUT") return { kind: "timeout", message: "The host does not answer at all." };
  // Node gives this code, without a system call, also to an orderly end during the handshake.
  if (code === "ECONNRESET" && error.syscall === undefined) {
    return { kind: "closed", message: "The server closed the connection during the TLS handshake." };
  }
  if (/^(?:ECONNRESET|ECONNABORTED|EPIPE)$/u.test(code)) {
    return { kind: "reset", message: "The server broke off the connection (reset)." };
  }
  if (/^(?:EPROTO$|ERR_(?:SSL|TLS|OSSL)_)/u.test(code)) return { kind: "tls", message: handshakeWords(code) };
  return { kind: "network", message: `The connection failed (${code === "" ? error.name : code}).` };
}
