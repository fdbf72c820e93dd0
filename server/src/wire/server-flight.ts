// Reads what a server sends in the clear, in pieces of any size, up to ServerHello or ServerHelloDone. What messages mean: flight-messages.ts.

import { alertById } from "../core/tls/alerts.js";
import { versionNumber } from "../core/tls/versions.js";
import { ByteQueue } from "./byte-queue.js";
import { escapeBytes } from "./escape.js";
import type { AlertFact, FlightFacts, FlightState } from "./facts.js";
import { FlightMessages, type MessageOutcome } from "./flight-messages.js";
import { MAX_EXCERPT, MAX_FLIGHT, MAX_HANDSHAKE_MESSAGE, MAX_WARNINGS } from "./limits.js";
import { CONTENT } from "./numbers.js";
import type { Offer } from "./offer.js";
import { RECORD_HEADER, RecordReader, type TlsRecord } from "./record.js";
import { isSsl2Message, looksLikeSsl2, readSsl2Message, ssl2Length } from "./ssl2.js";

/** How much is wanted. In TLS 1.3 the reading always ends with ServerHello: the rest is encrypted. */
export type Until = "server-hello" | "server-hello-done";

/** Bytes of a handshake message's header, of an alert, and of the header of an SSL 2.0 record. */
const MESSAGE_HEADER = 4;
const ALERT = 2;
const SSL2_HEADER = 2;

/** Alert levels (RFC 5246 §7.2). */
const WARNING = 1;
const FATAL = 2;

const READING: FlightState = { kind: "reading" };

/**
 * Any bytes give a state and facts; nothing throws. Neither depends on how the bytes were cut. Once the state is neither
 * `reading` nor `retry`, further bytes change nothing, but complete the excerpt of `not-tls`.
 */
export class ServerFlightReader {
  /** The record layer: after `done` the caller may read on here what follows. */
  readonly records = new RecordReader();
  readonly #until: Until;
  readonly #messages: FlightMessages;
  /** The first bytes of the stream: which protocol it is, and how it reads when it is none. */
  readonly #first = new ByteQueue();
  readonly #ssl2 = new ByteQueue();
  readonly #handshake = new ByteQueue();
  readonly #alert = new ByteQueue();
  readonly #alerts: AlertFact[] = [];
  #offer: Offer;
  #state: FlightState = READING;
  #bytesRead = 0;

  constructor(offer: Offer, until: Until) {
    this.#offer = offer;
    this.#until = until;
    this.#messages = new FlightMessages(offer);
  }

  get state(): FlightState {
    return this.#state;
  }

