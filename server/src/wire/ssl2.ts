// SSL 2.0 (draft-hickman-netscape-ssl-00): the CLIENT-HELLO and what a server answers in the clear. The names are the draft's.

import { versionNumber, type ProtocolVersion } from "../core/tls/versions.js";
import { ByteReader } from "./byte-reader.js";
import { build } from "./byte-writer.js";
import type { Ssl2ServerHello } from "./facts.js";
import type { Hello } from "./offer.js";

/** Message types (§2.5 to §2.8). */
const MESSAGE = { error: 0, clientHello: 1, serverHello: 4 } as const;

export interface Ssl2HelloOptions {
  /**
   * `SSLv2` by default. With a newer version it is the hello that old clients sent to servers of any version
   * (RFC 5246 §E.2): the server may answer in SSL 2.0 or in the newer version.
   */
  readonly version?: ProtocolVersion;
  /** Three-byte numbers; a suite of TLS is its own number (RFC 5246 §E.2). */
  readonly cipherKinds: readonly number[];
  /** 16 to 32 bytes. */
  readonly challenge: Uint8Array;
}

/** A CLIENT-HELLO in its record of two header bytes. Throws `RangeError` for options that no hello can hold. */
export function ssl2ClientHello({ version = "SSLv2", cipherKinds, challenge }: Ssl2HelloOptions): Hello {
  if (challenge.length < 16 || challenge.length > 32) throw new RangeError("A challenge has 16 to 32 bytes.");
  const newest = versionNumber(version);
  const message = build((out) => {
    out.uint8(MESSAGE.clientHello).uint16(newest);
    out
      .uint16(cipherKinds.length * 3)
      .uint16(0)
      .uint16(challenge.length);
    for (const kind of cipherKinds) out.uint24(kind);
    out.bytes(challenge);
  });
  const newer: number[] = [];
  for (let number = versionNumber("SSLv3"); number <= newest; number++) newer.push(number);
  return {
    bytes: build((out) => out.uint16(0x8000 | message.length).bytes(message)),
    offer: {
      versions: [versionNumber("SSLv2"), ...newer],
      suites: cipherKinds,
      compression: [0],
      extensions: [],
      groups: [],
      keyShares: [],
      signatureAlgorithms: [],
      sessionId: new Uint8Array(0),
    },
  };
}

/** The length in a record's header; null where the header is not whole. In the clear no record has padding (§1.1). */
export function ssl2Length([high, low]: Uint8Array): number | null {
  return high === undefined || low === undefined ? null : ((high & 0x7f) << 8) | low;
}

/** Whether a stream may be SSL 2.0: the high bit of its first byte is set, which no record of SSL 3.0 or TLS has. */
export function looksLikeSsl2([high]: Uint8Array): boolean {
  return high !== undefined && high >= 0x80;
}

/** Whether a message, as far as it is there, may be one that a server sends first. */
export function isSsl2Message([type]: Uint8Array): boolean {
  return type === undefined || type === MESSAGE.serverHello || type === MESSAGE.error;
}

export type Ssl2Message =
  | { readonly kind: "server-hello"; readonly hello: Ssl2ServerHello }
  | { readonly kind: "error"; readonly code: number }
  | { readonly kind: "malformed"; readonly why: string };

/** One message of a server, without the record's header. */
export function readSsl2Message(message: Uint8Array): Ssl2Message {
  const reader = new ByteReader(message);
  if (reader.uint8("message type") === MESSAGE.error) {
    const code = reader.uint16("error code");
    return reader.problem === null ? { kind: "error", code } : { kind: "malformed", why: reader.problem };
  }
  const sessionIdHit = reader.uint8("session identifier hit") !== 0;
  const certificateType = reader.uint8("certificate type");
  const number = reader.uint16("version");
  const lengths = ["certificate length", "cipher kinds length", "connection identifier length"].map((name) =>
    reader.uint16(name),
  );
  const [certificate, kinds, connectionId] = [
    reader.bytes(lengths[0] ?? 0, "certificate"),
    reader.bytes(lengths[1] ?? 0, "cipher kinds"),
    reader.bytes(lengths[2] ?? 0, "connection identifier"),
  ];
  reader.end("SERVER-HELLO");
  if (kinds.length % 3 !== 0) reader.fail("cipher kinds: their length is no multiple of 3");
  if (reader.problem !== null) return { kind: "malformed", why: reader.problem };
  const cipherKinds: number[] = [];
  for (let at = 0; at < kinds.length; at += 3)
    cipherKinds.push(((kinds[at] ?? 0) << 16) | ((kinds[at + 1] ?? 0) << 8) | (kinds[at + 2] ?? 0));
  return {
    kind: "server-hello",
    hello: { versionNumber: number, sessionIdHit, certificateType, certificate, cipherKinds, connectionId },
  };
}
