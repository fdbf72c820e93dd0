// TLS protocol versions, in order of age. Spelling as in OpenSSL and Postfix; nothing about who offers them.

/** Every protocol version, oldest first. */
export const PROTOCOL_VERSIONS = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

/** Negative when `a` is older than `b`. */
export function compareVersions(a: ProtocolVersion, b: ProtocolVersion): number {
  return PROTOCOL_VERSIONS.indexOf(a) - PROTOCOL_VERSIONS.indexOf(b);
}
