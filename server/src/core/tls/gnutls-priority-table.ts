// What GnuTLS 3.7 knows in priority strings: names, keywords and what they stand for. No evaluation: see gnutls-priority.ts.

/** The lists that a priority string fills, each in order of preference. */
export interface PriorityLists<List> {
  readonly protocols: List;
  readonly ciphers: List;
  readonly keyExchanges: List;
  readonly macs: List;
  readonly groups: List;
  readonly signatures: List;
}

export type PriorityList = keyof PriorityLists<unknown>;

type Names = readonly string[];

const words = (text: string): Names => text.split(" ");

const NORMAL_CIPHERS = words(
  "AES-256-GCM CHACHA20-POLY1305 AES-256-CCM AES-256-CBC AES-128-GCM AES-128-CCM AES-128-CBC",
);
const EC_GROUPS = words("SECP256R1 SECP384R1 SECP521R1 X25519 X448");
const DH_GROUPS = words("FFDHE2048 FFDHE3072 FFDHE4096 FFDHE6144 FFDHE8192");
const SIGNATURES_384 = words("RSA-SHA384 RSA-PSS-SHA384 RSA-PSS-RSAE-SHA384 ECDSA-SHA384 ECDSA-SECP384R1-SHA384");
const SIGNATURES_512 = words("RSA-SHA512 RSA-PSS-SHA512 RSA-PSS-RSAE-SHA512 ECDSA-SHA512 ECDSA-SECP521R1-SHA512");
const SECURE192_SIGNATURES = [...SIGNATURES_384, "EdDSA-Ed448", ...SIGNATURES_512];
const SECURE128_SIGNATURES = [
  ...words("RSA-SHA256 RSA-PSS-SHA256 RSA-PSS-RSAE-SHA256 ECDSA-SHA256 ECDSA-SECP256R1-SHA256 EdDSA-Ed25519"),
  ...SECURE192_SIGNATURES,
];

/** What the `-ALL` items and strings without a keyword stand for. Source: lib/priority.c. */
export const PRIORITY_DEFAULTS: PriorityLists<Names> = {
  protocols: words("TLS1.3 TLS1.2 TLS1.1 TLS1.0 DTLS1.2 DTLS1.0"),
  ciphers: NORMAL_CIPHERS,
  keyExchanges: words("ECDHE-ECDSA ECDHE-RSA RSA DHE-RSA"),
  macs: words("SHA1 AEAD"),
  groups: [...EC_GROUPS, ...DH_GROUPS],
  signatures: [...SECURE128_SIGNATURES, "RSA-SHA1", "ECDSA-SHA1"],
};

/** Added by `GOST`, and per list by items like `GROUP-GOST-ALL`. */
export const GOST: Omit<PriorityLists<Names>, "protocols"> = {
  ciphers: ["GOST28147-TC26Z-CNT"],
  keyExchanges: ["VKO-GOST-12"],
  macs: ["GOST28147-TC26Z-IMIT"],
  groups: words("GC256A GC256B GC256C GC256D GC512A GC512B GC512C"),
  signatures: words("GOSTR341012-256 GOSTR341012-512"),
};

type Level = Omit<PriorityLists<Names>, "protocols"> & { readonly protocols?: Names };

const { protocols: _, ...NORMAL } = PRIORITY_DEFAULTS;
const SECURE192: Level = {
  ciphers: words("AES-256-GCM CHACHA20-POLY1305 AES-256-CBC AES-256-CCM"),
  keyExchanges: NORMAL.keyExchanges,
  macs: ["AEAD"],
  groups: words("SECP384R1 SECP521R1 FFDHE8192"),
  signatures: SECURE192_SIGNATURES,
};
const SECURE128: Level = {
  ...NORMAL,
  ciphers: [...SECURE192.ciphers, ...words("AES-128-GCM AES-128-CBC AES-128-CCM")],
  signatures: SECURE128_SIGNATURES,
};
const SUITEB192: Level = {
  protocols: ["TLS1.2"],
  ciphers: ["AES-256-GCM"],
  keyExchanges: ["ECDHE-ECDSA"],
  macs: ["AEAD"],
  groups: ["SECP384R1"],
  signatures: words("ECDSA-SHA384 ECDSA-SECP384R1-SHA384"),
};

/**
 * The keywords. Certificate profiles and limits on Diffie-Hellman primes, in which some differ, are not kept here.
 * `PERFORMANCE` prefers CHACHA20-POLY1305 on machines without AES instructions; this is the order on those with them.
 */
