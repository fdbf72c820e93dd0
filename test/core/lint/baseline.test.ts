// Baselines as data: what is known, what is fresh, what is stale, and the text that goes there and back.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  compareWithBaseline,
  makeBaseline,
  normalLine,
  printBaseline,
  readBaseline,
  type Finding,
  type Fingerprint,
} from "../../../server/src/core/api.js";

const found = (rule: string, path: string, start: number): Finding => ({
  rule,
  severity: "warning",
  message: "",
  path,
  span: { start, end: start },
  docs: "",
});
/** The tens of the offset stand for the text of the line. */
const fingerprint = ({ rule, path, span }: Finding): Fingerprint => ({
  rule,
  file: path,
  line: `${Math.floor(span.start / 10)}`,
});

test("as many alike as are listed are known, one more is fresh", () => {
  const entries = makeBaseline([found("a", "f", 11), found("a", "f", 12), found("b", "f", 11)], fingerprint);
  assert.deepEqual(entries, [
    { rule: "a", file: "f", line: "1", count: 2 },
    { rule: "b", file: "f", line: "1", count: 1 },
  ]);
  const now = [found("a", "f", 13), found("a", "f", 14), found("a", "f", 15), found("a", "g", 11), found("a", "f", 20)];
  const { fresh, known, stale } = compareWithBaseline(now, entries, fingerprint, new Set(["f"]));
  assert.deepEqual(known, now.slice(0, 2));
  assert.deepEqual(fresh, now.slice(2));
  assert.deepEqual(stale, [{ rule: "b", file: "f", line: "1", count: 1 }]);
  assert.deepEqual(compareWithBaseline([], entries, fingerprint, new Set(["g"])).stale, []);
});

test("a baseline knows exactly what it was made of, in any order, and comes back from its text", () => {
  const finding = fc.record({
    rule: fc.constantFrom("a", "b"),
    path: fc.constantFrom("f", 'é "/g'),
    start: fc.nat(30),
  });
  fc.assert(
    fc.property(fc.array(finding), (list) => {
      const findings = list.map(({ rule, path, start }) => found(rule, path, start));
      const entries = makeBaseline(findings, fingerprint);
      assert.deepEqual(makeBaseline([...findings].reverse(), fingerprint), entries);
      assert.deepEqual(readBaseline(printBaseline(entries)), entries);
      const { fresh, stale } = compareWithBaseline(findings, entries, fingerprint, new Set(["f", 'é "/g']));
      assert.deepEqual([fresh, stale], [[], []]);
    }),
  );
});

test("what is no baseline is refused in words", () => {
  for (const text of [
    "",
    "[]",
    "{}",
    "mynetworks = 127.0.0.0/8",
    '{ "version": 2, "findings": [] }',
    '{ "version": 1 }',
    '{ "version": 1, "findings": {} }',
    '{ "version": 1, "findings": [{}] }',
    '{ "version": 1, "findings": [{ "rule": "a", "file": "f", "line": "x", "count": 0 }] }',
  ]) {
    const refused = readBaseline(text);
    assert.ok(typeof refused === "string", text);
    assert.match(refused, /^is not a baseline.*\.$/);
  }
});

test("blanks alone make no other line", () => {
  assert.equal(normalLine("  a \t=  b\r"), "a = b");
  assert.notEqual(normalLine("a = b"), normalLine("a = bc"));
});
