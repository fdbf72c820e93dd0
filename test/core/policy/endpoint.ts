// For the tests of policies: a public server on port 25 with optional TLS, whatever a test changes, and what a profile says of it.

import assert from "node:assert/strict";
import { evaluate, type Verdict } from "../../../server/src/core/policy/evaluate.js";
import type { Subject } from "../../../server/src/core/policy/profile.js";
import { profileById } from "../../../server/src/core/policy/profiles.js";
import type { Fact } from "../../../server/src/core/posture/fact.js";
import type { Endpoint, SuitesByVersion } from "../../../server/src/core/posture/posture.js";

export const seen = <T>(value: T): Fact<T> => ({ value, origin: { kind: "observed", step: "test" } });

export function endpoint(changes: Partial<Endpoint> = {}): Endpoint {
  return {
    id: "smtp/inet",
    product: "postfix",
    role: "server",
    service: "mx",
    protocol: "smtp",
    port: 25,
    presence: "declared",
    exposure: "public",
    transport: seen("starttls"),
    required: seen(false),
    undetermined: [],
    ...changes,
  };
}

/** Suites as though negotiated in TLS 1.2. */
export const suites = (...names: string[]): Fact<SuitesByVersion> => seen({ "TLSv1.2": names });

export const submission = (changes: Partial<Endpoint> = {}): Endpoint =>
  endpoint({ id: "submission/inet", service: "submission", port: 587, required: seen(true), ...changes });

export function verdicts(id: string, one: Endpoint, subject: Subject): readonly Verdict[] {
  const profile = profileById(id);
  assert.ok(profile, id);
  return evaluate({ endpoints: [one] }, profile).filter((verdict) => verdict.subject === subject);
}

/** `value: grade` of everything that is there. */
export const grades = (id: string, one: Endpoint, subject: Subject) =>
  verdicts(id, one, subject)
    .filter((verdict) => verdict.grade === "undetermined" || !verdict.missing)
    .map(({ value, grade }) => `${value}: ${grade}`);
