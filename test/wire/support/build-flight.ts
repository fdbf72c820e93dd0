// A server's flight made by hand, for what no real server does.

import { ascii, build, type Content } from "../../../server/src/wire/byte-writer.js";
import { records } from "../../../server/src/wire/record.js";

const RETRY_RANDOM = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");

export const TLS12 = 0x0303;

export interface HelloParts {
  readonly version?: number;
  readonly random?: Uint8Array;
  readonly sessionId?: Uint8Array;
  readonly suite?: number;
  readonly compression?: number;
  /** Type and body, in order; null leaves out the whole field. */
  readonly extensions?: readonly (readonly [type: number, body: Uint8Array])[] | null;
}

/** A handshake message in records of its own. */
export function message(type: number, content: Content): Uint8Array {
  return records(
    22,
    TLS12,
    build((out) => out.uint8(type).vector(3, content)),
  );
}

export function serverHello(parts: HelloParts = {}): Uint8Array {
  const { version = TLS12, random = new Uint8Array(32), sessionId = new Uint8Array(0), suite = 0xc02f } = parts;
  const { compression = 0, extensions = null } = parts;
  return message(2, (out) => {
    out.uint16(version).bytes(random);
    out.vector(1, (inside) => inside.bytes(sessionId));
    out.uint16(suite).uint8(compression);
    if (extensions === null) return;
    out.vector(2, (block) => {
      for (const [type, body] of extensions) block.uint16(type).vector(2, (inside) => inside.bytes(body));
    });
  });
}

export function helloRetryRequest(parts: HelloParts): Uint8Array {
  return serverHello({ suite: 0x1301, ...parts, random: RETRY_RANDOM });
}

/** One vector of bytes with a length of two bytes. */
export function vector16(bytes: Iterable<number>): Uint8Array {
  return build((out) => out.vector(2, (inside) => inside.bytes(bytes)));
}

export function text(words: string): Uint8Array {
  return ascii(words);
}

export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}
