// What a server's flight says, as data. Suites, groups, schemes and extensions are numbers: core/tls has their names.

import type { AlertName } from "../core/tls/alerts.js";
import type { ProtocolVersion } from "../core/tls/versions.js";

export interface ServerHello {
  /** Of the record that it came in. */
  readonly recordVersion: number;
  /** The field `server_version`; since TLS 1.3 always 0x0303. */
  readonly legacyVersion: number;
  /** What was negotiated, by `supported_versions` where that was sent. */
  readonly versionNumber: number;
  /** Null where the number is none that exists. */
  readonly version: ProtocolVersion | null;
  /** 32 bytes. */
  readonly random: Uint8Array;
  /**
   * The end of `random` says that the server knows a newer version than it chose (RFC 8446 §4.1.3): `TLSv1.3` when it
   * then chose TLS 1.2, `TLSv1.2` (or newer) when it then chose an older one.
   */
  readonly downgradeFrom: "TLSv1.3" | "TLSv1.2" | null;
  readonly sessionId: Uint8Array;
  readonly suite: number;
  /** 0 is none (RFC 3749). */
  readonly compression: number;
  /** Every extension as sent, in order; of one sent twice the first. */
  readonly extensions: ReadonlyMap<number, Uint8Array>;
  /** The group of the server's key share (TLS 1.3). */
  readonly keyShareGroup: number | null;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  /** The server will send a NewSessionTicket (RFC 5077 §3.2). */
  readonly sessionTicket: boolean;
  /** RFC 5746. */
  readonly secureRenegotiation: boolean;
  /** The server will staple an OCSP response (RFC 6066 §8). */
  readonly statusRequest: boolean;
  /** The protocol chosen; bytes that are not printable are escaped. */
  readonly alpn: string | null;
  /** RFC 6520 §2; `null` where the server did not answer the extension, as when it sent another mode. */
  readonly heartbeat: "peer_allowed_to_send" | "peer_not_allowed_to_send" | null;
  /** Serialized signed certificate timestamps (RFC 6962 §3.3). */
  readonly certificateTimestamps: readonly Uint8Array[];
  readonly pointFormats: readonly number[];
}

/** RFC 8446 §4.1.4. */
export interface HelloRetryRequest {
  readonly suite: number;
  readonly versionNumber: number;
  /** The group for which the server wants a key share. */
  readonly selectedGroup: number | null;
  /** To be sent back. */
  readonly cookie: Uint8Array | null;
  readonly extensions: ReadonlyMap<number, Uint8Array>;
}

/** How the parameters of a key exchange are signed; the signature itself is not verified. */
export interface ParameterSignature {
  /** Signature scheme; null before TLS 1.2, where the certificate's key decides (RFC 4346 §7.4.3). */
  readonly scheme: number | null;
  /** Length in bytes. */
  readonly length: number;
}

/** Null as `signature`: an anonymous suite. */
export type ServerKeyExchange =
  | {
      readonly kind: "ecdhe";
      /** Null where the curve is explicit (RFC 4492 §5.4). */
      readonly group: number | null;
      /** Length of the public point in bytes; null where the curve is explicit. */
      readonly publicKeyLength: number | null;
      readonly signature: ParameterSignature | null;
    }
  | {
      readonly kind: "dhe";
      /** Big-endian, without leading zeros. */
      readonly prime: Uint8Array;
      readonly generator: Uint8Array;
      readonly publicValue: Uint8Array;
      /** Size of the prime. */
      readonly bits: number;
      readonly signature: ParameterSignature | null;
    }
  | {
      /** The short-lived key of RSA_EXPORT suites. */
      readonly kind: "rsa-export";
      readonly modulus: Uint8Array;
      readonly bits: number;
      readonly signature: ParameterSignature | null;
    }
  /** Of a key exchange that is not read here (SRP, plain PSK, GOST, suites without a name). */
  | { readonly kind: "unread"; readonly length: number };

