// Checks that read features, parameters, certificates and the dialogue: what is there, what is not, what nobody could see.

import assert from "node:assert/strict";
import { test } from "node:test";
import { check as certificateChain } from "../../../server/src/probe/checks/certificate-chain.js";
import { check as certificateDates } from "../../../server/src/probe/checks/certificate-dates.js";
import { check as certificateNames } from "../../../server/src/probe/checks/certificate-names.js";
import { check as certificateStrength } from "../../../server/src/probe/checks/certificate-strength.js";
import { check as crime } from "../../../server/src/probe/checks/crime.js";
import { check as insecureRenegotiation } from "../../../server/src/probe/checks/insecure-renegotiation.js";
import { check as mustStaple } from "../../../server/src/probe/checks/must-staple.js";
import { check as noStarttls } from "../../../server/src/probe/checks/no-starttls.js";
import { check as plaintextLogin } from "../../../server/src/probe/checks/plaintext-login.js";
import { check as responseInjection } from "../../../server/src/probe/checks/response-injection.js";
import { check as shortDhPrime } from "../../../server/src/probe/checks/short-dh-prime.js";
import { check as untrustedCertificate } from "../../../server/src/probe/checks/untrusted-certificate.js";
import type { Survey } from "../../../server/src/probe/engine/survey.js";
import {
  certificate,
  DIALOGUE,
  GOOD,
  host,
  IMAPS,
  MX,
  SESSION,
  SUBMISSION,
  suite,
  surveyOf,
  TRUSTED,
  verdictOf,
} from "./support/observed.js";

const MODERN = { "TLSv1.3": ["TLS_AES_128_GCM_SHA256"] };

test("insecure-renegotiation", () => {
  const verdict = (secure: boolean | null): string =>
    verdictOf(insecureRenegotiation, host(MX, surveyOf(GOOD, { secureRenegotiation: secure })));
  assert.equal(verdict(true), "ok");
  assert.equal(verdict(false), "finding missing");
  assert.equal(verdict(null), "inconclusive");
  assert.equal(verdictOf(insecureRenegotiation, host(MX, surveyOf(MODERN))), "ok");
});

test("crime", () => {
  const verdict = (text: string, compression: boolean | null): string =>
    verdictOf(crime, host(text, surveyOf(GOOD, { compression })));
  assert.equal(verdict(MX, false), "ok");
  assert.equal(verdict(MX, true), "finding chosen info");
  assert.equal(verdict(SUBMISSION, true), "finding chosen warning");
  assert.equal(verdict(MX, null), "inconclusive");
  assert.equal(verdictOf(crime, host(MX, surveyOf(MODERN))), "ok");
});

/** A survey in which DHE showed primes of these sizes. */
function withDh(...primes: readonly (readonly [bits: number, suite: string])[]): Survey {
  const survey = surveyOf(GOOD);
  for (const [bits, name] of primes) {
    const prime = new Uint8Array(bits / 8).fill(0xff);
    const keyExchange = { kind: "dhe", prime, generator: prime, publicValue: prime, bits, signature: null } as const;
    const facts = { oddities: [], serverHello: null, certificates: null, ssl2: null, keyExchange } as never;
    survey.sightings.add({ kind: "agreed", version: "TLSv1.2", suite: suite(name), group: null, facts }, false);
  }
  return survey;
}

