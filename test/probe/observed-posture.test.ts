// A host's posture judged by the rules of configurations: what fires, for whom, and that a check adds nothing to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProtocolVersion } from "../../server/src/core/api.js";
import type { Observed } from "../../server/src/probe/checks/check.js";
import { interpretChecks } from "../../server/src/probe/checking.js";
import { observedPosture } from "../../server/src/probe/observed-posture.js";
import { checkReports, judge } from "../../server/src/probe/verdict.js";
import {
  certificate,
  DIALOGUE,
  GOOD,
  host,
  IMAPS,
  MX,
  SUBMISSION,
  surveyOf,
  TRUSTED,
} from "./checks/support/observed.js";

const NOW = Date.UTC(2026, 10, 24);
const DAY = 86_400_000;

/** Every finding as `severity rule`, sorted, and the checks that report a finding. */
function judged(observed: Observed) {
  const { findings, judged: checks } = judge(observed, interpretChecks(observed), { now: NOW });
  const reports = checkReports(checks);
  const found = reports.filter(({ verdict }) => verdict === "finding");
  return {
    findings: findings.map(({ severity, rule }) => `${severity} ${rule}`).sort(),
    checks: found.map(({ id }) => id),
    rules: Object.fromEntries(found.flatMap(({ id, rules }) => (rules === undefined ? [] : [[id, rules]]))),
    reasons: Object.fromEntries(reports.map(({ id, reason }) => [id, reason])),
  };
}

const withSuites = (version: ProtocolVersion, ...names: readonly string[]) =>
  surveyOf(
    { ...GOOD, [version]: [...(GOOD[version] ?? []), ...names] },
    { secureRenegotiation: true, compression: false },
  );

test("a host in order has no finding, whatever it is for", () => {
  for (const text of [MX, SUBMISSION, IMAPS, "imap://mx.test", "pop3://mx.test", "sieve://mx.test", "lmtp://mx.test"]) {
    const survey = surveyOf({ TLSv1: ["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"], ...GOOD }, { secureRenegotiation: true });
    const facts = { notBefore: NOW - DAY, notAfter: NOW + 89 * DAY };
    const certificates = [certificate(TRUSTED, { facts })];
    const users = text !== MX && !text.startsWith("lmtp");
    const narrow = text === MX ? ["info opportunistic-suites-too-narrow"] : [];
    const old = users ? ["warning tls10-tls11-enabled"] : narrow;
    assert.deepEqual(judged(host(text, survey, { certificates })).findings, old, text);
    const floor = text === MX ? ["info opportunistic-floor-too-high", ...narrow] : [];
    assert.deepEqual(judged(host(text, withSuites("TLSv1.2"), { certificates })).findings, floor, text);
  }
});

