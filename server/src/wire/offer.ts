// What a ClientHello offered, in numbers: against it a server's answer is held.

/** One client key of TLS 1.3 (RFC 8446 §4.2.8). The caller makes the key: nothing here computes. */
export interface KeyShare {
  readonly group: number;
  readonly publicKey: Uint8Array;
}

/** Everything by its number on the wire. */
export interface Offer {
  /** Every version that the server may choose. */
  readonly versions: readonly number[];
  /** Without the signalling values (SCSV). */
  readonly suites: readonly number[];
  readonly compression: readonly number[];
  /** Extension types that the server may answer. */
  readonly extensions: readonly number[];
  /** Empty where the hello names none: then the server may take any. */
  readonly groups: readonly number[];
  readonly keyShares: readonly number[];
  /** Empty where the hello names none. */
  readonly signatureAlgorithms: readonly number[];
  readonly sessionId: Uint8Array;
}

/** A hello ready to be sent, records included. */
export interface Hello {
  readonly bytes: Uint8Array;
  readonly offer: Offer;
}
