// Checks that try something: what they try, and what each outcome means.

import assert from "node:assert/strict";
import { test } from "node:test";
import { check as alpaca } from "../../../server/src/probe/checks/alpaca.js";
import { check as ccsInjection } from "../../../server/src/probe/checks/ccs-injection.js";
import type { Check, Observed } from "../../../server/src/probe/checks/check.js";
import { check as heartbleed } from "../../../server/src/probe/checks/heartbleed.js";
import { check as noFallbackScsv } from "../../../server/src/probe/checks/no-fallback-scsv.js";
import { check as starttlsInjection } from "../../../server/src/probe/checks/starttls-injection.js";
import type { Attempt, AttemptResult } from "../../../server/src/probe/engine/attempts.js";
import type { Survey } from "../../../server/src/probe/engine/survey.js";
import {
  agreed,
  broken,
  conversation,
  GOOD,
  host,
  IMAPS,
  MX,
  refused,
  SESSION,
  SUBMISSION,
  type Suites,
  surveyOf,
  targetOf,
  UNAVAILABLE,
  verdictOf,
} from "./support/observed.js";

const ALERT = 21;
const HEARTBEAT = 24;
const OLD: Suites = { TLSv1: ["TLS_RSA_WITH_AES_128_CBC_SHA"], "TLSv1.2": ["TLS_RSA_WITH_AES_128_CBC_SHA"] };
const MODERN: Suites = { "TLSv1.3": ["TLS_AES_128_GCM_SHA256"] };

type Row = readonly [results: readonly AttemptResult[], expected: string];

function judges(check: Check, observed: Observed, rows: readonly Row[]): void {
  for (const [index, [results, expected]] of rows.entries())
    assert.equal(verdictOf(check, observed, results), expected, `row ${index}`);
}

const begun = (check: Check, text: string): readonly Attempt[] => check.begin?.(targetOf(text)) ?? [];
const planned = (check: Check, survey: Survey, results: readonly AttemptResult[]): readonly Attempt[] =>
  check.plan?.(survey, results) ?? [];

const handshakeEnds = (kind: "tls" | "reset" | "closed" | "timeout"): AttemptResult =>
  conversation({}, null, { kind, step: "handshake" });

test("starttls-injection: one conversation, and none where TLS comes first", () => {
  assert.deepEqual(begun(starttlsInjection, MX), [{ kind: "conversation", inject: true }]);
  assert.deepEqual(begun(starttlsInjection, IMAPS), []);
  assert.equal(verdictOf(starttlsInjection, host(IMAPS)), "ok");
});

test("starttls-injection: an answer inside TLS is a finding, anything that keeps the command out is not", () => {
  judges(starttlsInjection, host(MX), [
    [[conversation({ injected: true })], "finding obeyed"],
    [[conversation({ injected: false })], "ok"],
    [[handshakeEnds("tls")], "ok"],
    [[handshakeEnds("reset")], "ok"],
    [[handshakeEnds("closed")], "ok"],
    [[handshakeEnds("timeout")], "inconclusive"],
    [[conversation({}, null, { kind: "protocol", step: "starttls" })], "ok"],
    [[conversation({}, SESSION, { kind: "closed", step: "quit" })], "inconclusive"],
    [[conversation({})], "inconclusive"],
    [[UNAVAILABLE], "inconclusive"],
  ]);
  // Where the handshake fails anyway, its failure says nothing.
  judges(starttlsInjection, host(MX, surveyOf(OLD), { session: null }), [[[handshakeEnds("tls")], "inconclusive"]]);
});

test("alpaca: whoever wants HTTP is to be turned away", () => {
  const rows = (ignored: string): readonly Row[] => [
    [[conversation({}, { ...SESSION, alpn: "http/1.1" })], "finding agreed warning"],
    [[conversation({}, SESSION)], ignored],
    [[handshakeEnds("tls")], "ok"],
    [[handshakeEnds("timeout")], "inconclusive"],
    [[UNAVAILABLE], "inconclusive"],
  ];
  judges(alpaca, host(SUBMISSION), rows("finding ignored"));
  judges(alpaca, host(MX), rows("ok"));
  judges(alpaca, host(MX, surveyOf(OLD), { session: null }), [[[handshakeEnds("tls")], "inconclusive"]]);
});

test("heartbleed: only where heartbeats are accepted, and only an answer is a finding", () => {
  const accepts = surveyOf(OLD, { heartbeat: true });
  assert.deepEqual(planned(heartbleed, surveyOf(OLD, { heartbeat: false }), []), []);
  assert.deepEqual(begun(heartbleed, MX), []);
  const [attempt] = planned(heartbleed, accepts, []);
  assert.ok(attempt?.kind === "hello");
  assert.equal(attempt.proposal.version, "TLSv1.2");
  assert.equal(attempt.proposal.curious, true);

  judges(heartbleed, host(MX, accepts), [
    [[agreed("TLSv1.2", [[HEARTBEAT, 2, 0, 33, 0]])], "finding answered"],
    [[agreed("TLSv1.2")], "ok"],
    [[agreed("TLSv1.2", [[ALERT, 2, 40]])], "ok"],
    // A request of its own is no answer.
    [[agreed("TLSv1.2", [[HEARTBEAT, 1, 0, 0]])], "ok"],
    [[agreed("TLSv1.2", [], false)], "inconclusive"],
    [[refused("handshake_failure")], "inconclusive"],
    [[broken()], "inconclusive"],
    [[UNAVAILABLE], "inconclusive"],
    [[], "inconclusive"],
  ]);
  judges(heartbleed, host(MX), [[[], "ok"]]);
});

