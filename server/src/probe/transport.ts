// What the probe needs of a network, as an interface. Sockets, TLS engines, deadlines and cancellation live behind it, in the platform.

import type { CertificateFacts, ProtocolVersion } from "../core/api.js";
import type { CertificateReport } from "./certificate-report.js";

/**
 * Why an operation ended. Once the deadline has passed or the probe is cancelled, every operation, also one that is
 * pending, gives `timeout` or `cancelled`. `message` is in plain words and holds nothing that the server sent.
 */
export interface TransportError {
  readonly kind: "cancelled" | "timeout" | "dns" | "refused" | "reset" | "closed" | "tls" | "network";
  readonly message: string;
}

export type TransportResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: TransportError };

/** Whether the chain leads to a root that is trusted here, and the certificate is for the host. */
export interface TrustReport {
  readonly verified: boolean;
  /** Why not, as OpenSSL names it (openssl-verification-options(1)), such as `CERT_HAS_EXPIRED`; null without such a name. */
  readonly code: string | null;
  /** The same in plain words. */
  readonly reason: string | null;
  readonly hostname: boolean | null;
}

/** What one handshake agreed on. Null where the TLS library does not tell. */
export interface TlsSession {
  readonly version: ProtocolVersion | null;
  /** IANA name. */
  readonly suite: string | null;
  /** IANA name of the key-exchange group; null also where none was used. */
  readonly group: string | null;
  /** Size of a finite-field Diffie-Hellman key; null where none was used. */
  readonly dhBits: number | null;
  /** The certificates as sent (DER), the server's own first; none with an anonymous suite. */
  readonly chain: readonly Uint8Array[];
  readonly trust: TrustReport;
  /** The protocol that the server chose of those offered (RFC 7301); null where it chose none. */
  readonly alpn: string | null;
  /** Stapled OCSP response, DER (RFC 6066 §8); null where none came. */
  readonly ocspResponse: Uint8Array | null;
  /** Certificate timestamps came in that response (RFC 6962 §3.3). */
  readonly ocspTimestamps: boolean;
}

/** What a handshake with the platform's TLS library offers apart from the usual. */
export interface TlsOffer {
  /** Only certificates of that kind are accepted, so that a server with several shows this one. */
  readonly keyType?: KeyType;
  /** Protocols, by their registered names (RFC 7301). */
  readonly alpn?: readonly string[];
}

/** One connection. Operations are called one after another, never two at once. */
export interface Connection {
  /** The peer's IP address. */
  readonly address: string;
  /** This end's IP address. */
  readonly localAddress: string;
  /** Waits for at least one byte; `closed` when the server has ended the connection. */
  read(): Promise<TransportResult<Uint8Array>>;
  /** What has arrived and was not read yet, without waiting; often empty. */
  unread(): Uint8Array;
  write(bytes: Uint8Array): Promise<TransportResult<null>>;
  /** Starts TLS as the client, with the platform's own TLS library; from then on `read` and `write` go through it. */
  upgradeToTls(offer?: TlsOffer): Promise<TransportResult<TlsSession>>;
  /** Ends the connection in good order, and waits until it is gone. */
  close(): Promise<void>;
  /** Drops the connection at once: nothing more is expected of the server. */
  abort(): void;
}

/** A server's certificate, with what it sent after it. */
export interface SentCertificate {
  readonly report: CertificateReport;
  /** For rules; null where its key is of a kind that they do not know. */
  readonly facts: CertificateFacts | null;
}

/** The kinds of key that TLS tells apart when it chooses a certificate. */
export type KeyType = "rsa" | "ec";

/** Makes connections to one target, all under the same deadline and cancellation, each with a deadline of its own as well. */
export interface Transport {
  /** The deadline or the cancellation, once that has come; null before. */
  readonly ended: TransportError | null;
  connect(): Promise<TransportResult<Connection>>;
  /** Waits; no longer than until the deadline or the cancellation. */
  sleep(milliseconds: number): Promise<void>;
  /** So many bytes that nobody can foresee. */
  random(length: number): Uint8Array;
  /** Reads certificates (DER) in the order sent, the server's own first; null where that one cannot be read. */
  readChain(chain: readonly Uint8Array[]): SentCertificate | null;
}

/** Milliseconds that only ever grow. */
export type Clock = () => number;
