// The four families of TLS parameters, and how their names are made. No values.

/** Who reads a family: smtpd, tlsproxy (for postscreen), the SMTP client, the LMTP client. */
export type Side = "smtp" | "lmtp" | "smtpd" | "tlsproxy";

/** Which of the two sets of lists counts: mandatory above `may` (src/smtpd/smtpd.c; src/smtp/smtp_tls_policy.c). */
export function protocolsSetting(side: Side, required: boolean): string {
  return required ? `${side}_tls_mandatory_protocols` : `${side}_tls_protocols`;
}

/** The parameter that names the cipher grade. */
export function gradeSetting(side: Side, required: boolean): string {
  return required ? `${side}_tls_mandatory_ciphers` : `${side}_tls_ciphers`;
}

/** The parameters that exclude suites; both count where TLS is demanded. */
export function exclusionSettings(side: Side, required: boolean): readonly string[] {
  return [`${side}_tls_exclude_ciphers`, ...(required ? [`${side}_tls_mandatory_exclude_ciphers`] : [])];
}