export interface CertificateRequest {
  /** RFC 5246 §7.4.4. */
  readonly certificateTypes: readonly number[];
  /** Empty before TLS 1.2. */
  readonly signatureAlgorithms: readonly number[];
  /** Distinguished names (DER) of the authorities that the server names. */
  readonly authorities: readonly Uint8Array[];
}

export interface AlertFact {
  readonly level: "warning" | "fatal";
  readonly number: number;
  /** Null where the number is not registered. */
  readonly name: AlertName | null;
}

/** SERVER-HELLO of SSL 2.0 (draft-hickman-netscape-ssl-00 §2.6). */
export interface Ssl2ServerHello {
  readonly versionNumber: number;
  readonly sessionIdHit: boolean;
  /** 1 is X.509. */
  readonly certificateType: number;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Three-byte numbers: those of the client's that the server has too. */
  readonly cipherKinds: readonly number[];
  readonly connectionId: Uint8Array;
}

/** What contradicts the hello or the standard although it can be read. `value` is the number that is wrong, where there is one. */
export interface Oddity {
  readonly kind:
    | "suite-not-offered"
    | "version-not-offered"
    | "compression-not-offered"
    | "extension-not-offered"
    | "extension-repeated"
    | "extension-malformed"
    /** In a key share, a HelloRetryRequest or a ServerKeyExchange. */
    | "group-not-offered"
    /** A HelloRetryRequest for a group whose key share was already sent, or a ServerHello for one that was not. */
    | "key-share-mismatch"
    | "signature-algorithm-not-offered"
    /** A suite of TLS 1.3 in an older version, or the reverse. */
    | "suite-of-other-version"
    /** TLS 1.3 sends the client's session identifier back (RFC 8446 §4.1.3). */
    | "session-id-changed"
    /** ServerHello differs from the HelloRetryRequest before it (RFC 8446 §4.1.4). */
    | "suite-changed-after-retry"
    | "version-changed-after-retry"
    | "second-hello-retry-request";
  readonly value: number | null;
}

/** Everything learnt so far; what is null or empty has not come. */
export interface FlightFacts {
  readonly serverHello: ServerHello | null;
  readonly helloRetryRequest: HelloRetryRequest | null;
  readonly ssl2: Ssl2ServerHello | null;
  /** DER, in the order sent; null before the message, empty where the server sent an empty list. */
  readonly certificates: readonly Uint8Array[] | null;
  /** Stapled OCSP response, DER (RFC 6066 §8). */
  readonly ocspResponse: Uint8Array | null;
  readonly keyExchange: ServerKeyExchange | null;
  readonly certificateRequest: CertificateRequest | null;
  readonly serverHelloDone: boolean;
  readonly alerts: readonly AlertFact[];
  readonly oddities: readonly Oddity[];
}

/** Where the reading stands. Only `reading` and, after `resume`, `retry` go on. */
export type FlightState =
  /** More bytes are needed. If the connection ends now, the flight was cut off. */
  | { readonly kind: "reading" }
  /** What was asked for is there. */
  | { readonly kind: "done" }
  /** A HelloRetryRequest: send a second hello and call `resume`. */
  | { readonly kind: "retry" }
  /** A fatal alert, or close_notify. */
  | { readonly kind: "alert"; readonly alert: AlertFact }
  /** SSL 2.0's ERROR message; 1 is NO-CIPHER-ERROR (draft-hickman-netscape-ssl-00 §2.8). */
  | { readonly kind: "ssl2-error"; readonly code: number }
  /** The first bytes are no record; `excerpt` shows them, at most `MAX_EXCERPT`, escaped. */
  | { readonly kind: "not-tls"; readonly excerpt: string }
  /** `where`: the record or message; `why`: in plain words, without anything that the server sent. */
  | { readonly kind: "malformed"; readonly where: string; readonly why: string }
  /** More than is read of any server; `limit` names the bound, `max` is its value. */
  | { readonly kind: "limit"; readonly limit: string; readonly max: number };