test("what is weak is one finding, that of the rule; the check names the rule", () => {
  const cases = [
    ["SSLv2", "SSL_CK_RC4_128_WITH_MD5", "drown", "sslv2-enabled", "error", "error"],
    ["SSLv3", "TLS_RSA_WITH_AES_128_CBC_SHA", "poodle", "sslv3-enabled", "error", "warning"],
    ["TLSv1.2", "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", "freak", "weak-cipher-suites", "error", "warning"],
    ["TLSv1.2", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", "logjam", "weak-cipher-suites", "error", "warning"],
    ["TLSv1.2", "TLS_RSA_WITH_NULL_SHA", "null-or-anonymous", "weak-cipher-suites", "error", "warning"],
    // Better than plain text: not a word on port 25.
    ["TLSv1.2", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "sweet32", "weak-cipher-suites", "warning", null],
    ["TLSv1.2", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", "rc4", "weak-cipher-suites", "warning", null],
    ["TLSv1.2", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "null-or-anonymous", "weak-cipher-suites", "warning", null],
  ] as const;
  for (const [version, name, check, rule, users, mx] of cases) {
    const survey = withSuites(version, name);
    for (const [text, severity] of [
      [SUBMISSION, users],
      [IMAPS, users],
      [MX, mx],
    ] as const) {
      const { findings, rules, reasons } = judged(host(text, survey));
      const said = findings.filter((one) => one.endsWith(rule) || one.endsWith(check));
      assert.deepEqual(said, severity === null ? [] : [`${severity} ${rule}`], `${name} ${text}`);
      assert.deepEqual(rules[check], severity === null ? undefined : [rule], `${name} ${text}`);
      if (severity === null) assert.match(reasons[check] ?? "", /better than plain text/u);
    }
  }
});

test("logins before TLS are one finding", () => {
  const loginBefore = { mechanisms: ["PLAIN"], command: null };
  const { findings, rules } = judged(
    host(SUBMISSION, withSuites("TLSv1.2"), {
      dialogue: { ...DIALOGUE, loginBefore },
      certificates: [certificate(TRUSTED)],
    }),
  );
  assert.deepEqual(findings, ["error plaintext-login-allowed", "info submission-without-required-tls"]);
  assert.deepEqual(rules, { "plaintext-login": ["plaintext-login-allowed"] });
});

test("no STARTTLS is one finding, in words that fit the port", () => {
  for (const text of [MX, "imap://mx.test"]) {
    const observed = host(text, null, { session: null, dialogue: { ...DIALOGUE, starttls: { offered: false } } });
    const { findings } = judge(observed, interpretChecks(observed), { now: NOW });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ["tls-off"],
    );
    assert.match(findings[0]?.message ?? "", text === MX ? /^Port 25 offers no TLS/u : /^Port 143 offers no TLS/u);
    assert.deepEqual(judged(observed).rules, { "no-starttls": ["tls-off"] });
  }
  const silent = host(MX, null, { session: null, dialogue: { ...DIALOGUE, starttls: null } });
  assert.deepEqual(judged(silent).findings, []);
});

test("certificates: dates, names, chain, key and signature are the rules'; trust is added only where they are silent", () => {
  const untrusted = (code: string) => ({ ...TRUSTED, verified: false, code, reason: "Not trusted." });
  const fresh = { notBefore: NOW - DAY, notAfter: NOW + 89 * DAY };
  const of = (...parts: Parameters<typeof certificate>) => {
    const [trust, { facts = {}, ...more } = {}] = parts;
    const certificates = [certificate(trust, { facts: { ...fresh, ...facts }, ...more })];
    const { findings, rules } = judged(host(IMAPS, withSuites("TLSv1.2"), { certificates }));
    return { findings, rules };
  };
  assert.deepEqual(of(TRUSTED), { findings: [], rules: {} });
  assert.deepEqual(of(untrusted("CERT_HAS_EXPIRED"), { facts: { notAfter: NOW - DAY } }), {
    findings: ["error certificate-expired"],
    rules: { "certificate-dates": ["certificate-expired"], "untrusted-certificate": ["certificate-expired"] },
  });
  // An authority's certificate has expired: no rule knows that.
  assert.deepEqual(of(untrusted("CERT_HAS_EXPIRED")).findings, ["warning untrusted-certificate"]);
  assert.deepEqual(of(untrusted("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), { facts: { chain: [] } }), {
    findings: ["warning certificate-chain-incomplete"],
    rules: {
      "certificate-chain": ["certificate-chain-incomplete"],
      "untrusted-certificate": ["certificate-chain-incomplete"],
    },
  });
  // Issued by a root: nothing is missing.
  assert.deepEqual(of(TRUSTED, { facts: { chain: [] } }), { findings: [], rules: {} });
  assert.deepEqual(of(untrusted("DEPTH_ZERO_SELF_SIGNED_CERT"), { facts: { issuer: "CN=mx.test" } }).findings, [
    "warning untrusted-certificate",
  ]);
  const named = of(TRUSTED, { facts: { dnsNames: ["other.test"] } });
  assert.deepEqual(named, {
    findings: ["warning certificate-name-mismatch"],
    rules: { "certificate-names": ["certificate-name-mismatch"] },
  });
  const weak = of(TRUSTED, { facts: { keyBits: 1024, signatureHash: "sha1" } });
  assert.deepEqual(weak.rules, { "certificate-strength": ["weak-certificate-key", "weak-certificate-signature"] });
  assert.deepEqual(
    [5, 20, 50, 61].map(
      (days) => of(TRUSTED, { facts: { notBefore: NOW - 300 * DAY, notAfter: NOW + days * DAY } }).findings,
    ),
    [["error certificate-expires-soon"], ["warning certificate-expires-soon"], ["info certificate-expires-soon"], []],
  );
});

test("the name to expect is the one that was asked for", () => {
  const [asked] = observedPosture(host("192.0.2.1:25")).endpoints;
  assert.equal(asked?.hostName?.value, "mx.test");
  const [address] = observedPosture(host("192.0.2.1:25", undefined, { serverName: null })).endpoints;
  assert.equal(address?.hostName?.value, "192.0.2.1");
});

test("what could not be asked for is undetermined; what was found all the same is the check's finding", () => {
  const survey = surveyOf({ SSLv3: ["TLS_RSA_WITH_AES_128_CBC_SHA"] }, {}, [{ fact: "versions", reason: "No room." }]);
  const [endpoint] = observedPosture(host(SUBMISSION, survey)).endpoints;
  assert.equal(endpoint?.versions, undefined);
  assert.deepEqual(endpoint?.undetermined, [{ fact: "versions", reason: "No room." }]);
  assert.ok(judged(host(SUBMISSION, survey)).findings.includes("error poodle"));
});
