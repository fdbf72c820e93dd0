// The alerts of TLS and their names. What an alert says about a server is the probe's business.

/** Source: IANA, TLS Alerts; RFC 8446 §6, and RFC 5246 §7.2 and RFC 6101 §5.4.2 for those that TLS 1.3 reserves. */
const NAMES = {
  0: "close_notify",
  10: "unexpected_message",
  20: "bad_record_mac",
  21: "decryption_failed",
  22: "record_overflow",
  30: "decompression_failure",
  40: "handshake_failure",
  41: "no_certificate",
  42: "bad_certificate",
  43: "unsupported_certificate",
  44: "certificate_revoked",
  45: "certificate_expired",
  46: "certificate_unknown",
  47: "illegal_parameter",
  48: "unknown_ca",
  49: "access_denied",
  50: "decode_error",
  51: "decrypt_error",
  52: "too_many_cids_requested",
  60: "export_restriction",
  70: "protocol_version",
  71: "insufficient_security",
  80: "internal_error",
  86: "inappropriate_fallback",
  90: "user_canceled",
  100: "no_renegotiation",
  109: "missing_extension",
  110: "unsupported_extension",
  111: "certificate_unobtainable",
  112: "unrecognized_name",
  113: "bad_certificate_status_response",
  114: "bad_certificate_hash_value",
  115: "unknown_psk_identity",
  116: "certificate_required",
  117: "general_error",
  120: "no_application_protocol",
  121: "ech_required",
} as const;

export type AlertName = (typeof NAMES)[keyof typeof NAMES];

export interface Alert {
  readonly id: number;
  readonly name: AlertName;
}

const ALERTS: readonly Alert[] = Object.entries(NAMES).map(([id, name]) => ({ id: Number(id), name }));
const BY_ID: ReadonlyMap<number, Alert> = new Map(ALERTS.map((alert) => [alert.id, alert]));
const BY_NAME: ReadonlyMap<string, Alert> = new Map(ALERTS.map((alert) => [alert.name, alert]));

/** Every registered alert, by number. */
export function alerts(): readonly Alert[] {
  return ALERTS;
}

export function alertById(id: number): Alert | undefined {
  return BY_ID.get(id);
}

export function alertByName(name: string): Alert | undefined {
  return BY_NAME.get(name);
}
