// What would have to change about one endpoint so that it meets a profile, and what must stay although the profile objects. No files here.

import type { Endpoint, HardeningChange, SuitesByVersion } from "../posture/posture.js";
import { namedGroups } from "../tls/groups.js";
import { cipherSuites, suiteByIana } from "../tls/suites.js";
import { compareVersions, PROTOCOL_VERSIONS, type ProtocolVersion } from "../tls/versions.js";
import { evaluate, type Judgement, type Verdict } from "./evaluate.js";
import type { Citation, Profile, Subject } from "./profile.js";
import { mail } from "./profiles/mail.js";

/** A change, and the objections that it meets. */
export interface Remedy {
  readonly subject: Subject;
  readonly change: HardeningChange;
  readonly reasons: readonly Judgement[];
}

/** An objection that no setting should answer, and why, as a sentence. */
export interface Refusal {
  readonly objection: Judgement;
  readonly why: string;
  /** Where the reason is written. */
  readonly citation?: Citation;
}

export interface Remedies {
  /** In the order in which they are to be made: whether TLS is demanded decides which of the other settings count. */
  readonly remedies: readonly Remedy[];
  readonly refusals: readonly Refusal[];
}

const NEW_CERTIFICATE = "It needs another certificate or key; no setting changes what the present one is.";
const NOTHING_LEFT = "Nothing that the server has would be left.";

/** Every peer with elliptic curves has one of them (RFC 9325 §4.2.1, RFC 8446 §9.1). */
const COMMON_GROUPS = ["secp256r1", "x25519"];

/** What the profile forbids or phases out. */
export function objections(endpoint: Endpoint, profile: Profile): readonly Judgement[] {
  return evaluate({ endpoints: [endpoint] }, profile).filter(isObjection);
}

function isObjection(verdict: Verdict): verdict is Judgement {
  return verdict.grade === "insufficient" || verdict.grade === "phase-out";
}

/** Whether plain text or nothing would follow where a peer is refused: then the profile `mail` limits what can be asked for. */
function isOptional({ required, service, exposure }: Endpoint): boolean {
  return exposure === "public" && (service === "mx" || !required.value);
}

/** The verdict on each value, were the endpoint to offer it. */
function hypothetical(
  endpoint: Endpoint,
  profile: Profile,
  offered: Pick<Endpoint, "versions" | "suites" | "groups" | "dhBits">,
): ReadonlyMap<string, Verdict> {
  const verdicts = evaluate({ endpoints: [{ ...endpoint, ...offered }] }, profile);
  const subjects = Object.keys(offered).map((name) => (name === "dhBits" ? "dh-bits" : name));
  const own = verdicts.filter(
    (verdict) => subjects.includes(verdict.subject) && !("missing" in verdict && verdict.missing),
  );
  return new Map(own.flatMap((verdict) => (verdict.value === null ? [] : [[verdict.value, verdict]])));
}

/** The mail profile's approval of what another one objects to, where TLS is optional: refusing it drives peers into plain text. */
function shelter(endpoint: Endpoint, { subject, value }: Judgement): Omit<Refusal, "objection"> | null {
  if (!isOptional(endpoint)) return null;
  const origin = { kind: "default", setting: "" } as const;
  const optional = { ...endpoint, required: { ...endpoint.required, value: false } };
  const offered =
    subject === "versions"
      ? { versions: { value: PROTOCOL_VERSIONS.filter((version) => version === value), origin } }
      : subject === "suites"
        ? { suites: { value: { "TLSv1.2": [value] }, origin } }
        : subject === "dh-bits"
          ? { dhBits: { value: Number(value), origin } }
          : null;
  const verdict = offered && hypothetical(optional, mail, offered).get(value);
  if (!verdict || (verdict.grade !== "good" && verdict.grade !== "sufficient")) return null;
  const why =
    "TLS is optional here: peers that have nothing better would send or receive in plain text, or mail would be lost, so it stays.";
  return { why, citation: verdict.citation };
}

/** What can be done about the objections of `profile` to `endpoint`. */
export function remedies(endpoint: Endpoint, profile: Profile): Remedies {
  const found: Remedy[] = [];
  const refusals: Refusal[] = [];
  const raised = objections(endpoint, profile);
  const sheltered = new Map(
    raised.flatMap((one) => {
      const kept = one.missing ? null : shelter(endpoint, one);
      return kept === null ? [] : [[one, kept] as const];
    }),
  );
  for (const [objection, kept] of sheltered) refusals.push({ objection, ...kept });
  const open = raised.filter((one) => !sheltered.has(one));
  const about = (...subjects: readonly Subject[]) => open.filter(({ subject }) => subjects.includes(subject));
  const propose = (reasons: readonly Judgement[], change: HardeningChange | string): void => {
    const [first] = reasons;
    if (!first) return;
    if (typeof change === "string") refusals.push(...reasons.map((objection) => ({ objection, why: change })));
    else found.push({ subject: first.subject, change, reasons });
  };
  for (const objection of about("demand"))
    propose([objection], { kind: objection.value === "required" ? "make-optional" : "require-tls" });
  propose(about("plain-login"), { kind: "forbid-plaintext-auth" });
  propose(about("versions"), wantedVersions(endpoint, profile, about("versions")));
  propose(about("groups"), wantedGroups(endpoint, profile, about("groups")));
  propose(about("suites"), wantedSuites(endpoint, profile, about("suites")));
  propose(about("dh-bits"), wantedSuites(endpoint, profile, about("dh-bits")));
  propose(about("certificate-key", "certificate-signature", "certificate-lifetime"), NEW_CERTIFICATE);
  return { remedies: found, refusals };
}

