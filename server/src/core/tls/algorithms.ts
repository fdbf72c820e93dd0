// What cipher suites are made of: key exchanges, authentications, ciphers and MACs. The suites themselves: suites.ts.

import type { ProtocolVersion } from "./versions.js";

/** `any`: the suite leaves it to extensions, as in TLS 1.3. DHE and ECDHE include the anonymous suites. */
export type KeyExchange =
  | ("RSA" | "DH" | "DHE" | "ECDH" | "ECDHE" | "PSK" | "RSA_PSK" | "DHE_PSK" | "ECDHE_PSK")
  | ("SRP" | "KRB5" | "ECCPWD" | "GOST" | "CECPQ1" | "any" | "NULL");

/** What authenticates the server; `anon` and `NULL` are nothing. */
export type Authentication =
  | ("RSA" | "DSS" | "ECDSA" | "PSK" | "SRP" | "KRB5" | "ECCPWD" | "GOST94" | "GOST01" | "GOST12")
  | ("any" | "anon" | "NULL");

export type Mac = "AEAD" | "MD5" | "SHA1" | "SHA256" | "SHA384" | "GOST89" | "GOST94" | "GOST12" | "OMAC" | "NULL";

/** Ciphers and their effective strength in bits: a key's secret bits, 112 for 3DES (NIST SP 800-57 part 1, §5.6.1.1). */
export const CIPHER_BITS = {
  NULL: 0,
  RC2_CBC_40: 40,
  RC4_40: 40,
  DES40_CBC: 40,
  RC2_CBC_56: 56,
  RC4_56: 56,
  DES_CBC: 56,
  RC4_64: 64,
  "3DES_EDE_CBC": 112,
  RC2_CBC_128: 128,
  RC4_128: 128,
  IDEA_CBC: 128,
  SEED_CBC: 128,
  AES_128_CBC: 128,
  AES_128_CCM: 128,
  AES_128_CCM_8: 128,
  AES_128_GCM: 128,
  ARIA_128_CBC: 128,
  ARIA_128_GCM: 128,
  CAMELLIA_128_CBC: 128,
  CAMELLIA_128_GCM: 128,
  ASCONAEAD128: 128,
  AEGIS_128L: 128,
  SM4_CCM: 128,
  SM4_GCM: 128,
  AES_256_CBC: 256,
  AES_256_CCM: 256,
  AES_256_CCM_8: 256,
  AES_256_GCM: 256,
  ARIA_256_CBC: 256,
  ARIA_256_GCM: 256,
  CAMELLIA_256_CBC: 256,
  CAMELLIA_256_GCM: 256,
  CHACHA20_POLY1305: 256,
  AEGIS_256: 256,
  "28147_CNT": 256,
  KUZNYECHIK_CTR: 256,
  KUZNYECHIK_MGM_L: 256,
  KUZNYECHIK_MGM_S: 256,
  MAGMA_CTR: 256,
  MAGMA_MGM_L: 256,
  MAGMA_MGM_S: 256,
} as const;

export type Cipher = keyof typeof CIPHER_BITS;

/** One suite of the table: id, IANA name, OpenSSL names (newest first, by blanks), GnuTLS name, then what it is made of. */
export type SuiteRow = readonly [
  id: number,
  iana: string,
  openssl: string,
  gnutls: string,
  kx: KeyExchange,
  auth: Authentication,
  enc: Cipher,
  mac: Mac,
  minVersion: ProtocolVersion,
  maxVersion: ProtocolVersion,
];