test("heartbleed: the request announces one byte more than it brings, and an alert ends the connection", () => {
  const [attempt] = planned(heartbleed, surveyOf(OLD, { heartbeat: true }), []);
  assert.ok(attempt?.kind === "hello");
  const result = agreed("TLSv1.2");
  assert.ok(result.kind === "answer" && result.answer.kind === "agreed");
  const hello = { heartbeat: "peer_allowed_to_send" } as const;
  const facts = { ...result.answer.facts, serverHello: hello as never };
  const bytes = attempt.then?.({ ...result.answer, facts }) ?? new Uint8Array();
  const view = new DataView(bytes.buffer);
  assert.equal(bytes[0], HEARTBEAT);
  const length = view.getUint16(3);
  assert.equal(view.getUint16(6), length - 3 + 1);
  assert.deepEqual([...bytes.subarray(5 + length)], [ALERT, 3, 3, 0, 2, 2, 40]);
  // A server that does not let us send is not sent to.
  assert.equal(attempt.then?.(result.answer), null);
});

test("ccs-injection: the alert tells who tried to decrypt", () => {
  const alert = (number: number): readonly AttemptResult[] => [agreed("TLSv1.2", [[ALERT, 2, number]])];
  const old = host(MX, surveyOf(OLD, { extendedMasterSecret: false }));
  judges(ccsInjection, old, [
    [alert(20), "finding obeyed"],
    [alert(21), "finding obeyed"],
    [alert(10), "ok"],
    [alert(40), "ok"],
    // Closed without a word: it may have obeyed.
    [[agreed("TLSv1.2")], "inconclusive"],
    [[agreed("TLSv1.2", [], false)], "inconclusive"],
    [[refused("handshake_failure"), agreed("TLSv1", [[ALERT, 2, 20]])], "finding obeyed"],
    [[refused("handshake_failure")], "inconclusive"],
    [[broken()], "inconclusive"],
    [[UNAVAILABLE], "inconclusive"],
    [[], "inconclusive"],
  ]);
  judges(ccsInjection, host(MX, surveyOf(GOOD)), [[[agreed("TLSv1.2")], "ok"]]);
  judges(ccsInjection, host(MX, surveyOf(OLD, { extendedMasterSecret: true })), [[[agreed("TLSv1.2")], "ok"]]);
  judges(ccsInjection, host(MX, surveyOf(MODERN)), [[[refused("protocol_version")], "ok"]]);
});

test("ccs-injection: two records, in the version that was agreed on; a second try where the first hello did not do", () => {
  const [attempt] = begun(ccsInjection, MX);
  assert.ok(attempt?.kind === "hello");
  const result = agreed("TLSv1");
  assert.ok(result.kind === "answer" && result.answer.kind === "agreed");
  assert.deepEqual([...(attempt.then?.(result.answer) ?? [])], [20, 3, 1, 0, 1, 1, 20, 3, 1, 0, 1, 1]);
  assert.deepEqual(planned(ccsInjection, surveyOf(OLD), [result]), []);
  assert.deepEqual(planned(ccsInjection, surveyOf(MODERN), [refused("protocol_version")]), []);
  const [again] = planned(ccsInjection, surveyOf({ SSLv3: ["TLS_RSA_WITH_RC4_128_SHA"] }), [broken()]);
  assert.ok(again?.kind === "hello");
  assert.equal(again.proposal.version, "SSLv3");
});

test("no-fallback-scsv: the newest version but one is asked for, with the signal", () => {
  const [attempt] = begun(noFallbackScsv, MX);
  assert.ok(attempt?.kind === "hello");
  assert.equal(attempt.proposal.version, "TLSv1.2");
  assert.equal(attempt.proposal.fallbackScsv, true);
  assert.deepEqual(planned(noFallbackScsv, surveyOf(GOOD), []), []);
  assert.deepEqual(planned(noFallbackScsv, surveyOf(MODERN), []), []);
  const [older] = planned(noFallbackScsv, surveyOf(OLD), []);
  assert.ok(older?.kind === "hello");
  assert.equal(older.proposal.version, "TLSv1");
  assert.equal(older.proposal.fallbackScsv, true);
});

test("no-fallback-scsv: agreement is a finding where a client might step back", () => {
  const rows = (found: string): readonly Row[] => [
    [[refused("inappropriate_fallback")], "ok"],
    [[refused(null)], "ok"],
    [[agreed("TLSv1.2")], found],
    [[agreed("TLSv1.1")], "inconclusive"],
    [[broken()], "inconclusive"],
    [[UNAVAILABLE], "inconclusive"],
  ];
  judges(noFallbackScsv, host(SUBMISSION), rows("finding agreed"));
  judges(noFallbackScsv, host(MX), rows("ok"));
  judges(noFallbackScsv, host(SUBMISSION, surveyOf(OLD)), [
    [[agreed("TLSv1.2"), agreed("TLSv1")], "finding agreed"],
    [[agreed("TLSv1.2"), refused("inappropriate_fallback")], "ok"],
  ]);
  judges(noFallbackScsv, host(SUBMISSION, surveyOf(MODERN)), [[[refused("protocol_version")], "ok"]]);
});