export const LEVELS: Readonly<Record<string, Level>> = {
  NORMAL,
  LEGACY: NORMAL,
  PFS: { ...NORMAL, keyExchanges: words("ECDHE-ECDSA ECDHE-RSA DHE-RSA") },
  PERFORMANCE: {
    ...NORMAL,
    ciphers: words("AES-128-GCM AES-256-GCM CHACHA20-POLY1305 AES-128-CCM AES-256-CCM AES-128-CBC AES-256-CBC"),
    keyExchanges: words("RSA ECDHE-ECDSA ECDHE-RSA DHE-RSA"),
  },
  SECURE: SECURE128,
  SECURE128,
  SECURE192,
  SECURE256: SECURE192,
  SUITEB128: {
    ...SUITEB192,
    ciphers: words("AES-256-GCM AES-128-GCM"),
    groups: words("SECP256R1 SECP384R1"),
    signatures: [...words("ECDSA-SHA256 ECDSA-SECP256R1-SHA256"), ...SUITEB192.signatures],
  },
  SUITEB192,
};

/** Items that stand for several of a list; a name that only begins like one counts as it. The longer ones come first. */
export const BULK_ITEMS: Readonly<Record<string, { readonly list: PriorityList; readonly names: Names }>> = {
  "VERS-TLS-ALL": { list: "protocols", names: words("TLS1.3 TLS1.2 TLS1.1 TLS1.0") },
  "VERS-DTLS-ALL": { list: "protocols", names: words("DTLS1.2 DTLS1.0") },
  "GROUP-DH-ALL": { list: "groups", names: DH_GROUPS },
  "GROUP-EC-ALL": { list: "groups", names: EC_GROUPS },
  "GROUP-GOST-ALL": { list: "groups", names: GOST.groups },
};

/** The same, but their removal empties the list, whatever is in it: `-MAC-GOST-ALL` removes every MAC. */
export const WHOLE_LIST_ITEMS: typeof BULK_ITEMS = {
  "VERS-ALL": { list: "protocols", names: PRIORITY_DEFAULTS.protocols },
  "CURVE-ALL": { list: "groups", names: PRIORITY_DEFAULTS.groups },
  "GROUP-ALL": { list: "groups", names: PRIORITY_DEFAULTS.groups },
  "SIGN-ALL": { list: "signatures", names: PRIORITY_DEFAULTS.signatures },
  "SIGN-GOST-ALL": { list: "signatures", names: GOST.signatures },
  "MAC-ALL": { list: "macs", names: PRIORITY_DEFAULTS.macs },
  "MAC-GOST-ALL": { list: "macs", names: GOST.macs },
  "CIPHER-ALL": { list: "ciphers", names: PRIORITY_DEFAULTS.ciphers },
  "CIPHER-GOST-ALL": { list: "ciphers", names: GOST.ciphers },
  "KX-ALL": { list: "keyExchanges", names: PRIORITY_DEFAULTS.keyExchanges },
  "KX-GOST-ALL": { list: "keyExchanges", names: GOST.keyExchanges },
};

/** Names without a prefix. Of the ciphers many belong to no suite. Source: lib/algorithms/mac.c, ciphers.c and kx.c. */
export const MACS = words(
  "SHA1 SHA256 SHA384 SHA512 SHA224 UMAC-96 UMAC-128 AEAD MD5 GOSTR341194 STREEBOG-256 STREEBOG-512 AES-CMAC-128 " +
    "AES-CMAC-256 AES-GMAC-128 AES-GMAC-192 AES-GMAC-256 GOST28147-TC26Z-IMIT OMAC-MAGMA OMAC-KUZNYECHIK",
);
export const CIPHERS = words(
  "AES-256-CBC AES-192-CBC AES-128-CBC AES-128-GCM AES-192-GCM AES-256-GCM AES-128-CCM AES-256-CCM AES-128-CCM-8 " +
    "AES-256-CCM-8 ARCFOUR-128 ESTREAM-SALSA20-256 SALSA20-256 CHACHA20-32 CHACHA20-64 CAMELLIA-256-CBC " +
    "CAMELLIA-192-CBC CAMELLIA-128-CBC CHACHA20-POLY1305 CAMELLIA-128-GCM CAMELLIA-256-GCM GOST28147-TC26Z-CFB " +
    "GOST28147-CPA-CFB GOST28147-CPB-CFB GOST28147-CPC-CFB GOST28147-CPD-CFB AES-128-CFB8 AES-192-CFB8 AES-256-CFB8 " +
    "AES-128-XTS AES-256-XTS AES-128-SIV AES-256-SIV GOST28147-TC26Z-CNT MAGMA-CTR-ACPKM KUZNYECHIK-CTR-ACPKM " +
    "3DES-CBC DES-CBC RC2-40 NULL",
);
export const KEY_EXCHANGES = words(
  "ECDHE-RSA ECDHE-ECDSA RSA DHE-RSA DHE-DSS PSK RSA-PSK DHE-PSK ECDHE-PSK SRP-DSS SRP-RSA SRP ANON-DH ANON-ECDH " +
    "VKO-GOST-12",
);
/** Known by name alone. */
export const RETIRED = words("ARCFOUR-40 RSA-EXPORT");

