// What the probe's input box accepts, and what it says about the rest.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { describeTargetProblem } from "../../client/src/probe-target.js";

const GOOD = [
  "mail.example.org",
  " mail.example.org:587 ",
  "[2001:db8::1]",
  "[2001:db8::1]:25",
  "[mail.example.org]:587",
  "smtps://mail.example.org",
  "submission://192.0.2.1:2587",
];

const BAD: readonly (readonly [string, RegExp])[] = [
  ["", /name or address/],
  ["   ", /name or address/],
  ["not a host", /Write a host/],
  ["mail.example.org:", /Write a host/],
  ["mail.example.org:smtp", /Write a host/],
  ["mail.example.org:0", /from 1 to 65535/],
  ["mail.example.org:65536", /from 1 to 65535/],
  ["smtp://mail.example.org/path", /Write a host/],
  ["user@mail.example.org", /Write a host/],
  ["2001:db8::1", /in brackets: \[2001:db8::1\]/],
];

for (const target of GOOD) {
  test(`accepts ${JSON.stringify(target)}`, () => {
    assert.equal(describeTargetProblem(target), undefined);
  });
}

for (const [target, problem] of BAD) {
  test(`says what is wrong with ${JSON.stringify(target)}`, () => {
    assert.match(describeTargetProblem(target) ?? "", problem);
  });
}

test("accepts every port of every plain name, and no text with a blank inside", () => {
  const label = fc.stringMatching(/^[a-z0-9]{1,10}$/);
  fc.assert(
    fc.property(label, fc.integer({ min: 1, max: 65535 }), (name, port) => {
      assert.equal(describeTargetProblem(`${name}.example:${port}`), undefined);
      assert.notEqual(describeTargetProblem(`${name} .example:${port}`), undefined);
    }),
  );
});
