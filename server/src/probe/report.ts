// The result of one probe as data: the `probe` shape of the command line's JSON contract, plus the dialogue itself.

import type { ProtocolVersion } from "../core/api.js";
import type { ProbeError } from "./probe-error.js";
import type { Protocol } from "./target.js";

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

/** One finished probe. Names and shapes are the contract of the `probe` command: extend, never rename. */
export interface ProbeReport {
  readonly target: string;
  readonly address: string | null;
  readonly protocol: Protocol;
  readonly transport: "starttls" | "implicit";
  /** `complete`: the whole conversation; `partial`: it ended early; `failed`: nothing was learnt from the server. */
  readonly status: "complete" | "partial" | "failed";
  readonly error: ProbeError | null;
  readonly starttls: {
    readonly offered: boolean;
    /** A login is offered without TLS, by whatever mechanism; null where the server does not tell. */
    readonly authBeforeTls: boolean | null;
    /** Those of these logins that send the password, or a token in its place, as it is. */
    readonly clearTextLogins: readonly string[];
    readonly injection: "inconclusive";
  } | null;
  /** What this one conversation negotiated; other versions and suites are listed as inconclusive. */
  readonly versions: readonly ProtocolVersion[];
  readonly suites: Readonly<Partial<Record<ProtocolVersion, readonly string[]>>>;
  readonly preference: "inconclusive";
  readonly groups: readonly string[];
  readonly dhBits: number | null;
  readonly certificates: readonly CertificateReport[];
  readonly trust: {
    readonly verified: boolean;
    readonly reason: string | null;
    readonly hostname: boolean | null;
  } | null;
  readonly inconclusive: readonly { readonly fact: string; readonly reason: string }[];
  readonly findings: readonly never[];
  readonly connections: number;
  readonly elapsedMs: number;
  /** The words of the dialogue, for the readable report. */
  readonly dialogue: {
    readonly greeting: string | null;
    readonly capabilitiesBefore: readonly string[];
    readonly capabilitiesAfter: readonly string[];
  };
}
