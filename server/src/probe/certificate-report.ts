// A certificate as a host showed it, and whether it is trusted, in the shape of the report. Data only.

export interface CertificateReport {
  readonly subject: string;
  readonly issuer: string;
  readonly san: readonly string[];
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly keyType: string;
  readonly keyBits: number | null;
  readonly signature: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly spkiSha256: string;
  /** Subjects of the certificates sent after this one, in the order sent. */
  readonly chain: readonly string[];
}

/** Whether the chain leads to a root that is trusted here, and the certificate is for the host. */
export interface TrustReport {
  readonly verified: boolean;
  readonly reason: string | null;
  readonly hostname: boolean | null;
}
