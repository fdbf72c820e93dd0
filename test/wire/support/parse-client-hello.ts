// Reads a ClientHello back into the options that it was made from, straight from the syntax of the RFCs.

import { versionByNumber, type ProtocolVersion } from "../../../server/src/core/api.js";
import { EXTENSION, type ClientHelloOptions } from "../../../server/src/wire/api.js";

/** A cursor that throws at the end: a hello that is cut off fails the test. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint(width: number): number {
    return this.#bytes.readUIntBE((this.#at += width) - width, width);
  }

  take(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new Error("cut off");
    return Uint8Array.from(this.#bytes.subarray(this.#at, (this.#at += count)));
  }

  vector(width: number): Uint8Array {
    return this.take(this.uint(width));
  }

  list<T>(width: number, item: (cursor: Cursor) => T): T[] {
    const inside = new Cursor(this.vector(width));
    const items: T[] = [];
    while (!inside.done) items.push(item(inside));
    return items;
  }
}

type Entry = Partial<ClientHelloOptions>;

const uint16 = (cursor: Cursor): number => cursor.uint(2);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const version = (number: number): ProtocolVersion => versionByNumber(number) ?? "SSLv2";

const BODIES: Readonly<Record<number, (body: Cursor) => Entry>> = {
  [EXTENSION.serverName]: (body) => {
    const [name] = body.list(2, (entry) => ({ type: entry.uint(1), name: text(entry.vector(2)) }));
    return name?.type === 0 ? { serverName: name.name } : {};
  },
  [EXTENSION.statusRequest]: (body) => ({ statusRequest: Buffer.from(body.take(5)).toString("hex") === "0100000000" }),
  [EXTENSION.supportedGroups]: (body) => ({ groups: body.list(2, uint16) }),
  [EXTENSION.ecPointFormats]: (body) => ({ pointFormats: [...body.vector(1)] }),
  [EXTENSION.signatureAlgorithms]: (body) => ({ signatureAlgorithms: body.list(2, uint16) }),
  [EXTENSION.signatureAlgorithmsCert]: (body) => ({ signatureAlgorithmsCert: body.list(2, uint16) }),
  [EXTENSION.heartbeat]: (body) => ({ heartbeat: body.uint(1) === 1 }),
  [EXTENSION.alpn]: (body) => ({ alpn: body.list(2, (name) => text(name.vector(1))) }),
  [EXTENSION.signedCertificateTimestamp]: () => ({ certificateTimestamps: true }),
  [EXTENSION.padding]: (body) => {
    while (!body.done) if (body.uint(1) !== 0) throw new Error("padding that is not zero");
    return {};
  },
  [EXTENSION.encryptThenMac]: () => ({ encryptThenMac: true }),
  [EXTENSION.extendedMasterSecret]: () => ({ extendedMasterSecret: true }),
  [EXTENSION.sessionTicket]: () => ({ sessionTicket: true }),
  [EXTENSION.supportedVersions]: (body) => ({
    supportedVersions: body.list(1, (entry) => version(entry.uint(2))),
  }),
  [EXTENSION.cookie]: (body) => ({ cookie: body.vector(2) }),
  [EXTENSION.pskKeyExchangeModes]: (body) => ({ pskKeyExchangeModes: [...body.vector(1)] }),
  [EXTENSION.keyShare]: (body) => ({
    keyShares: body.list(2, (share) => ({ group: share.uint(2), publicKey: share.vector(2) })),
  }),
  [EXTENSION.renegotiationInfo]: (body) => ({ renegotiationInfo: body.uint(1) === 0 }),
};

export interface ParsedHello {
  readonly recordVersion: number;
  readonly options: Partial<ClientHelloOptions>;
  /** Types, in order. */
  readonly extensions: readonly number[];
}

/** Throws where the bytes are not one ClientHello in one record, to the last byte. */
export function parseClientHello(bytes: Uint8Array): ParsedHello {
  const record = new Cursor(bytes);
  const [type, recordVersion] = [record.uint(1), record.uint(2)];
  const message = new Cursor(record.vector(2));
  const messageType = message.uint(1);
  const hello = new Cursor(message.vector(3));
  if (type !== 22 || messageType !== 1 || !record.done || !message.done) throw new Error("not one ClientHello");

  let options: Entry = { version: version(hello.uint(2)) as ClientHelloOptions["version"], random: hello.take(32) };
  const sessionId = hello.vector(1);
  const numbers = hello.list(2, uint16);
  options = { ...options, sessionId, compression: [...hello.vector(1)] };
  if (numbers.at(-1) === 0x5600) options = { ...options, fallbackScsv: numbers.pop() !== undefined };
  if (numbers.at(-1) === 0x00ff) options = { ...options, renegotiationScsv: numbers.pop() !== undefined };
  options = { ...options, suites: numbers };

  const extensions: number[] = [];
  const bodies = hello.done ? [] : hello.list(2, (entry) => ({ type: entry.uint(2), body: entry.vector(2) }));
  if (!hello.done) throw new Error("bytes are left over");
  for (const { type: extension, body } of bodies) {
    const cursor = new Cursor(body);
    options = { ...options, ...BODIES[extension]?.(cursor) };
    if (!cursor.done) throw new Error(`extension ${extension}: bytes are left over`);
    extensions.push(extension);
  }
  return { recordVersion, options, extensions };
}
