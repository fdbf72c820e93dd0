// A certificate as a host showed it, in the shape of the report. Data only.

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
  /** Fingerprints of the certificate and of its key, lower-case hex. */
  readonly sha256: string;
  readonly sha1: string;
  readonly spkiSha256: string;
  /** The certificate demands a stapled OCSP response (TLS feature `status_request`, RFC 7633). */
  readonly mustStaple: boolean;
  /** Timestamps of public logs are inside the certificate (RFC 6962 §3.3). */
  readonly certificateTimestamps: boolean;
  /** Subjects of the certificates sent after this one, in the order sent. */
  readonly chain: readonly string[];
}
