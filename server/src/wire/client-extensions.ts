// The extensions of a ClientHello: options in, one body for each. An option that is absent sends no extension.

import { versionNumber, type ProtocolVersion } from "../core/tls/versions.js";
import { ascii, build, type ByteWriter, type Content } from "./byte-writer.js";
import { EXTENSION } from "./numbers.js";
import type { KeyShare } from "./offer.js";

export interface ExtensionOptions {
  /** A host name in ASCII, without a final dot; never an IP address (RFC 6066 §3). */
  readonly serverName?: string;
  /** In order of preference. TLS 1.3 is offered only here (RFC 8446 §4.2.1). */
  readonly supportedVersions?: readonly ProtocolVersion[];
  /** Group numbers, in order of preference. */
  readonly groups?: readonly number[];
  /** `[0]`: uncompressed points (RFC 8422 §5.1.2). */
  readonly pointFormats?: readonly number[];
  readonly signatureAlgorithms?: readonly number[];
  /** For the signatures in certificates (RFC 8446 §4.2.3). */
  readonly signatureAlgorithmsCert?: readonly number[];
  /** Protocol names in ASCII, in order of preference (RFC 7301). */
  readonly alpn?: readonly string[];
  /** An empty list asks a TLS 1.3 server for a HelloRetryRequest (RFC 8446 §4.2.8). */
  readonly keyShares?: readonly KeyShare[];
  /** An empty renegotiation_info, for a first handshake (RFC 5746 §3.2). */
  readonly renegotiationInfo?: boolean;
  readonly extendedMasterSecret?: boolean;
  readonly encryptThenMac?: boolean;
  /** An empty ticket: asks for one (RFC 5077 §3.2). */
  readonly sessionTicket?: boolean;
  /** Asks for a stapled OCSP response (RFC 6066 §8). */
  readonly statusRequest?: boolean;
  /** Asks for certificate timestamps (RFC 6962 §3.3.1). */
  readonly certificateTimestamps?: boolean;
  /** "The peer may send heartbeats" (RFC 6520 §2). */
  readonly heartbeat?: boolean;
  /** 1 is psk_dhe_ke; servers send tickets only to clients that name a mode (RFC 8446 §4.2.9). */
  readonly pskKeyExchangeModes?: readonly number[];
  /** From a HelloRetryRequest. */
  readonly cookie?: Uint8Array;
}

/**
 * Bodies by type, in the order in which they are sent. Some servers fail on an empty extension in the last place
 * (RFC 7685 §4): those without content stand in the middle.
 */
export function clientExtensions(options: ExtensionOptions): ReadonlyMap<number, Uint8Array> {
  const bodies: ReadonlyMap<number, Content | undefined> = new Map([
    [EXTENSION.serverName, when(options.serverName, serverName)],
    [EXTENSION.renegotiationInfo, flag(options.renegotiationInfo, (out) => out.uint8(0))],
    [EXTENSION.extendedMasterSecret, flag(options.extendedMasterSecret)],
    [EXTENSION.encryptThenMac, flag(options.encryptThenMac)],
    [EXTENSION.sessionTicket, flag(options.sessionTicket)],
    [EXTENSION.signedCertificateTimestamp, flag(options.certificateTimestamps)],
    [EXTENSION.supportedGroups, when(options.groups, (groups) => uint16s(2, groups))],
    [EXTENSION.ecPointFormats, when(options.pointFormats, uint8s)],
    [EXTENSION.alpn, when(options.alpn, protocolNames)],
    // CertificateStatusType ocsp, no responders, no extensions.
    [EXTENSION.statusRequest, flag(options.statusRequest, (out) => out.uint8(1).uint16(0).uint16(0))],
    [EXTENSION.heartbeat, flag(options.heartbeat, (out) => out.uint8(1))],
    [EXTENSION.signatureAlgorithms, when(options.signatureAlgorithms, (schemes) => uint16s(2, schemes))],
    [EXTENSION.signatureAlgorithmsCert, when(options.signatureAlgorithmsCert, (schemes) => uint16s(2, schemes))],
    [EXTENSION.supportedVersions, when(options.supportedVersions, (all) => uint16s(1, all.map(versionNumber)))],
    [EXTENSION.cookie, when(options.cookie, (cookie) => (out) => out.vector(2, (inside) => inside.bytes(cookie)))],
    [EXTENSION.pskKeyExchangeModes, when(options.pskKeyExchangeModes, uint8s)],
    [EXTENSION.keyShare, when(options.keyShares, keyShares)],
  ]);
  const written = new Map<number, Uint8Array>();
  for (const [type, content] of bodies) if (content !== undefined) written.set(type, build(content));
  return written;
}

/** The `extensions` field of a hello (RFC 8446 §4.2). */
export function extensionBlock(extensions: ReadonlyMap<number, Uint8Array>): Uint8Array {
  return build((out) =>
    out.vector(2, (block) => {
      for (const [type, body] of extensions) block.uint16(type).vector(2, (inside) => inside.bytes(body));
    }),
  );
}

function when<T>(value: T | undefined, write: (value: T) => Content): Content | undefined {
  return value === undefined ? undefined : write(value);
}

const nothing: Content = () => undefined;

function flag(wanted: boolean | undefined, content: Content = nothing): Content | undefined {
  return wanted === true ? content : undefined;
}

function serverName(name: string): Content {
  const hostName = (entry: ByteWriter) => entry.uint8(0).vector(2, (inside) => inside.bytes(ascii(name)));
  return (out) => out.vector(2, hostName);
}

function uint16s(width: 1 | 2, numbers: readonly number[]): Content {
  return (out) =>
    out.vector(width, (inside) => {
      for (const number of numbers) inside.uint16(number);
    });
}

function uint8s(numbers: readonly number[]): Content {
  return (out) => out.vector(1, (inside) => inside.bytes(numbers));
}

function protocolNames(names: readonly string[]): Content {
  return (out) =>
    out.vector(2, (list) => {
      for (const name of names) list.vector(1, (inside) => inside.bytes(ascii(name)));
    });
}

function keyShares(shares: readonly KeyShare[]): Content {
  return (out) =>
    out.vector(2, (list) => {
      for (const { group, publicKey } of shares) list.uint16(group).vector(2, (inside) => inside.bytes(publicKey));
    });
}
