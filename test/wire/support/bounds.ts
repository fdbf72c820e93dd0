// What holds for every flight, however hostile.

import assert from "node:assert/strict";
import { MAX_EXCERPT, MAX_ODDITIES, MAX_WARNINGS } from "../../../server/src/wire/limits.js";
import type { replay } from "./flow-cases.js";

/** What is kept is never more than what came, nor more than the limits. */
export function assertBounded(bytes: Uint8Array, { state, facts }: ReturnType<typeof replay>): void {
  assert.ok(facts.oddities.length <= MAX_ODDITIES);
  assert.ok(facts.alerts.length <= MAX_WARNINGS + 1);
  const certificates = (facts.certificates ?? []).reduce((sum, der) => sum + der.length, 0);
  assert.ok(certificates + (facts.ocspResponse?.length ?? 0) <= bytes.length);
  if (state.kind === "not-tls") assert.ok(state.excerpt.length <= 4 * MAX_EXCERPT);
}
