// The client's side of a handshake with Node's TLS: what is offered, and what came of it. Sockets belong to tcp-transport.ts.

import { constants, type X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import {
  connect,
  type ConnectionOptions,
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
  type TLSSocketOptions,
} from "node:tls";
import { PROTOCOL_VERSIONS } from "../core/api.js";
import type { KeyType, TlsOffer, TlsSession } from "../probe/transport.js";
import { sentCertificates } from "./certificate.js";
import { trustWords } from "./tls-words.js";

export interface TlsOptions {
  /** The name to ask for (SNI, unless it is an IP address) and to find in the certificate; in ASCII, no dot at the end. */
  readonly servername: string;
  /** Trust these authorities (PEM) instead of the well-known ones. */
  readonly ca?: string;
}

/**
 * What to offer, the widest first: a probe must be able to show servers that a mail program would refuse. Anonymous suites
 * come last, since with one of them the server sends no certificate. Libraries other than OpenSSL (BoringSSL in Electron)
 * refuse some of these words.
 */
const OFFERS: readonly SecureContextOptions[] = [
  { minVersion: "TLSv1", ciphers: "ALL:+aNULL:@SECLEVEL=0", secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT },
  { minVersion: "TLSv1", ciphers: "ALL" },
  { minVersion: "TLSv1" },
];

/** What to accept for a certificate of one kind: the signature decides in TLS 1.3, the authentication of the suite before. */
const ONLY: Readonly<Record<KeyType, SecureContextOptions>> = {
  rsa: {
    sigalgs: "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA1",
  },
  ec: { sigalgs: "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ECDSA+SHA1:ed25519:ed448" },
};

/** Begins a handshake on a connected socket, which from then on belongs to the one returned. No certificate ends it. */
export function beginTls(socket: Socket, options: TlsOptions, { keyType, alpn }: TlsOffer = {}): TLSSocket {
  const { servername, ca } = options;
  // `connect` hands it on, although its declaration does not know it.
  const offered: ConnectionOptions & Pick<TLSSocketOptions, "requestOCSP"> = {
    socket,
    secureContext: widestContext({
      ...(ca === undefined ? {} : { ca }),
      ...(keyType === undefined ? {} : ONLY[keyType]),
    }),
    rejectUnauthorized: false,
    requestOCSP: true,
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    minDHSize: 1,
    // Trust and name are judged apart, in `describeSession`.
    checkServerIdentity: () => undefined,
    ...(isIP(servername) === 0 ? { servername } : {}),
  };
  return connect(offered);
}

function widestContext(base: SecureContextOptions): SecureContext {
  for (const offer of OFFERS) {
    try {
      return createSecureContext({ ...base, ...offer });
    } catch {
      // Refused by this library: offer less.
    }
  }
  return createSecureContext(base);
}

/** What a finished handshake agreed on. `ocspResponse`: as the socket's event of that name gave it. */
export function describeSession(socket: TLSSocket, options: TlsOptions, ocspResponse: Uint8Array | null): TlsSession {
  // Asked only once: Node takes the chain out of the session while it converts it.
  const chain = [...sentCertificates(socket.getPeerX509Certificate())];
  const [leaf] = chain;
  // Declared as an Error; at run time it is OpenSSL's code.
  const code = socket.authorized || leaf === undefined ? null : String(socket.authorizationError);
  return {
    version: PROTOCOL_VERSIONS.find((version) => version === socket.getProtocol()) ?? null,
    suite: socket.getCipher().standardName,
    ...keyExchange(socket),
    chain: chain.map(({ raw }) => raw),
    trust: {
      verified: socket.authorized,
      code,
      reason: socket.authorized ? null : code === null ? ABSENT : trustWords(code),
      hostname: leaf === undefined ? null : matches(leaf, options.servername),
    },
    alpn: socket.alpnProtocol || null,
    ocspResponse,
  };
}

const ABSENT = "The server sent no certificate: the cipher suite is anonymous, so nothing proves who it is.";

/**
 * RFC 9525 §6: subject alternative names only, never the common name; a wildcard stands for one whole label. An IP address
 * must be listed as such.
 */
function matches(certificate: X509Certificate, name: string): boolean {
  return isIP(name) === 0
    ? certificate.checkHost(name, { subject: "never", partialWildcards: false }) !== undefined
    : certificate.checkIP(name) !== undefined;
}

/** IANA names (TLS Supported Groups) where OpenSSL's differ. */
const GROUPS: Readonly<Record<string, string>> = { prime256v1: "secp256r1", X25519: "x25519", X448: "x448" };

/** The group, where Node tells its name: of finite-field ones only the size, of hybrid ones nothing before Node 24. */
function keyExchange(socket: TLSSocket): Pick<TlsSession, "group" | "dhBits"> {
  const { type, name, size } = (socket.getEphemeralKeyInfo() ?? {}) as { type?: string; name?: string; size?: number };
  return {
    group: name === undefined ? null : (GROUPS[name] ?? name),
    dhBits: type === "DH" ? (size ?? null) : null,
  };
}
