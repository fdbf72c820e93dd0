// The rows of the generated tables of groups and signature algorithms, and the words in them. groups.ts and signature-algorithms.ts read them.

import type { OpenSslLibrary } from "./openssl-table.js";
import type { ProtocolVersion } from "./versions.js";

/** `hybrid-*` join an elliptic curve with a post-quantum mechanism; Kyber is the draft that became ML-KEM. */
export type GroupKind = "ecdhe" | "ffdhe" | "ml-kem" | "hybrid-ml-kem" | "hybrid-kyber";

/** A group of the table: OpenSSL's names separated by blanks, and the first library series that has them ("" for none). */
export type GroupRow = readonly [
  id: number,
  iana: string,
  openssl: string,
  opensslSince: OpenSslLibrary | "",
  gnutls: string,
  kind: GroupKind,
  bits: number,
  strength: number,
  minVersion: ProtocolVersion,
  maxVersion: ProtocolVersion,
];

/** What the certificate's key must be; `rsa-pss` is a key that is restricted to PSS (id-RSASSA-PSS, RFC 4055 §1.2). */
export type SignatureKey =
  ("rsa" | "rsa-pss" | "dsa" | "ecdsa" | "ed25519" | "ed448") | ("gost" | "sm2" | "eccsi" | "ibs" | "ml-dsa");

/** `intrinsic`: the scheme hashes in its own way (RFC 8422 §5.1.3). */
export type SignatureHash =
  ("md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512") | ("sm3" | "streebog256" | "streebog512" | "intrinsic");

/** An algorithm of the table; names are separated by blanks. */
export type SignatureAlgorithmRow = readonly [
  id: number,
  iana: string,
  openssl: string,
  gnutls: string,
  hash: SignatureHash,
  key: SignatureKey,
  minVersion: ProtocolVersion,
  maxVersion: ProtocolVersion,
];
