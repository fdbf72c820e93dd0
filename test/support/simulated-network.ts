// A transport made of data: peers answer at once and in order, time passes only where the test says so, and everything is counted.

import type {
  Connection,
  TlsSession,
  Transport,
  TransportError,
  TransportResult,
} from "../../server/src/probe/transport.js";

/** What a peer does: bytes, or the end of the connection. */
export type PeerAction = Uint8Array | "close" | "reset";

/**
 * One connection as the peer sees it; `received` is null when the connection begins, and again when TLS is there. What it does may
 * have no end: it is asked for as it is read.
 */
export type Peer = (received: Uint8Array | null) => Iterable<PeerAction>;

export interface NetworkOptions {
  /** The peer of each connection, counted from 0; an error where there is none. */
  readonly peer: (index: number) => Peer | TransportError;
  /** What the platform's TLS makes of a connection. From then on the peer talks inside TLS. */
  readonly session?: () => TransportResult<TlsSession>;
}

const CLOSED: TransportError = { kind: "closed", message: "The server closed the connection." };
const RESET: TransportError = { kind: "reset", message: "The server broke off the connection (reset)." };
const TIMEOUT: TransportError = { kind: "timeout", message: "The server did not answer in time." };

/** Whoever waits for a peer that says nothing runs into the deadline at once. */
export class SimulatedNetwork implements Transport {
  readonly #options: NetworkOptions;
  /** Connections made, open now, and open at most. */
  made = 0;
  open = 0;
  most = 0;
  /** Bytes that the peers' connections delivered at most, and pauses in milliseconds. */
  mostRead = 0;
  readonly pauses: number[] = [];
  /** Set: everything fails so from now on, as after a cancellation. */
  ended: TransportError | null = null;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  async connect(): Promise<TransportResult<Connection>> {
    await Promise.resolve();
    if (this.ended !== null) return { ok: false, error: this.ended };
    const peer = this.#options.peer(this.made++);
    if (typeof peer !== "function") return { ok: false, error: peer };
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    return { ok: true, value: new SimulatedConnection(this, peer, this.#options.session) };
  }

  sleep(milliseconds: number): Promise<void> {
    this.pauses.push(milliseconds);
    return Promise.resolve();
  }

  random(length: number): Uint8Array {
    return new Uint8Array(length).fill(5);
  }

  readChain(): null {
    return null;
  }
}

class SimulatedConnection implements Connection {
  readonly address = "192.0.2.1";
  readonly localAddress = "192.0.2.9";
  readonly #network: SimulatedNetwork;
  readonly #peer: Peer;
  readonly #session: NetworkOptions["session"];
  /** What the peer has still to do, and what of it is on its way. */
  #todo: Iterator<PeerAction>[];
  #arrived: PeerAction | undefined;
  #ended: TransportError | null = null;
  #gone = false;
  #bytes = 0;

  constructor(network: SimulatedNetwork, peer: Peer, session: NetworkOptions["session"]) {
    this.#network = network;
    this.#peer = peer;
    this.#session = session;
    this.#todo = [peer(null)[Symbol.iterator]()];
  }

  async read(): Promise<TransportResult<Uint8Array>> {
    // A turn for the others: everybody's answers arrive at the same time.
    await Promise.resolve();
    const error = this.#network.ended ?? this.#ended;
    if (error !== null) return { ok: false, error };
    const next = this.#take();
    if (next === undefined) return { ok: false, error: TIMEOUT };
    if (typeof next === "string") return { ok: false, error: (this.#ended = next === "close" ? CLOSED : RESET) };
    this.#bytes += next.length;
    this.#network.mostRead = Math.max(this.#network.mostRead, this.#bytes);
    return { ok: true, value: next };
  }

  unread(): Uint8Array {
    const next = this.#take();
    if (next instanceof Uint8Array) return next;
    this.#arrived = next;
    return new Uint8Array(0);
  }

  #take(): PeerAction | undefined {
    const waiting = this.#arrived;
    this.#arrived = undefined;
    if (waiting !== undefined) return waiting;
    for (let [first] = this.#todo; first !== undefined; [first] = this.#todo) {
      const next = first.next();
      if (next.done !== true) return next.value;
      this.#todo.shift();
    }
    return undefined;
  }

  async write(bytes: Uint8Array): Promise<TransportResult<null>> {
    await Promise.resolve();
    const error = this.#network.ended ?? this.#ended;
    if (error !== null) return { ok: false, error };
    this.#todo.push(this.#peer(bytes)[Symbol.iterator]());
    return { ok: true, value: null };
  }

  async upgradeToTls(): Promise<TransportResult<TlsSession>> {
    await Promise.resolve();
    const session = this.#session?.() ?? { ok: false, error: CLOSED };
    if (session.ok) this.#todo = [this.#peer(null)[Symbol.iterator]()];
    return session;
  }

  close(): Promise<void> {
    this.abort();
    return Promise.resolve();
  }

  abort(): void {
    if (!this.#gone) this.#network.open -= 1;
    this.#gone = true;
  }
}
