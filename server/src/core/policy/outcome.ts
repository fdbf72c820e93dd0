// Which outcome of a requirement fits which value. Facts of endpoints and the words of verdicts: evaluate.ts.

import type { CertificateFacts } from "../posture/posture.js";
import { suiteByIana, type CipherSuite } from "../tls/suites.js";
import { weaknesses } from "../tls/weakness.js";
import type { KeyCase, NameCase, NumberCase, Outcome, SuiteCase, SuiteTraits } from "./profile.js";

interface Cases<Case> {
  readonly cases: readonly Case[];
  readonly otherwise: Outcome;
}

/** Without a word: it is not the standard that is silent. */
const unknown = (note: string): Outcome => ({ grade: "undetermined", word: "", note });

export function nameOutcome(name: string, { cases, otherwise }: Cases<NameCase>): Outcome {
  return cases.find(({ values }) => values.includes(name)) ?? otherwise;
}

export function numberOutcome(value: number, { cases, otherwise }: Cases<NumberCase>): Outcome {
  const fits = ({ atLeast = -Infinity, atMost = Infinity }: NumberCase) => atLeast <= value && value <= atMost;
  return cases.find(fits) ?? otherwise;
}

/** A name that is in no table is not judged: nothing is known of its parts, and it may be a misreading. */
export function suiteOutcome(name: string, { cases, otherwise }: Cases<SuiteCase>): Outcome {
  const suite = suiteByIana(name);
  if (suite === undefined) return unknown("It is not in the table of cipher suites.");
  const fits = (one: SuiteCase) => ("values" in one ? one.values.includes(name) : hasTraits(suite, one.traits));
  return cases.find(fits) ?? otherwise;
}

function hasTraits(suite: CipherSuite, { kx, mac, weakness, bitsBelow }: SuiteTraits): boolean {
  const found = weaknesses(suite);
  return (
    (kx?.includes(suite.kx) ?? true) &&
    (mac?.includes(suite.mac) ?? true) &&
    (weakness?.some((one) => found.includes(one)) ?? true) &&
    (bitsBelow === undefined || suite.bits < bitsBelow)
  );
}

export function keyOutcome(key: CertificateFacts, { cases, otherwise }: Cases<KeyCase>): Outcome {
  for (const one of cases) {
    if (one.keyType !== key.keyType) continue;
    if (one.atLeast !== undefined && key.keyBits < one.atLeast) continue;
    if (one.curves === undefined) return one;
    if (key.curve === undefined) return unknown("The curve of the key is not known.");
    if (one.curves.includes(key.curve)) return one;
  }
  return otherwise;
}

/** `hash` is that of the issuer's signature. */
export function signatureOutcome(hash: string | undefined, requirement: Cases<NameCase>): Outcome {
  return hash === undefined ? unknown("The digest of the signature is not known.") : nameOutcome(hash, requirement);
}

/** `days` as `lifetimeDays` gives them. */
export function lifetimeOutcome(days: number | undefined, requirement: Cases<NumberCase>): Outcome {
  return days === undefined ? unknown("The dates of the certificate are not known.") : numberOutcome(days, requirement);
}

const DAY_IN_MS = 86_400_000;

/** Days of validity, to three decimals: whether the last second counts (RFC 5280 §4.1.2.5) makes no difference. */
export function lifetimeDays({ notBefore, notAfter }: CertificateFacts): number | undefined {
  if (notBefore === undefined || notAfter === undefined) return undefined;
  return Math.round(((notAfter - notBefore) / DAY_IN_MS) * 1000) / 1000;
}