test("short-dh-prime: by the shortest prime of suites that protect", () => {
  const DHE = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
  const verdict = (...primes: readonly (readonly [number, string])[]): string =>
    verdictOf(shortDhPrime, host(MX, withDh(...primes)));
  assert.equal(verdict([512, DHE]), "by rule, else ok");
  assert.equal(verdict([1024, DHE]), "by rule, else ok");
  assert.equal(verdict([1536, DHE]), "by rule, else ok");
  assert.equal(verdict([4096, DHE], [2048, DHE]), "ok");
  assert.equal(verdict([4096, DHE], [1024, DHE]), "by rule, else ok");
  assert.equal(verdict(), "ok");
  // Those are said by the rule on suites, and OpenSSL chooses the second by itself.
  assert.equal(verdict([512, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"]), "ok");
  assert.equal(verdict([1024, "TLS_DH_anon_WITH_AES_128_GCM_SHA256"]), "ok");
  const gap = surveyOf(GOOD, {}, [{ fact: "suites", reason: "No room." }]);
  assert.equal(verdictOf(shortDhPrime, host(MX, gap)), "inconclusive");
});

test("untrusted-certificate: by OpenSSL's name for what is wrong, and by role", () => {
  const verdict = (text: string, code: string | null): string => {
    const trust = code === null ? TRUSTED : { ...TRUSTED, verified: false, code, reason: "Not trusted." };
    return verdictOf(untrustedCertificate, host(text, undefined, { certificates: [certificate(trust)] }));
  };
  assert.equal(verdict(MX, null), "ok");
  assert.equal(verdict(MX, "DEPTH_ZERO_SELF_SIGNED_CERT"), "finding selfSigned info");
  assert.equal(verdict(SUBMISSION, "DEPTH_ZERO_SELF_SIGNED_CERT"), "finding selfSigned warning");
  assert.equal(verdict(IMAPS, "SELF_SIGNED_CERT_IN_CHAIN"), "finding privateRoot warning");
  assert.equal(verdict(IMAPS, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "by rule, else finding unknownIssuer warning");
  assert.equal(verdict(IMAPS, "CERT_HAS_EXPIRED"), "by rule, else finding other warning");
});

test("untrusted-certificate: one bad certificate among several is enough; one that was not verified is not judged", () => {
  const bad = { ...TRUSTED, verified: false, code: "SELF_SIGNED_CERT_IN_CHAIN", reason: "" };
  const verdict = (...trusts: readonly (typeof bad | typeof TRUSTED | null)[]): string =>
    verdictOf(
      untrustedCertificate,
      host(IMAPS, undefined, { certificates: trusts.map((trust) => certificate(trust)) }),
    );
  assert.equal(verdict(TRUSTED, bad), "finding privateRoot warning");
  assert.equal(verdict(TRUSTED, null), "ok");
  assert.equal(verdict(null), "inconclusive");
  assert.equal(verdictOf(untrustedCertificate, host(IMAPS, undefined, { session: null })), "inconclusive");
  const anonymous = { session: { ...SESSION, chain: [] } };
  assert.equal(verdictOf(untrustedCertificate, host(IMAPS, undefined, anonymous)), "ok");
});

test("must-staple: a demand without a response", () => {
  const demanding = [certificate(TRUSTED, { report: { mustStaple: true } })];
  const stapled = { ...SESSION, ocspResponse: Uint8Array.of(1) };
  assert.equal(verdictOf(mustStaple, host(IMAPS, undefined, { certificates: demanding })), "finding missing warning");
  assert.equal(verdictOf(mustStaple, host(MX, undefined, { certificates: demanding })), "finding missing info");
  assert.equal(verdictOf(mustStaple, host(MX, undefined, { certificates: demanding, session: stapled })), "ok");
  const survey = surveyOf(GOOD, { ocspStapling: true });
  assert.equal(verdictOf(mustStaple, host(MX, survey, { certificates: demanding })), "ok");
  assert.equal(verdictOf(mustStaple, host(MX, undefined, { certificates: [certificate(TRUSTED)] })), "ok");
});

test("certificates are judged by the rules on certificates, where there are any", () => {
  for (const check of [certificateChain, certificateDates, certificateNames, certificateStrength]) {
    const verdict = (more: Parameters<typeof host>[2]): string => verdictOf(check, host(MX, undefined, more));
    assert.equal(verdict({ certificates: [certificate(null)] }), "by rule, else ok");
    assert.equal(verdict({ certificates: [{ ...certificate(null), facts: null }] }), "inconclusive");
    assert.equal(verdict({ session: { ...SESSION, chain: [] } }), "ok");
  }
});

test("plaintext-login and no-starttls read the dialogue", () => {
  const dialogue = (more: Partial<typeof DIALOGUE>): Parameters<typeof host>[2] => ({
    dialogue: { ...DIALOGUE, ...more },
  });
  const login = dialogue({ loginBefore: { mechanisms: ["PLAIN"], command: null } });
  assert.equal(verdictOf(plaintextLogin, host(SUBMISSION, undefined, login)), "by rule, else ok");
  assert.equal(verdictOf(plaintextLogin, host(SUBMISSION)), "ok");
  assert.equal(verdictOf(plaintextLogin, host(SUBMISSION, undefined, dialogue({ loginBefore: null }))), "inconclusive");
  assert.equal(verdictOf(plaintextLogin, host(IMAPS)), "ok");

  assert.equal(verdictOf(noStarttls, host(MX, null, dialogue({ starttls: { offered: false } }))), "by rule, else ok");
  assert.equal(verdictOf(noStarttls, host(MX)), "ok");
  assert.equal(verdictOf(noStarttls, host(MX, null, dialogue({ starttls: null }))), "inconclusive");
  assert.equal(verdictOf(noStarttls, host(IMAPS)), "ok");
});

test("response-injection: plain text behind the answer to STARTTLS", () => {
  const followed = { dialogue: { ...DIALOGUE, plaintextAfterStarttls: true } };
  assert.equal(verdictOf(responseInjection, host(MX, null, followed)), "finding followed");
  assert.equal(verdictOf(responseInjection, host(MX)), "ok");
  assert.equal(verdictOf(responseInjection, host(IMAPS)), "ok");
});
