// Judges a posture by a profile: one verdict for each value of each fact, with the citation behind it. No overall score, ever.

import { versionName } from "../posture/describe.js";
import type { Fact, Origin } from "../posture/fact.js";
import type { CertificateFacts, Endpoint, FactName, Posture } from "../posture/posture.js";
import { PROTOCOL_VERSIONS } from "../tls/versions.js";
import {
  keyOutcome,
  lifetimeDays,
  lifetimeOutcome,
  nameOutcome,
  numberOutcome,
  signatureOutcome,
  suiteOutcome,
} from "./outcome.js";
import {
  GRADES,
  type Audience,
  type Citation,
  type Grade,
  type Outcome,
  type Profile,
  type Requirement,
  type Subject,
  type TlsUse,
} from "./profile.js";

interface VerdictBase {
  /** Id of the endpoint. */
  readonly endpoint: string;
  /** Id of the requirement within the profile. */
  readonly requirement: string;
  readonly subject: Subject;
  /** What is judged, for people: `TLS 1.0`, an IANA name, `DHE, 1024 bits`. */
  readonly name: string;
  /** Conditions and explanations, for people: sentences. */
  readonly notes: readonly string[];
  /** Name, word and notes together: what is wrong or right, for people. */
  readonly reason: string;
  readonly citation: Citation;
}

/** What a profile says about one value. */
export interface Judgement extends VerdictBase {
  /** `TLSv1.2`, an IANA name, `RSA 2048`, `90`. Of a `missing` value: what is expected, joined by `or`. */
  readonly value: string;
  readonly grade: Grade;
  /** The standard's own word. */
  readonly word: string;
  readonly origin: Origin;
  /** The value is not there and has to be. */
  readonly missing: boolean;
}

/** Nothing can be said: about the value, or, where `value` is null, about the subject. */
export interface Undetermined extends VerdictBase {
  readonly value: string | null;
  readonly grade: "undetermined";
  readonly origin: Origin | null;
}

export type Verdict = Judgement | Undetermined;

/** What an endpoint shows of one subject. */
interface Observation {
  readonly origin: Origin;
  readonly items: readonly { readonly value: string | null; readonly outcome: Outcome }[];
  /** The settings let the values in; why it is not known whether they are used. */
  readonly caveat?: string;
}

const FACT_OF: Readonly<Record<Subject, FactName>> = {
  versions: "versions",
  suites: "suites",
  groups: "groups",
  "certificate-key": "certificates",
  "certificate-signature": "certificates",
  "certificate-lifetime": "certificates",
  "dh-bits": "dhBits",
  demand: "required",
  "plain-login": "plaintextAuth",
};

/** Clients show no such fact, so that there is nothing to be undetermined about. */
const SERVER_ONLY: ReadonlySet<FactName> = new Set(["certificates", "dhBits", "plaintextAuth"] as const);

/** Every endpoint of the posture, every requirement that speaks to it, in their order. */
export function evaluate(posture: Posture, profile: Profile): readonly Verdict[] {
  return posture.endpoints.flatMap((endpoint) =>
    profile.requirements
      .filter((requirement) => speaksTo(requirement, endpoint))
      .flatMap((requirement) => judge(endpoint, requirement, profile)),
  );
}

/** See `TlsUse`. */
function tlsUse(endpoint: Endpoint): TlsUse {
  const forUsers = endpoint.service === "submission" || endpoint.service === "access";
  return endpoint.required.value || forUsers ? "mandatory" : "opportunistic";
}

/** Whether a requirement is meant for an endpoint. */
export function speaksTo({ subject, audience = {} }: Requirement, endpoint: Endpoint): boolean {
  const { role, use, services, exposure }: Audience = audience;
  return (
    (role === undefined || role === endpoint.role) &&
    (use === undefined || use === tlsUse(endpoint)) &&
    (services === undefined || services.includes(endpoint.service)) &&
    (exposure === undefined || exposure === endpoint.exposure) &&
    (endpoint.role === "server" || !SERVER_ONLY.has(FACT_OF[subject]))
  );
}

/** The worst grade of each subject among the verdicts; `undetermined` where no value could be judged. */
export function worstGrades(verdicts: readonly Verdict[]): Partial<Record<Subject, Verdict["grade"]>> {
  const rank = (grade: Verdict["grade"] | undefined) =>
    grade === undefined || grade === "undetermined" ? -1 : GRADES.indexOf(grade);
  const worst: Partial<Record<Subject, Verdict["grade"]>> = {};
  for (const { subject, grade } of verdicts) {
    const known = worst[subject];
    if (known === undefined || rank(grade) > rank(known)) worst[subject] = grade;
  }
  return worst;
}

