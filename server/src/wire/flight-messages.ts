// The handshake messages of a server in their order, and the facts that they give. Records and bytes that are not whole: server-flight.ts.

import { suiteById } from "../core/tls/suites.js";
import { versionNumber } from "../core/tls/versions.js";
import type { Read } from "./byte-reader.js";
import type {
  CertificateRequest,
  FlightFacts,
  HelloRetryRequest,
  Oddity,
  ServerHello,
  ServerKeyExchange,
  Ssl2ServerHello,
} from "./facts.js";
import { keyExchangeOddities, retryOddities, serverHelloOddities, ssl2Oddities } from "./flight-checks.js";
import { MAX_ODDITIES } from "./limits.js";
import { HANDSHAKE } from "./numbers.js";
import type { Offer } from "./offer.js";
import { readServerHello } from "./server-hello.js";
import { readServerKeyExchange } from "./server-key-exchange.js";
import { readCertificate, readCertificateRequest, readCertificateStatus } from "./server-messages.js";

export type MessageOutcome =
  | { readonly kind: "message" | "retry" | "server-hello-done" }
  /** `encrypted`: TLS 1.3, where nothing more can be read. */
  | { readonly kind: "server-hello"; readonly encrypted: boolean }
  | { readonly kind: "malformed"; readonly where: string; readonly why: string };

/** The messages that are read, by number: their names in the standard. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [HANDSHAKE.serverHello, "ServerHello"],
  [HANDSHAKE.certificate, "Certificate"],
  [HANDSHAKE.certificateStatus, "CertificateStatus"],
  [HANDSHAKE.serverKeyExchange, "ServerKeyExchange"],
  [HANDSHAKE.certificateRequest, "CertificateRequest"],
  [HANDSHAKE.serverHelloDone, "ServerHelloDone"],
]);

/** The only order in which they may come, each at most once (RFC 5246 §7.3, RFC 6066 §8). */
const ORDER = [...NAMES.keys()];

const MESSAGE: MessageOutcome = { kind: "message" };

export class FlightMessages {
  /** Of the record that brought the last bytes. */
  recordVersion = 0;
  readonly #oddities: Oddity[] = [];
  #offer: Offer;
  /** Place in `ORDER` of the last message. */
  #place = -1;
  #serverHello: ServerHello | null = null;
  #helloRetryRequest: HelloRetryRequest | null = null;
  #ssl2: Ssl2ServerHello | null = null;
  #certificates: readonly Uint8Array[] | null = null;
  #ocspResponse: Uint8Array | null = null;
  #keyExchange: ServerKeyExchange | null = null;
  #certificateRequest: CertificateRequest | null = null;
  #serverHelloDone = false;

  constructor(offer: Offer) {
    this.#offer = offer;
  }

  offerAgain(offer: Offer): void {
    this.#offer = offer;
  }

  facts(): Omit<FlightFacts, "alerts"> {
    return {
      serverHello: this.#serverHello,
      helloRetryRequest: this.#helloRetryRequest,
      ssl2: this.#ssl2,
      certificates: this.#certificates,
      ocspResponse: this.#ocspResponse,
      keyExchange: this.#keyExchange,
      certificateRequest: this.#certificateRequest,
      serverHelloDone: this.#serverHelloDone,
      oddities: [...this.#oddities],
    };
  }

  ssl2(hello: Ssl2ServerHello): void {
    this.#ssl2 = hello;
    this.#note(ssl2Oddities(hello, this.#offer));
  }

  read(type: number, body: Uint8Array): MessageOutcome {
    // A server may send it at any time, and a client in a handshake ignores it (RFC 5246 §7.4.1.1).
    if (type === HANDSHAKE.helloRequest) return MESSAGE;
    const where = NAMES.get(type);
    const place = ORDER.indexOf(type);
    if (where === undefined) return malformed("handshake", `a message of type ${type} does not belong here`);
    if (place <= this.#place || (this.#place < 0 && place > 0)) return malformed(where, "out of order");
    this.#place = place;
    if (type === HANDSHAKE.serverHello) return this.#readHello(body);
    const problem = this.#readMessage(type, body);
    if (problem !== null) return malformed(where, problem);
    return this.#serverHelloDone ? { kind: "server-hello-done" } : MESSAGE;
  }

  #readHello(body: Uint8Array): MessageOutcome {
    const read = readServerHello(body, this.recordVersion);
    if (read.kind === "malformed") return malformed("ServerHello", read.why);
    this.#note(read.oddities);
    if (read.kind === "server-hello") {
      this.#serverHello = read.hello;
      this.#note(serverHelloOddities(read.hello, this.#offer, this.#helloRetryRequest));
      return { kind: "server-hello", encrypted: read.hello.versionNumber >= versionNumber("TLSv1.3") };
    }
    if (this.#helloRetryRequest !== null) {
      this.#note([{ kind: "second-hello-retry-request", value: null }]);
      return malformed("HelloRetryRequest", "a second one; only one is allowed");
    }
    this.#helloRetryRequest = read.retry;
    this.#note(retryOddities(read.retry, this.#offer));
    this.#place = -1;
    return { kind: "retry" };
  }

  /** The problem, if there is one. */
  #readMessage(type: number, body: Uint8Array): string | null {
    const hello = this.#serverHello;
    if (hello === null) return "before ServerHello";
    switch (type) {
      case HANDSHAKE.certificate:
        return settle(readCertificate(body), (certificates) => (this.#certificates = certificates));
      case HANDSHAKE.certificateStatus:
        return settle(readCertificateStatus(body), (response) => (this.#ocspResponse = response));
      case HANDSHAKE.certificateRequest:
        return settle(
          readCertificateRequest(body, hello.versionNumber),
          (request) => (this.#certificateRequest = request),
        );
      case HANDSHAKE.serverKeyExchange:
        return settle(readServerKeyExchange(body, suiteById(hello.suite), hello.versionNumber), (exchange) => {
          this.#keyExchange = exchange;
          this.#note(keyExchangeOddities(exchange, this.#offer));
        });
      default:
        this.#serverHelloDone = body.length === 0;
        return this.#serverHelloDone ? null : `${body.length} bytes are left over`;
    }
  }

  #note(oddities: readonly Oddity[]): void {
    for (const oddity of oddities) {
      const known = this.#oddities.some(({ kind, value }) => kind === oddity.kind && value === oddity.value);
      if (!known && this.#oddities.length < MAX_ODDITIES) this.#oddities.push(oddity);
    }
  }
}

function settle<T>({ value, problem }: Read<T>, keep: (value: T) => void): string | null {
  if (problem === null) keep(value);
  return problem;
}

function malformed(where: string, why: string): MessageOutcome {
  return { kind: "malformed", where, why };
}