/** Behind `VERS-`. SSL 3.0 is a name, but since 3.6 usual builds leave the protocol out. */
export const PROTOCOLS = words("SSL3.0 TLS1.0 TLS1.1 TLS1.2 TLS1.3 DTLS0.9 DTLS1.0 DTLS1.2");
export const UNSUPPORTED_PROTOCOL = "SSL3.0";

/** Behind `GROUP-`. */
export const GROUPS = [...words("SECP192R1 SECP224R1"), ...PRIORITY_DEFAULTS.groups, ...GOST.groups];
/** The elliptic curves among them that Nettle has. */
export const SUPPORTED_CURVES = [...words("SECP192R1 SECP224R1"), ...EC_GROUPS, ...words("GC256B GC512A")];
/** Behind `CURVE-`, with the group that each stands for; "" for curves that are none. */
export const CURVES: readonly (readonly [curve: string, group: string])[] = [
  ...[...words("SECP192R1 SECP224R1"), ...EC_GROUPS].map((name) => [name, name] as const),
  ["TC26-256-B", "GC256B"],
  ["TC26-512-A", "GC512A"],
  ...words("Ed25519 Ed448 CryptoPro-A CryptoPro-XchA").map((name) => [name, ""] as const),
];

/** Behind `SIGN-`. Source: lib/algorithms/sign.c. */
export const SIGNATURES = [
  ...PRIORITY_DEFAULTS.signatures,
  ...GOST.signatures,
  ...["ECDSA", "RSA", "DSA"].flatMap((key) => ["224", "256", "384", "512"].map((size) => `${key}-SHA3-${size}`)),
  ...words("RSA-RAW RSA-SHA224 RSA-RMD160 DSA-SHA1 DSA-SHA224 DSA-SHA256 DSA-SHA384 DSA-SHA512 RSA-MD5 RSA-MD2"),
  ...words("ECDSA-SHA224 GOSTR341001"),
];

/** Behind `CTYPE-`, `CTYPE-CLI-` and `CTYPE-SRV-`. */
export const CERTIFICATE_TYPES = words("X.509 X509 RAWPK ALL");

/** Behind `%`, in capitals only. Source: lib/priority_options.gperf. */
export const OPTIONS: ReadonlySet<string> = new Set(
  words(
    "COMPAT DUMBFW NO_EXTENSIONS NO_TICKETS NO_TICKETS_TLS12 NO_ETM FORCE_ETM NO_SESSION_HASH STATELESS_COMPRESSION " +
      "VERIFY_ALLOW_BROKEN VERIFY_ALLOW_SIGN_RSA_MD5 VERIFY_ALLOW_SIGN_WITH_SHA1 VERIFY_DISABLE_CRL_CHECKS " +
      "SSL3_RECORD_VERSION LATEST_RECORD_VERSION VERIFY_ALLOW_X509_V1_CA_CRT UNSAFE_RENEGOTIATION " +
      "SAFE_RENEGOTIATION PARTIAL_RENEGOTIATION DISABLE_SAFE_RENEGOTIATION FALLBACK_SCSV DISABLE_WILDCARDS " +
      "SERVER_PRECEDENCE PROFILE_VERY_WEAK PROFILE_LOW PROFILE_LEGACY PROFILE_MEDIUM PROFILE_HIGH PROFILE_ULTRA " +
      "PROFILE_FUTURE PROFILE_SUITEB128 PROFILE_SUITEB192 NEW_PADDING DEBUG_ALLOW_KEY_USAGE_VIOLATIONS " +
      "ALLOW_SMALL_RECORDS DISABLE_TLS13_COMPAT_MODE",
  ),
);
export const IDLE_OPTIONS: ReadonlySet<string> = new Set(
  words("STATELESS_COMPRESSION VERIFY_ALLOW_X509_V1_CA_CRT NEW_PADDING"),
);
