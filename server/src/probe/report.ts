// The result of one probe as data: the `probe` shape of the command line's JSON contract. Names are extended, never changed.

import type { ObservedFinding, ProtocolVersion } from "../core/api.js";
import type { CertificateReport } from "./certificate-report.js";
import type { Verdict } from "./checks/check.js";
import type { DhParameters, Features } from "./engine/sightings.js";
import type { ProbeError } from "./probe-error.js";
import type { Protocol } from "./target.js";
import type { TrustReport } from "./transport.js";

/** What a check came to. */
export interface CheckReport {
  readonly id: string;
  readonly verdict: Verdict["verdict"];
  /** Why it is inconclusive, or why what was seen is no problem here. */
  readonly reason?: string;
  /** The rules that report the finding in place of the check; absent where the check does. */
  readonly rules?: readonly string[];
}

export interface ProbeReport {
  readonly target: string;
  readonly address: string | null;
  readonly protocol: Protocol;
  readonly transport: "starttls" | "implicit";
  /**
   * `complete`: everything was asked; `partial`: it ended early, or some of it could not be asked; `failed`: nothing was
   * learnt from the server.
   */
  readonly status: "complete" | "partial" | "failed";
  readonly error: ProbeError | null;
  readonly starttls: {
    readonly offered: boolean;
    /** A login is offered without TLS, by whatever mechanism; null where the server does not tell. */
    readonly authBeforeTls: boolean | null;
    /** Those of these logins that send the password, or a token in its place, as it is. */
    readonly clearTextLogins: readonly string[];
    /** Plain text came after the answer to STARTTLS, which careless clients take for protected. */
    readonly plaintextAfterStarttls: boolean;
    readonly injection: "safe" | "vulnerable" | "inconclusive";
  } | null;
  /** Every version that was negotiated, the oldest first. */
  readonly versions: readonly ProtocolVersion[];
  /** Every suite that was negotiated, each in a handshake of its own. */
  readonly suites: Readonly<Partial<Record<ProtocolVersion, readonly string[]>>>;
  readonly preference: "server" | "client" | "inconclusive";
  readonly groups: readonly string[];
  /** With which the server signs in TLS 1.2, by IANA name. */
  readonly signatureAlgorithms: readonly string[];
  /** The smallest prime of suites that are neither for export nor anonymous; null where none was seen. */
  readonly dhBits: number | null;
  /** Every set of Diffie-Hellman parameters that was seen. */
  readonly dh: readonly DhParameters[];
  readonly features: Features;
  readonly certificates: readonly (CertificateReport & {
    /** Whether each certificate that is sent is followed by that of its issuer. */
    readonly chainOrder: "complete" | "incomplete" | "disordered" | "unknown";
    /** Null where no whole handshake used this certificate. */
    readonly trust: TrustReport | null;
  })[];
  /** Of the certificate that the platform's TLS library was shown. */
  readonly trust: TrustReport | null;
  readonly checks: readonly CheckReport[];
  readonly inconclusive: readonly { readonly fact: string; readonly reason: string }[];
  readonly findings: readonly ObservedFinding[];
  readonly connections: number;
  readonly elapsedMs: number;
  /** When the probe began; ISO 8601, UTC. */
  readonly at: string;
  /** The words of the dialogue, for the readable report. */
  readonly dialogue: {
    readonly greeting: string | null;
    readonly capabilitiesBefore: readonly string[];
    readonly capabilitiesAfter: readonly string[];
  };
}
