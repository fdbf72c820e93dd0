// A TLS 1.2 server made by hand, with flaws that no library in use has any more. It answers hellos and then waits; it has no
// cryptography, so that no handshake with it is ever finished.

import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { alertRecord, heartbeatRecord, RecordReader, type TlsRecord } from "../../server/src/wire/api.js";
import { records } from "../../server/src/wire/record.js";
import { join, message, serverHello, TLS12 } from "../wire/support/build-flight.js";
import { parseClientHello } from "../wire/support/parse-client-hello.js";
import type { Identity } from "./certificates.js";

interface Flaws {
  /** Accepts heartbeats: `answers` with as much as was asked for, or `drops` those that announce too much (RFC 6520 §4). */
  readonly heartbeat?: "answers" | "drops";
  /** What an early ChangeCipherSpec leads to; `obeys`: the next record is taken for encrypted. */
  readonly changeCipherSpec?: "obeys" | "protests" | "leaves";
  readonly compresses?: boolean;
  readonly withoutSecureRenegotiation?: boolean;
  readonly withoutFallbackSignal?: boolean;
}

const RSA_AES128 = 0x002f;
const TLS11 = 0x0302;
const VERSIONS: Readonly<Record<string, number>> = { "TLSv1.1": TLS11, "TLSv1.2": TLS12, "TLSv1.3": TLS12 };

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const HEARTBEAT = 24;

const UNEXPECTED_MESSAGE = 10;
const BAD_RECORD_MAC = 20;
const HANDSHAKE_FAILURE = 40;
const PROTOCOL_VERSION = 70;
const INAPPROPRIATE_FALLBACK = 86;

/** Speaks TLS 1.1 and 1.2 with one suite over a connection on which TLS is to begin. */
export function scriptedTls({ cert }: Identity, flaws: Flaws): (socket: Socket) => void {
  const flight = join(
    message(11, (out) =>
      out.vector(3, (list) => list.vector(3, (entry) => entry.bytes(new X509Certificate(cert).raw))),
    ),
    message(14, () => undefined),
  );
  return (socket) => {
    const reader = new RecordReader();
    let greeted = false;
    let encrypted = false;
    const fail = (alert: number): void => {
      socket.end(alertRecord(TLS12, "fatal", alert));
    };
    const onRecord = (record: TlsRecord): void => {
      if (encrypted) fail(BAD_RECORD_MAC);
      else if (record.type === HANDSHAKE && !greeted) {
        greeted = true;
        const answer = answerTo(record, flaws);
        if (typeof answer === "number") fail(answer);
        else socket.write(join(answer, flight));
      } else if (record.type === HEARTBEAT && flaws.heartbeat !== undefined) {
        const announced = new DataView(record.fragment.buffer, record.fragment.byteOffset).getUint16(1);
        if (flaws.heartbeat === "answers") socket.write(heartbeatAnswer(announced));
      } else if (record.type === CHANGE_CIPHER_SPEC && flaws.changeCipherSpec === "obeys") encrypted = true;
      else if (record.type === CHANGE_CIPHER_SPEC && flaws.changeCipherSpec === "leaves") socket.end();
      else fail(UNEXPECTED_MESSAGE);
    };
    socket.removeAllListeners("data");
    socket.on("data", (bytes: Buffer) => {
      reader.push(bytes);
      for (let next = reader.next(); next !== null && !socket.writableEnded; next = reader.next()) {
        if (next.kind === "record") onRecord(next.record);
        else {
          socket.end();
          return;
        }
      }
    });
  };
}

/** A ServerHello, or the number of an alert. */
function answerTo({ version, fragment }: TlsRecord, flaws: Flaws): Uint8Array | number {
  const { options, extensions } = parseClientHello(records(HANDSHAKE, version, fragment));
  const asked = VERSIONS[options.version ?? ""];
  const modernOnly = options.supportedVersions?.every((one) => one === "TLSv1.3") === true;
  if (asked === undefined || modernOnly) return PROTOCOL_VERSION;
  if (options.fallbackScsv === true && asked < TLS12 && flaws.withoutFallbackSignal !== true) {
    return INAPPROPRIATE_FALLBACK;
  }
  if (options.suites?.includes(RSA_AES128) !== true) return HANDSHAKE_FAILURE;
  const compression = flaws.compresses === true && options.compression?.includes(1) === true ? 1 : 0;
  const offered = (type: number): boolean => extensions.includes(type);
  const answers: (readonly [number, Uint8Array])[] = [];
  if (flaws.withoutSecureRenegotiation !== true && offered(0xff01)) answers.push([0xff01, Uint8Array.of(0)]);
  if (flaws.heartbeat !== undefined && offered(15)) answers.push([15, Uint8Array.of(1)]);
  return serverHello({ version: asked, suite: RSA_AES128, compression, extensions: answers });
}

/** HeartbeatResponse with as many bytes as were asked for. */
function heartbeatAnswer(length: number): Uint8Array {
  const record = heartbeatRecord(TLS12, { payload: new Uint8Array(length), padding: new Uint8Array(16) });
  // The same message as a request, but for its type (RFC 6520 §4).
  record[5] = 2;
  return record;
}