/** What is offered without what is objected to, and what is missing. */
function narrowed(offered: readonly string[], raised: readonly Judgement[]): readonly string[] {
  const bad = new Set(raised.flatMap(({ value, missing }) => (missing ? [] : [value])));
  const added = raised.flatMap(({ value, missing }) => (missing ? [value.split(" or ")[0] ?? value] : []));
  return [...offered.filter((value) => !bad.has(value)), ...added];
}

/** Values that the profile accepts by name; one that it does not mention is not chosen, only left. */
function accepted(verdicts: ReadonlyMap<string, Verdict>): readonly string[] {
  return [...verdicts].flatMap(([value, { grade }]) => (grade === "good" || grade === "sufficient" ? [value] : []));
}

function wantedVersions(endpoint: Endpoint, profile: Profile, raised: readonly Judgement[]): HardeningChange | string {
  const { versions } = endpoint;
  if (!versions || raised.length === 0) return NOTHING_LEFT;
  const all = accepted(hypothetical(endpoint, profile, { versions: { ...versions, value: PROTOCOL_VERSIONS } }));
  const kept = narrowed(versions.value, raised);
  // A list that is written anew need not shut out newer versions that the profile accepts.
  const newest = PROTOCOL_VERSIONS.filter((version) => kept.includes(version)).at(-1);
  const value = PROTOCOL_VERSIONS.filter((version) => {
    const isNewer = newest === undefined || compareVersions(version, newest) > 0;
    return kept.includes(version) || (isNewer && all.includes(version));
  });
  return value.length === 0 ? NOTHING_LEFT : { kind: "offer-versions", versions: value };
}

function wantedGroups(endpoint: Endpoint, profile: Profile, raised: readonly Judgement[]): HardeningChange | string {
  const { groups } = endpoint;
  if (!groups || raised.length === 0) return NOTHING_LEFT;
  const all = (): readonly string[] => {
    const value = namedGroups().map(({ iana }) => iana);
    return accepted(hypothetical(endpoint, profile, { groups: { ...groups, value } }));
  };
  const kept = narrowed(groups.value, raised);
  const wanted = kept.length > 0 ? kept : all();
  if (isOptional(endpoint) && !wanted.some((group) => COMMON_GROUPS.includes(group)))
    return "No group that every peer has would be left, and TLS is optional here.";
  return wanted.length === 0 ? NOTHING_LEFT : { kind: "offer-groups", groups: wanted };
}

/** Suites up to TLS 1.2 in the order in which they are offered, those of TLS 1.3 before them. */
function namesOf(suites: SuitesByVersion): readonly string[] {
  return [...new Set([...PROTOCOL_VERSIONS].reverse().flatMap((version) => suites[version] ?? []))];
}

/** Judged is what the settings permit, not only what the present certificates leave of it: others may take their place. */
function wantedSuites(endpoint: Endpoint, profile: Profile, raised: readonly Judgement[]): HardeningChange | string {
  const permitted = endpoint.permittedSuites ?? endpoint.suites;
  if (!permitted || raised.length === 0) return NOTHING_LEFT;
  const judged = (names: readonly string[]) =>
    hypothetical(endpoint, profile, { suites: { ...permitted, value: { "TLSv1.2": names } } });
  const badPrime = raised.some(({ subject }) => subject === "dh-bits");
  const fits = (name: string): boolean => !badPrime || suiteByIana(name)?.kx !== "DHE";
  const offered = namesOf(permitted.value);
  const verdicts = judged(offered);
  const stays = (name: string): boolean => {
    const verdict = verdicts.get(name);
    return fits(name) && (!verdict || !isObjection(verdict) || shelter(endpoint, verdict) !== null);
  };
  const kept = offered.filter(stays);
  const needed = isOlderOffered(endpoint) && !kept.some((name) => !isTls13(name));
  // Keys that are shared beforehand take more than a setting.
  const choosable = cipherSuites().filter(({ kx }) => kx === "ECDHE" || kx === "DHE");
  const others = needed ? accepted(judged(choosable.map(({ iana }) => iana))).filter(fits) : [];
  const suites = [...new Set([...kept, ...others])];
  return suites.length === 0 ? NOTHING_LEFT : { kind: "offer-suites", suites };
}

const isTls13 = (name: string): boolean => suiteByIana(name)?.minVersion === "TLSv1.3";

function isOlderOffered({ versions }: Endpoint): boolean {
  return versions?.value.some((version: ProtocolVersion) => version !== "TLSv1.3") ?? true;
}