function judge(endpoint: Endpoint, requirement: Requirement, profile: Profile): readonly Verdict[] {
  const { subject } = requirement;
  const base = { endpoint: endpoint.id, requirement: requirement.id, subject };
  const observation = observe(endpoint, requirement);
  if (observation === null) {
    const reason = absence(endpoint, FACT_OF[subject]);
    const { citation } = requirement;
    const name = SUBJECT_NAMES[subject];
    return [{ ...base, name, value: null, grade: "undetermined", notes: [reason], reason, citation, origin: null }];
  }
  const { origin, items, caveat } = observation;
  const verdict = (value: string | null, outcome: Outcome, missing: boolean): Verdict => {
    const { grade, word, citation = requirement.citation } = outcome;
    const shown = value === null ? SUBJECT_NAMES[subject] : display(subject, value);
    const name = missing ? `${shown}, not offered` : shown;
    const said = word === "" ? [] : [`“${word}” in ${profile.title}.`];
    const notes = [outcome.note, missing ? undefined : caveat].filter((note) => note !== undefined);
    const reason = `${name}: ${[...said, ...notes].join(" ")}`;
    const common = { ...base, name, notes, reason, citation, origin };
    return grade === "undetermined" || value === null
      ? { ...common, value, grade: "undetermined" }
      : { ...common, value, grade, word, missing };
  };
  const seen = new Map(items.map(({ value, outcome }) => [value, outcome]));
  const expected = (requirement.expects ?? []).filter(({ anyOf }) => !anyOf.some((name) => seen.has(name)));
  return [
    ...[...seen].map(([value, outcome]) => verdict(value, outcome, false)),
    ...expected.map((outcome) => verdict(outcome.anyOf.join(" or "), outcome, true)),
  ];
}

/** Null where the fact is absent. */
function observe(endpoint: Endpoint, requirement: Requirement): Observation | null {
  const { versions, groups, certificates, dhBits, required, plaintextAuth } = endpoint;
  const each = <T>(
    fact: Fact<readonly T[]> | undefined,
    value: (one: T) => string | null,
    outcome: (one: T) => Outcome,
  ): Observation | null =>
    fact
      ? { origin: fact.origin, items: fact.value.map((one) => ({ value: value(one), outcome: outcome(one) })) }
      : null;
  const single = (fact: Fact<unknown> | undefined, value: string, outcome: Outcome): Observation | null =>
    fact ? { origin: fact.origin, items: [{ value, outcome }] } : null;
  const same = (name: string) => name;
  switch (requirement.subject) {
    case "versions":
      return each(versions, same, (name) => nameOutcome(name, requirement));
    case "suites":
      return suites(endpoint, (name) => suiteOutcome(name, requirement));
    case "groups":
      return each(groups, same, (name) => nameOutcome(name, requirement));
    case "certificate-key":
      return each(certificates, keyName, (certificate) => keyOutcome(certificate, requirement));
    case "certificate-signature":
      return each(
        certificates,
        ({ signatureHash }) => signatureHash ?? null,
        ({ signatureHash }) => signatureOutcome(signatureHash, requirement),
      );
    case "certificate-lifetime":
      return each(
        certificates,
        (certificate) => lifetimeDays(certificate)?.toString() ?? null,
        (certificate) => lifetimeOutcome(lifetimeDays(certificate), requirement),
      );
    case "dh-bits":
      return dhBits ? single(dhBits, `${dhBits.value}`, numberOutcome(dhBits.value, requirement)) : null;
    case "demand": {
      const value = required.value ? "required" : "optional";
      return single(required, value, nameOutcome(value, requirement));
    }
    case "plain-login": {
      const value = plaintextAuth?.value === true ? "allowed" : "refused";
      return single(plaintextAuth, value, nameOutcome(value, requirement));
    }
  }
}

/** What is negotiated, or else what the settings permit, and then with the reason why it may be less. */
function suites(endpoint: Endpoint, outcome: (name: string) => Outcome): Observation | null {
  const fact = endpoint.suites ?? endpoint.permittedSuites;
  if (fact === undefined) return null;
  const names = PROTOCOL_VERSIONS.flatMap((version) => fact.value[version] ?? []);
  const items = names.map((value) => ({ value, outcome: outcome(value) }));
  if (endpoint.suites) return { origin: fact.origin, items };
  const reason = endpoint.undetermined.find((one) => one.fact === "suites")?.reason ?? "no handshake was seen";
  return { origin: fact.origin, items, caveat: `The settings let it in; whether it is used is not known: ${reason}.` };
}

function absence(endpoint: Endpoint, fact: FactName): string {
  const told = endpoint.undetermined.find((one) => one.fact === fact);
  if (told) return `Not known: ${told.reason}.`;
  if (endpoint.transport.value === "none") return "The endpoint offers no TLS.";
  return "Not known: nothing that was read or seen tells it.";
}

const KEY_NAMES: Readonly<Record<CertificateFacts["keyType"], string>> = {
  rsa: "RSA",
  dsa: "DSA",
  ec: "EC",
  ed25519: "Ed25519",
  ed448: "Ed448",
};

function keyName({ keyType, keyBits, curve }: CertificateFacts): string {
  const name = KEY_NAMES[keyType];
  return keyType === "ed25519" || keyType === "ed448" ? name : `${name} ${curve ?? keyBits}`;
}

const SUBJECT_NAMES: Readonly<Record<Subject, string>> = {
  versions: "Versions",
  suites: "Cipher suites",
  groups: "Groups",
  "certificate-key": "Key of the certificate",
  "certificate-signature": "Signature of the certificate",
  "certificate-lifetime": "Lifetime of the certificate",
  "dh-bits": "DHE",
  demand: "TLS",
  "plain-login": "Login before TLS",
};

function display(subject: Subject, value: string): string {
  if (subject === "suites" || subject === "groups") return value;
  if (subject === "versions") {
    return value
      .split(" or ")
      .map((one) => {
        const version = PROTOCOL_VERSIONS.find((known) => known === one);
        return version ? versionName(version) : one;
      })
      .join(" or ");
  }
  const unit = subject === "dh-bits" ? " bits" : subject === "certificate-lifetime" ? " days" : "";
  return `${SUBJECT_NAMES[subject]}, ${value}${unit}`;
}
