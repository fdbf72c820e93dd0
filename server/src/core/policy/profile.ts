// The shape of a policy profile: what one edition of a standard says, as data, with a citation for every verdict. No judging here.

import type { CertificateFacts, Endpoint } from "../posture/posture.js";
import type { KeyExchange, Mac } from "../tls/algorithms.js";
import type { ProtocolVersion } from "../tls/versions.js";
import type { Weakness } from "../tls/weakness.js";

/**
 * Best first. Standards use other words; each outcome keeps the word of its standard beside the grade:
 * - `good`: recommended without reservation.
 * - `sufficient`: allowed, for now, or as second choice.
 * - `phase-out`: "should not", or allowed only while it is being replaced.
 * - `insufficient`: forbidden, or not on a list that claims to be complete.
 */
export const GRADES = ["good", "sufficient", "phase-out", "insufficient"] as const;
export type Grade = (typeof GRADES)[number];

export interface Source {
  readonly title: string;
  readonly url: string;
}

/** Where a requirement is written down. */
export interface Citation extends Source {
  /** Section, table or key within the document. */
  readonly section: string;
  /** Through whom the statement was read, where it was not taken from the document itself. */
  readonly via?: Source;
}

/** What a standard says about some values. */
export interface Outcome {
  /** `undetermined`: the standard is silent, or what is known of the value does not suffice to apply it. */
  readonly grade: Grade | "undetermined";
  /** The standard's own word (in English), for display; never empty in a profile. */
  readonly word: string;
  /** A full sentence: a condition that cannot be seen, or why. */
  readonly note?: string;
  /** Where this outcome is written elsewhere than the requirement. */
  readonly citation?: Citation;
}

/** Properties of a cipher suite; all that are given must hold, each by any of its values. */
export interface SuiteTraits {
  readonly kx?: readonly KeyExchange[];
  readonly mac?: readonly Mac[];
  readonly weakness?: readonly Weakness[];
  readonly bitsBelow?: number;
}

export type NameCase<Name extends string = string> = Outcome & { readonly values: readonly Name[] };
export type SuiteCase = Outcome & ({ readonly values: readonly string[] } | { readonly traits: SuiteTraits });
/** Both limits are inclusive. Without limits: any number. */
export type NumberCase = Outcome & { readonly atLeast?: number; readonly atMost?: number };
export type KeyCase = Outcome & {
  readonly keyType: CertificateFacts["keyType"];
  /** Least `keyBits`. */
  readonly atLeast?: number;
  readonly curves?: readonly string[];
};

/**
 * How an endpoint uses TLS. `opportunistic`: mail follows in plain text where TLS fails (RFC 7435), so that refusing an old
 * peer protects nobody. Where users log in TLS counts as mandatory, whatever the server permits (RFC 8314 §4.1).
 */
export type TlsUse = "mandatory" | "opportunistic";

/** Endpoints that a requirement speaks to; all that is given must hold. Nothing given: every endpoint. */
export interface Audience {
  readonly role?: Endpoint["role"];
  readonly use?: TlsUse;
  readonly services?: readonly Endpoint["service"][];
  readonly exposure?: Endpoint["exposure"];
}

/** At least one of the values must be offered, or else this outcome. */
export type Expectation = Outcome & { readonly anyOf: readonly string[] };

interface RequirementBase<Subject extends string, Case> {
  /** Unique within its profile. */
  readonly id: string;
  readonly subject: Subject;
  readonly citation: Citation;
  readonly audience?: Audience;
  /** The first that fits a value decides. */
  readonly cases: readonly Case[];
  /** For values that no case fits. */
  readonly otherwise: Outcome;
  /** What has to be there. Only for subjects that are sets. */
  readonly expects?: readonly Expectation[];
}

/**
 * - `certificate-signature`: the digest. - `certificate-lifetime`: days, to three decimals. - `dh-bits`: the prime of DHE.
 * - `demand`: whether TLS is `required` or `optional`. - `plain-login`: whether it is `allowed` or `refused`.
 */
export type Requirement =
  | RequirementBase<"versions", NameCase<ProtocolVersion>>
  | RequirementBase<"suites", SuiteCase>
  | RequirementBase<"groups" | "certificate-signature", NameCase>
  | RequirementBase<"certificate-key", KeyCase>
  | RequirementBase<"certificate-lifetime" | "dh-bits", NumberCase>
  | RequirementBase<"demand", NameCase<"required" | "optional">>
  | RequirementBase<"plain-login", NameCase<"allowed" | "refused">>;

export type Subject = Requirement["subject"];

/** One edition of one standard. No two requirements speak of the same subject to the same endpoint. */
export interface Profile {
  /** Kebab-case, as in settings and on the command line. */
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  readonly source: Source;
  readonly requirements: readonly Requirement[];
}