  get facts(): FlightFacts {
    return { ...this.#messages.facts(), alerts: [...this.#alerts] };
  }

  /** Takes what the server sent next. */
  push(bytes: Uint8Array): FlightState {
    if (this.#first.length < MAX_EXCERPT) this.#first.push(bytes.subarray(0, MAX_EXCERPT - this.#first.length));
    if (this.#state.kind === "not-tls") return (this.#state = this.#notTls());
    if (this.#state.kind === "reading" && this.#isSsl2()) {
      this.#ssl2.push(bytes);
      this.#state = this.#readSsl2();
    } else if (this.#state.kind === "reading" || this.#state.kind === "retry") {
      this.records.push(bytes);
      this.#readRecords();
    }
    return this.#state;
  }

  /** After `retry`: the second hello is sent, and this is what it offers. Reads on in what is already there. */
  resume(offer: Offer): FlightState {
    if (this.#state.kind !== "retry") return this.#state;
    this.#offer = offer;
    this.#messages.offerAgain(offer);
    this.#state = READING;
    this.#readHandshake();
    this.#readRecords();
    return this.#state;
  }

  #isSsl2(): boolean {
    return this.#offer.versions.includes(versionNumber("SSLv2")) && looksLikeSsl2(this.#first.peek(MAX_EXCERPT));
  }

  #readSsl2(): FlightState {
    const length = ssl2Length(this.#ssl2.peek(SSL2_HEADER));
    if (length === null) return READING;
    const body = this.#ssl2.peek(SSL2_HEADER + length).subarray(SSL2_HEADER);
    if (!isSsl2Message(body)) return this.#notTls();
    if (body.length < length) return READING;
    const message = readSsl2Message(body);
    switch (message.kind) {
      case "server-hello":
        this.#messages.ssl2(message.hello);
        return { kind: "done" };
      case "error":
        return { kind: "ssl2-error", code: message.code };
      case "malformed":
        return { kind: "malformed", where: "SERVER-HELLO of SSL 2.0", why: message.why };
    }
  }

  #readRecords(): void {
    while (this.#state.kind === "reading") {
      const result = this.records.next();
      if (result === null) return;
      if (result.kind === "record") this.#readRecord(result.record);
      else if (result.kind === "limit") this.#state = result;
      else this.#state = this.#bytesRead === 0 ? this.#notTls() : malformed("record", "the bytes are no TLS record");
    }
  }

  #readRecord({ type, version, fragment }: TlsRecord): void {
    this.#bytesRead += RECORD_HEADER + fragment.length;
    if (this.#bytesRead > MAX_FLIGHT) this.#state = limit("bytes of a flight", MAX_FLIGHT);
    else if (type === CONTENT.handshake) {
      this.#messages.recordVersion = version;
      this.#handshake.push(fragment);
      this.#readHandshake();
    } else if (type === CONTENT.alert) {
      this.#alert.push(fragment);
      this.#readAlerts();
    } else if (type === CONTENT.changeCipherSpec) this.#readChangeCipherSpec();
    // During a handshake heartbeats are to be ignored (RFC 6520 §3).
    else if (type === CONTENT.applicationData) this.#state = malformed("record", "application data in the handshake");
  }

  /** Between HelloRetryRequest and ServerHello it is there for middleboxes (RFC 8446 §D.4); elsewhere it comes too early. */
  #readChangeCipherSpec(): void {
    if (this.#messages.facts().helloRetryRequest !== null) return;
    this.#state = malformed("record", "ChangeCipherSpec before the handshake is done");
  }

  #readHandshake(): void {
    while (this.#state.kind === "reading" && this.#handshake.length >= MESSAGE_HEADER) {
      const [type = 0, high = 0, middle = 0, low = 0] = this.#handshake.peek(MESSAGE_HEADER);
      const length = (high << 16) | (middle << 8) | low;
      if (length > MAX_HANDSHAKE_MESSAGE) {
        this.#state = limit("bytes of one handshake message", MAX_HANDSHAKE_MESSAGE);
        return;
      }
      if (this.#handshake.length < MESSAGE_HEADER + length) return;
      this.#handshake.take(MESSAGE_HEADER);
      this.#state = this.#after(this.#messages.read(type, this.#handshake.take(length)));
    }
  }

  #after(outcome: MessageOutcome): FlightState {
    switch (outcome.kind) {
      case "malformed":
        return outcome;
      case "retry":
        return { kind: "retry" };
      case "server-hello":
        return outcome.encrypted || this.#until === "server-hello" ? { kind: "done" } : READING;
      case "server-hello-done":
        return { kind: "done" };
      case "message":
        return READING;
    }
  }

  #readAlerts(): void {
    while (this.#state.kind === "reading" && this.#alert.length >= ALERT) {
      const [level = 0, number = 0] = this.#alert.take(ALERT);
      if (level !== WARNING && level !== FATAL) {
        this.#state = malformed("alert", `the level ${level} does not exist`);
        return;
      }
      const name = alertById(number)?.name ?? null;
      const alert: AlertFact = { level: level === WARNING ? "warning" : "fatal", number, name };
      this.#alerts.push(alert);
      if (level === FATAL || name === "close_notify") this.#state = { kind: "alert", alert };
      else if (this.#alerts.length > MAX_WARNINGS) this.#state = limit("warnings", MAX_WARNINGS);
    }
  }

  #notTls(): FlightState {
    return { kind: "not-tls", excerpt: escapeBytes(this.#first.peek(MAX_EXCERPT)) };
  }
}

function malformed(where: string, why: string): FlightState {
  return { kind: "malformed", where, why };
}

function limit(name: string, max: number): FlightState {
  return { kind: "limit", limit: name, max };
}
