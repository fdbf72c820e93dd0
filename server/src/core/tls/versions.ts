// TLS protocol versions, in order of age. Spelling as in OpenSSL and Postfix; nothing about who offers them.

/** Every protocol version, oldest first. */
export const PROTOCOL_VERSIONS = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

/** Negative when `a` is older than `b`. */
export function compareVersions(a: ProtocolVersion, b: ProtocolVersion): number {
  return PROTOCOL_VERSIONS.indexOf(a) - PROTOCOL_VERSIONS.indexOf(b);
}

/** On the wire: `client_version` and `server_version` (RFC 6101 §5.6.1, RFC 8446 §4.2.1; 0x0002 by the SSL 2.0 draft). */
const NUMBERS: Readonly<Record<ProtocolVersion, number>> = {
  SSLv2: 0x0002,
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  "TLSv1.1": 0x0302,
  "TLSv1.2": 0x0303,
  "TLSv1.3": 0x0304,
};

export function versionNumber(version: ProtocolVersion): number {
  return NUMBERS[version];
}

export function versionByNumber(number: number): ProtocolVersion | undefined {
  return PROTOCOL_VERSIONS.find((version) => NUMBERS[version] === number);
}
