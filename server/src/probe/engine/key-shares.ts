// Public keys for hellos of TLS 1.3. Nobody has, or needs, a private key: a probe reads no further than the server's answer.

/** Fixed values that a server takes for a key, by IANA name of the group. */
const KEYS: Readonly<Record<string, string>> = {
  // The base point (RFC 7748 §4.1), the public key of the scalar 1.
  x25519: `09${"00".repeat(31)}`,
  // The base point G, uncompressed (SEC 2 v2.0 §2.4.2).
  secp256r1:
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" +
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
};

/** The key for a group; null where there is none, so that the server has to ask for it (HelloRetryRequest). */
export function fixedKey(group: string): Uint8Array | null {
  const hex = KEYS[group];
  return hex === undefined ? null : Uint8Array.from(hex.match(/../gu) ?? [], (byte) => Number.parseInt(byte, 16));
}
