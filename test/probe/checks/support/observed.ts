// Hosts as checks see them, made of data: what was surveyed, what attempts came to.

import assert from "node:assert/strict";
import { suiteByIana, type ProtocolVersion } from "../../../../server/src/core/api.js";
import type { Check, CheckVerdict, Observed, ShownCertificate } from "../../../../server/src/probe/checks/check.js";
import type { DialogueFacts } from "../../../../server/src/probe/dialogues/dialogue.js";
import type { AttemptResult } from "../../../../server/src/probe/engine/attempts.js";
import type { Answer } from "../../../../server/src/probe/engine/handshakes.js";
import { type Features, Sightings } from "../../../../server/src/probe/engine/sightings.js";
import type { Survey } from "../../../../server/src/probe/engine/survey.js";
import type { ProbeError } from "../../../../server/src/probe/probe-error.js";
import { parseTarget, type Target } from "../../../../server/src/probe/target.js";
import type { TlsSession, TrustReport } from "../../../../server/src/probe/transport.js";
import type { FlightFacts } from "../../../../server/src/wire/api.js";

export const MX = "mx.test:25";
export const SUBMISSION = "submission://mx.test";
export const IMAPS = "imaps://mx.test";

export type Suites = Partial<Record<ProtocolVersion, readonly string[]>>;

/** What every host in order has. */
export const GOOD: Suites = {
  "TLSv1.2": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
  "TLSv1.3": ["TLS_AES_128_GCM_SHA256"],
};

export const TRUSTED: TrustReport = { verified: true, code: null, reason: null, hostname: true };

export const SESSION: TlsSession = {
  version: "TLSv1.3",
  suite: "TLS_AES_128_GCM_SHA256",
  group: "x25519",
  dhBits: null,
  chain: [Uint8Array.of(1)],
  trust: TRUSTED,
  alpn: null,
  ocspResponse: null,
  ocspTimestamps: false,
};

export const DIALOGUE: DialogueFacts = {
  greeting: "220 mx.test",
  capabilitiesBefore: [],
  capabilitiesAfter: [],
  starttls: { offered: true },
  loginBefore: { mechanisms: [], command: null },
  loginAfter: { mechanisms: [], command: null },
  plaintextAfterStarttls: false,
  injected: null,
};

export function targetOf(text: string): Target {
  const parsed = parseTarget(text);
  assert.ok(parsed.ok);
  return parsed.target;
}

export function surveyOf(suites: Suites, features: Partial<Features> = {}, gaps: Survey["gaps"] = []): Survey {
  const sightings = new Sightings();
  Object.assign(sightings.features, features);
  const found = Object.entries(suites) as [ProtocolVersion, readonly string[]][];
  return {
    suites: new Map(found.map(([version, names]) => [version, names.map(suite)])),
    preference: "server",
    groups: [],
    signatureAlgorithms: [],
    sightings,
    gaps,
  };
}

export function suite(iana: string) {
  const found = suiteByIana(iana);
  assert.ok(found, iana);
  return found;
}

/** A host in order, unless told otherwise. */
export function host(
  text: string,
  survey: Survey | null = surveyOf(GOOD),
  more: Partial<Omit<Observed, "target" | "survey">> = {},
): Observed {
  const target = targetOf(text);
  const dialogue = target.transport === "implicit" ? { ...DIALOGUE, starttls: null, loginBefore: null } : DIALOGUE;
  return {
    target,
    serverName: "mx.test",
    dialogue,
    session: SESSION,
    survey,
    previous: null,
    certificates: [],
    ...more,
  };
}

export function certificate(
  trust: TrustReport | null,
  {
    facts,
    report,
  }: { facts?: Partial<NonNullable<ShownCertificate["facts"]>>; report?: Partial<ShownCertificate["report"]> } = {},
): ShownCertificate {
  return {
    trust,
    facts: { keyType: "rsa", keyBits: 2048, subject: "CN=mx.test", issuer: "CN=CA", dnsNames: ["mx.test"], ...facts },
    report: {
      subject: "CN=mx.test",
      issuer: "CN=CA",
      san: ["mx.test"],
      notBefore: "2026-01-01T00:00:00.000Z",
      notAfter: "2027-01-01T00:00:00.000Z",
      keyType: "rsa",
      keyBits: 2048,
      signature: "sha256WithRSAEncryption",
      sha256: "",
      sha1: "",
      spkiSha256: "",
      mustStaple: false,
      certificateTimestamps: false,
      chain: [],
      ...report,
    },
  };
}

const NO_FACTS: FlightFacts = {
  serverHello: null,
  helloRetryRequest: null,
  ssl2: null,
  certificates: null,
  ocspResponse: null,
  keyExchange: null,
  certificateRequest: null,
  serverHelloDone: false,
  alerts: [],
  oddities: [],
};

type Refusal = Extract<Answer, { kind: "refused" }>["alert"];

export function refused(alert: Refusal): AttemptResult {
  return { kind: "answer", answer: { kind: "refused", alert, facts: NO_FACTS }, records: [], ended: false };
}

export function broken(): AttemptResult {
  const answer: Answer = { kind: "broken", reason: "It was reset.", facts: NO_FACTS };
  return { kind: "answer", answer, records: [], ended: false };
}

/** Agreement, and what came after it: content types with their bytes. */
export function agreed(
  version: ProtocolVersion,
  records: readonly (readonly [type: number, ...bytes: number[]])[] = [],
  ended = true,
): AttemptResult {
  const answer: Answer = {
    kind: "agreed",
    version,
    suite: suite(GOOD["TLSv1.2"]?.[0] ?? ""),
    group: null,
    facts: NO_FACTS,
  };
  return {
    kind: "answer",
    answer,
    records: records.map(([type, ...bytes]) => ({ type, version: 0x0303, fragment: Uint8Array.from(bytes) })),
    ended,
  };
}

export const UNAVAILABLE: AttemptResult = { kind: "unavailable", reason: "No room." };

export function conversation(
  facts: Partial<DialogueFacts>,
  session: TlsSession | null = SESSION,
  error: Pick<ProbeError, "kind" | "step"> | null = null,
): AttemptResult {
  const told = error === null ? null : { ...error, message: "It went wrong." };
  return { kind: "conversation", facts: { ...DIALOGUE, ...facts }, session, error: told };
}

/** A verdict in one word, with the message or the severity of a finding. */
export function verdictOf(check: Check, observed: Observed, results: readonly AttemptResult[] = []): string {
  return inWords(check.interpret(observed, results));
}

function inWords(verdict: CheckVerdict): string {
  switch (verdict.verdict) {
    case "by-rule":
      return `by rule, else ${inWords(verdict.otherwise)}`;
    case "finding":
      return ["finding", verdict.message ?? "", verdict.severity ?? ""].filter(Boolean).join(" ");
    default:
      return verdict.verdict;
  }
}
