// ClientHello of SSL 3.0 to TLS 1.3: options in, bytes out. No GREASE (RFC 8701): every number in it is meant. Extensions: client-extensions.ts.

import { versionNumber, type ProtocolVersion } from "../core/tls/versions.js";
import { build } from "./byte-writer.js";
import { clientExtensions, extensionBlock, type ExtensionOptions } from "./client-extensions.js";
import type { HelloRetryRequest } from "./facts.js";
import { CONTENT, EMPTY_RENEGOTIATION_INFO_SCSV, EXTENSION, FALLBACK_SCSV, HANDSHAKE } from "./numbers.js";
import type { Hello, KeyShare, Offer } from "./offer.js";
import { records } from "./record.js";

/** Bytes of an extension's type and length. */
const EXTENSION_HEADER = 4;

/** Sizes at which old F5 load balancers hang, and the size that is safe again (RFC 7685 §1 and §4). */
const HANGS = { from: 256, below: 512 } as const;

export interface ClientHelloOptions extends ExtensionOptions {
  /** The newest version offered; TLS 1.3 needs `supportedVersions` as well. */
  readonly version: Exclude<ProtocolVersion, "SSLv2">;
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** At most 32 bytes; none by default. TLS 1.3 servers behave best with 32 (RFC 8446 §D.4). */
  readonly sessionId?: Uint8Array;
  /** In order of preference, without the signalling values, which are options of their own. */
  readonly suites: readonly number[];
  /** `[0]` (none) by default; with 1 (DEFLATE, RFC 3749) it asks for what CRIME needs. */
  readonly compression?: readonly number[];
  /** TLS_EMPTY_RENEGOTIATION_INFO_SCSV: the way to ask without extensions (RFC 5746 §3.3). */
  readonly renegotiationScsv?: boolean;
  /** TLS_FALLBACK_SCSV (RFC 7507). */
  readonly fallbackScsv?: boolean;
  /** Of the record; by default 0x0301, or 0x0300 for SSL 3.0, which every server takes (RFC 8446 §5.1). */
  readonly recordVersion?: number;
  /** Pads a hello of 256 to 511 bytes to 512 (RFC 7685). */
  readonly padding?: boolean;
}

/** A hello in its record. Throws `RangeError` for options that no hello can hold. */
export function clientHello(options: ClientHelloOptions): Hello {
  const message = helloMessage(options, clientExtensions(options));
  const recordVersion = options.recordVersion ?? Math.min(versionNumber(options.version), versionNumber("TLSv1"));
  return { bytes: records(CONTENT.handshake, recordVersion, message), offer: offer(options) };
}

/**
 * The second hello after a HelloRetryRequest: the first with the cookie, and one key share for the group that the server
 * chose (RFC 8446 §4.1.2). `keyShare` is null where it chose none: then the shares stay.
 */
export function retriedClientHello(
  first: ClientHelloOptions,
  retry: HelloRetryRequest,
  keyShare: KeyShare | null,
): Hello {
  return clientHello({
    ...first,
    recordVersion: versionNumber("TLSv1.2"),
    ...(keyShare === null ? {} : { keyShares: [keyShare] }),
    ...(retry.cookie === null ? {} : { cookie: retry.cookie }),
  });
}

function helloMessage(options: ClientHelloOptions, extensions: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const { random, sessionId = new Uint8Array(0), compression = [0] } = options;
  if (random.length !== 32) throw new RangeError("The random of a ClientHello has 32 bytes.");
  if (sessionId.length > 32) throw new RangeError("A session identifier has at most 32 bytes.");
  // TLS 1.3 stands in supported_versions; the field stays at TLS 1.2 (RFC 8446 §4.1.2).
  const version = Math.min(versionNumber(options.version), versionNumber("TLSv1.2"));
  const message = build((out) =>
    out.uint8(HANDSHAKE.clientHello).vector(3, (hello) => {
      hello.uint16(version).bytes(random);
      hello.vector(1, (inside) => inside.bytes(sessionId));
      hello.vector(2, (inside) => {
        for (const suite of wireSuites(options)) inside.uint16(suite);
      });
      hello.vector(1, (inside) => inside.bytes(compression));
      if (extensions.size > 0) hello.bytes(extensionBlock(extensions));
    }),
  );
  const hangs = message.length >= HANGS.from && message.length < HANGS.below;
  if (options.padding !== true || !hangs || extensions.has(EXTENSION.padding)) return message;
  // At least one byte of padding: some servers fail on an empty last extension (RFC 7685 §4).
  const zeros = Math.max(HANGS.below - message.length - EXTENSION_HEADER, 1);
  return helloMessage(options, new Map(extensions).set(EXTENSION.padding, new Uint8Array(zeros)));
}

/** The signalling values come last, so that a server that follows the client never meets them before a suite. */
function wireSuites({ suites, renegotiationScsv = false, fallbackScsv = false }: ClientHelloOptions): number[] {
  return [
    ...suites,
    ...(renegotiationScsv ? [EMPTY_RENEGOTIATION_INFO_SCSV] : []),
    ...(fallbackScsv ? [FALLBACK_SCSV] : []),
  ];
}

function offer(options: ClientHelloOptions): Offer {
  const extensions = [...clientExtensions(options).keys()];
  // A server answers the signalling value with the extension (RFC 5746 §3.6).
  if (options.renegotiationScsv === true) extensions.push(EXTENSION.renegotiationInfo);
  return {
    versions: offeredVersions(options),
    suites: options.suites,
    compression: options.compression ?? [0],
    extensions,
    groups: options.groups ?? [],
    keyShares: (options.keyShares ?? []).map((share) => share.group),
    signatureAlgorithms: options.signatureAlgorithms ?? [],
    sessionId: options.sessionId ?? new Uint8Array(0),
  };
}

/** Without supported_versions a server may choose any version up to the one named (RFC 5246 §E.1), but never TLS 1.3. */
function offeredVersions({ version, supportedVersions }: ClientHelloOptions): readonly number[] {
  if (supportedVersions !== undefined) return supportedVersions.map(versionNumber);
  const newest = Math.min(versionNumber(version), versionNumber("TLSv1.2"));
  const versions: number[] = [];
  for (let number = versionNumber("SSLv3"); number <= newest; number++) versions.push(number);
  return versions;
}
