// Asks a server for suites by a ClientHello made by hand, so that suites which no TLS library of the client's has can be asked for, too.
// The handshake ends with the server's first flight: nothing is encrypted, nothing verified (RFC 5246, RFC 8446).

import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { cipherSuites, suiteById, type CipherSuite } from "../../server/src/core/tls/suites.js";
import { compareVersions } from "../../server/src/core/tls/versions.js";
import { ready, type Agreed, type Target, type VERSIONS } from "./tls-observer.js";

type Version = (typeof VERSIONS)[number];

const NUMBERS: Readonly<Record<Version, number>> = {
  TLSv1: 0x0301,
  "TLSv1.1": 0x0302,
  "TLSv1.2": 0x0303,
  "TLSv1.3": 0x0304,
};

const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff);
const list16 = (values: readonly number[]): Buffer => Buffer.concat(values.map(u16));
const with16 = (content: Buffer): Buffer => Buffer.concat([u16(content.length), content]);
const extension = (type: number, content: Buffer): Buffer => Buffer.concat([u16(type), with16(content)]);

/** x25519, x448, the curves of NIST; with TLS 1.3 the primes of RFC 7919, too: before it a server takes its own prime. */
const CURVES = [29, 30, 23, 24, 25, 21, 19];
const PRIMES = [256, 257, 258, 259, 260];
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601,
  0x0203, 0x0201, 0x0402, 0x0502, 0x0602, 0x0202, 0x0301, 0x0303, 0x0302,
];

function clientHello(version: Version, suites: readonly number[]): Buffer {
  const tls13 = version === "TLSv1.3";
  const extensions = [
    extension(10, with16(list16([...CURVES, ...(tls13 ? PRIMES : [])]))),
    extension(11, Buffer.of(1, 0)),
    ...(compareVersions(version, "TLSv1.2") >= 0 ? [extension(13, with16(list16(SIGNATURES)))] : []),
    extension(23, Buffer.alloc(0)),
    // A key share of one group; a server that wants another one says so in its hello.
    ...(tls13
      ? [
          extension(43, Buffer.from([2, 3, 4])),
          extension(51, with16(Buffer.concat([u16(29), with16(randomBytes(32))]))),
        ]
      : []),
  ];
  const body = Buffer.concat([
    u16(Math.min(NUMBERS[version], 0x0303)),
    randomBytes(32),
    Buffer.concat([Buffer.of(32), randomBytes(32)]),
    with16(list16([...suites, 0x00ff])),
    Buffer.of(1, 0),
    with16(Buffer.concat(extensions)),
  ]);
  const message = Buffer.concat([Buffer.of(1, 0), u16(body.length), body]);
  return Buffer.concat([Buffer.of(22, 3, 1), with16(message)]);
}

interface Flight {
  readonly version: number;
  readonly suite: number;
  readonly dhBits: number | null;
}

/** Reads what the server sends until its hello is done; null where it refuses. */
class FlightReader {
  #records = Buffer.alloc(0);
  #messages = Buffer.alloc(0);
  #hello: { version: number; suite: number } | null = null;
  #dhBits: number | null = null;
  result: Flight | null | undefined;

  add(chunk: Buffer): void {
    this.#records = Buffer.concat([this.#records, chunk]);
    while (this.result === undefined && this.#records.length >= 5) {
      const length = this.#records.readUInt16BE(3);
      if (this.#records.length < 5 + length) return;
      const type = this.#records[0];
      const content = this.#records.subarray(5, 5 + length);
      this.#records = this.#records.subarray(5 + length);
      if (type === 22) this.#handshake(content);
      else if (type === 21) this.result = null;
    }
  }

  #handshake(content: Buffer): void {
    this.#messages = Buffer.concat([this.#messages, content]);
    while (this.#messages.length >= 4) {
      const length = this.#messages.readUIntBE(1, 3);
      if (this.#messages.length < 4 + length) return;
      this.#message(this.#messages[0] ?? 0, this.#messages.subarray(4, 4 + length));
      this.#messages = this.#messages.subarray(4 + length);
    }
  }

  #message(type: number, body: Buffer): void {
    if (type === 2) {
      const at = 35 + (body[34] ?? 0);
      const tls13 = body.subarray(at + 3).includes(Buffer.of(0, 43, 0, 2, 3, 4));
      this.#hello = { version: tls13 ? 0x0304 : body.readUInt16BE(0), suite: body.readUInt16BE(at) };
      // What follows is encrypted.
      if (tls13) this.result = { ...this.#hello, dhBits: null };
    }
    if (type === 12 && this.#hello !== null && suiteById(this.#hello.suite)?.kx === "DHE") {
      const prime = body.subarray(2, 2 + body.readUInt16BE(0));
      const first = prime.findIndex((byte) => byte !== 0);
      this.#dhBits = (prime.length - first) * 8 - Math.clz32(prime[first] ?? 0) + 24;
    }
    if (type === 14 && this.#hello !== null) this.result = { ...this.#hello, dhBits: this.#dhBits };
  }
}

function exchange(socket: Socket, hello: Buffer): Promise<Flight | null> {
  return new Promise((resolve) => {
    const reader = new FlightReader();
    const end = (): void => {
      resolve(reader.result ?? null);
      socket.destroy();
    };
    socket.on("data", (chunk: Buffer) => {
      reader.add(chunk);
      if (reader.result !== undefined) end();
    });
    socket.on("close", end);
    socket.write(hello);
  });
}

/** Offers `suites` in one version; null where the server refuses, or answers with another version. */
async function offer(target: Target, version: Version, suites: readonly CipherSuite[]): Promise<Agreed | null> {
  const socket = await ready(target);
  if (socket === null) return null;
  const flight = await exchange(
    socket,
    clientHello(
      version,
      suites.map(({ id }) => id),
    ),
  );
  if (flight?.version !== NUMBERS[version]) return null;
  const suite = suites.find(({ id }) => id === flight.suite);
  return suite === undefined ? null : { suite: suite.iana, dhBits: flight.dhBits };
}

async function accepted(target: Target, version: Version, suites: readonly CipherSuite[]): Promise<readonly Agreed[]> {
  const found: Agreed[] = [];
  for (let left = suites; left.length > 0;) {
    const agreed = await offer(target, version, left);
    if (agreed === null) break;
    found.push(agreed);
    left = left.filter(({ iana }) => iana !== agreed.suite);
  }
  return found;
}

/** Every suite of SSL 3.0 to TLS 1.3, and none of SSL 2.0: those have numbers of three bytes. */
const ALL = cipherSuites().filter(
  ({ id, iana }) => id > 0 && id < 0x10000 && id !== 0x00ff && id !== 0x5600 && !iana.startsWith("SSL_CK"),
);

/** All suites that a server accepts in a version; what is left after a refusal is asked for once more by kinds. */
export async function everySuite(target: Target, version: Version): Promise<readonly Agreed[]> {
  const found = [...(await accepted(target, version, ALL))];
  const left = ALL.filter(({ iana }) => !found.some(({ suite }) => suite === iana));
  for (const kind of new Set(left.map(({ kx, auth }) => `${kx} ${auth}`))) {
    const suites = left.filter(({ kx, auth }) => `${kx} ${auth}` === kind);
    found.push(...(await accepted(target, version, suites)));
  }
  return found;
}
