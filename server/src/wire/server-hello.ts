// ServerHello and HelloRetryRequest, and the extensions in them. Whether they fit the hello that they answer: flight-checks.ts.

import { versionByNumber } from "../core/tls/versions.js";
import { ByteReader } from "./byte-reader.js";
import { escapeBytes } from "./escape.js";
import type { HelloRetryRequest, Oddity, ServerHello } from "./facts.js";
import { toHex } from "./hex.js";
import { MAX_EXTENSIONS } from "./limits.js";
import { EXTENSION } from "./numbers.js";

/** The random that makes a ServerHello a HelloRetryRequest: SHA-256 of that name (RFC 8446 §4.1.3). */
const RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

/** The last eight bytes of a server's random: "DOWNGRD" and what it chose (RFC 8446 §4.1.3). */
const DOWNGRADES = { "444f574e47524401": "TLSv1.3", "444f574e47524400": "TLSv1.2" } as const;

/** HeartbeatMode (RFC 6520 §2). */
const HEARTBEAT_MODES = { 1: "peer_allowed_to_send", 2: "peer_not_allowed_to_send" } as const;

/** Timestamps of one list: a certificate comes with two or three. */
const MAX_TIMESTAMPS = 32;

export type ServerHelloRead =
  | { readonly kind: "server-hello"; readonly hello: ServerHello; readonly oddities: readonly Oddity[] }
  | { readonly kind: "retry"; readonly retry: HelloRetryRequest; readonly oddities: readonly Oddity[] }
  | { readonly kind: "malformed"; readonly why: string };

/** One message, without its header (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3). Extensions may be missing, as in SSL 3.0. */
export function readServerHello(body: Uint8Array, recordVersion: number): ServerHelloRead {
  const reader = new ByteReader(body);
  const legacyVersion = reader.uint16("version");
  const random = reader.bytes(32, "random");
  const sessionId = reader.vector(1, "session identifier");
  if (sessionId.length > 32) reader.fail("session identifier: longer than 32 bytes");
  const suite = reader.uint16("cipher suite");
  const compression = reader.uint8("compression method");
  const oddities: Oddity[] = [];
  const extensions = readExtensions(reader, oddities);
  reader.end("message");
  if (reader.problem !== null) return { kind: "malformed", why: reader.problem };

  const bodies = new ExtensionBodies(extensions, oddities);
  const versionNumber = bodies.read(EXTENSION.supportedVersions, (inside) => inside.uint16("version")) ?? legacyVersion;
  if (toHex(random) === RETRY_RANDOM) {
    const selectedGroup = bodies.read(EXTENSION.keyShare, (inside) => inside.uint16("group"));
    const cookie = bodies.read(EXTENSION.cookie, (inside) => inside.vector(2, "cookie"));
    return { kind: "retry", retry: { suite, versionNumber, selectedGroup, cookie, extensions }, oddities };
  }
  const hello: ServerHello = {
    ...{ recordVersion, legacyVersion, versionNumber, version: versionByNumber(versionNumber) ?? null },
    ...{ random, downgradeFrom: downgradeFrom(random), sessionId, suite, compression, extensions },
    ...answers(bodies),
  };
  return { kind: "server-hello", hello, oddities };
}

/** What the server says yes to. */
function answers(bodies: ExtensionBodies) {
  const heartbeat = bodies.read(EXTENSION.heartbeat, (inside) => inside.uint8("mode"));
  return {
    keyShareGroup: bodies.read(EXTENSION.keyShare, (inside) => {
      const group = inside.uint16("group");
      inside.vector(2, "key exchange");
      return group;
    }),
    extendedMasterSecret: bodies.has(EXTENSION.extendedMasterSecret),
    encryptThenMac: bodies.has(EXTENSION.encryptThenMac),
    sessionTicket: bodies.has(EXTENSION.sessionTicket),
    secureRenegotiation: bodies.read(EXTENSION.renegotiationInfo, (inside) => inside.vector(1, "verify data")) !== null,
    statusRequest: bodies.has(EXTENSION.statusRequest),
    alpn: bodies.read(EXTENSION.alpn, (inside) => {
      const [name, ...others] = inside.vectorList(2, 1, "protocol", 1);
      if (name === undefined || others.length > 0) inside.fail("protocol: not exactly one");
      return escapeBytes(name ?? new Uint8Array(0));
    }),
    heartbeat: heartbeat === 1 || heartbeat === 2 ? HEARTBEAT_MODES[heartbeat] : null,
    certificateTimestamps:
      bodies.read(EXTENSION.signedCertificateTimestamp, (inside) =>
        inside.vectorList(2, 2, "timestamps", MAX_TIMESTAMPS),
      ) ?? [],
    pointFormats: bodies.read(EXTENSION.ecPointFormats, (inside) => [...inside.vector(1, "formats")]) ?? [],
  };
}

function readExtensions(reader: ByteReader, oddities: Oddity[]): ReadonlyMap<number, Uint8Array> {
  const extensions = new Map<number, Uint8Array>();
  if (reader.remaining === 0) return extensions;
  const block = reader.nested(2, "extensions");
  for (let count = 0; block.remaining > 0; count++) {
    if (count === MAX_EXTENSIONS) block.fail(`extensions: more than ${MAX_EXTENSIONS}`);
    const type = block.uint16("extension type");
    const body = block.vector(2, "extension");
    if (block.problem !== null) break;
    if (extensions.has(type)) oddities.push({ kind: "extension-repeated", value: type });
    else extensions.set(type, body);
  }
  reader.settle(block);
  return extensions;
}

/** Reads the bodies of extensions; one that makes no sense is noted and counts as not sent. */
class ExtensionBodies {
  readonly #extensions: ReadonlyMap<number, Uint8Array>;
  readonly #oddities: Oddity[];

  constructor(extensions: ReadonlyMap<number, Uint8Array>, oddities: Oddity[]) {
    this.#extensions = extensions;
    this.#oddities = oddities;
  }

  has(type: number): boolean {
    return this.#extensions.has(type);
  }

  read<T>(type: number, parse: (inside: ByteReader) => T): T | null {
    const body = this.#extensions.get(type);
    if (body === undefined) return null;
    const inside = new ByteReader(body);
    const value = parse(inside);
    inside.end("extension");
    if (inside.problem === null) return value;
    this.#oddities.push({ kind: "extension-malformed", value: type });
    return null;
  }
}

function downgradeFrom(random: Uint8Array): ServerHello["downgradeFrom"] {
  const end = toHex(random.subarray(24));
  return end in DOWNGRADES ? DOWNGRADES[end as keyof typeof DOWNGRADES] : null;
}
