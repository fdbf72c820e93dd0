import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assertBounded } from "./support/bounds.js";
import { replay } from "./support/flow-cases.js";
import { cut, FLOWS } from "./support/flows.js";

const RUNS = 10_000;

type Mutation = (bytes: Uint8Array) => Uint8Array;

/** A place in the flight, as a fraction: flights differ in length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Uint8Array, fraction: number): number => Math.floor(fraction * bytes.length);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 0, max: 255 })).map(([where, value]): Mutation => {
    return (bytes) => bytes.map((byte, index) => (index === at(bytes, where) ? value : byte));
  }),
  fc.tuple(place, place).map(([from, to]): Mutation => {
    return (bytes) => Uint8Array.of(...bytes.slice(0, at(bytes, from)), ...bytes.slice(at(bytes, to)));
  }),
  fc.tuple(place, fc.uint8Array({ maxLength: 40 })).map(([where, inserted]): Mutation => {
    return (bytes) => Uint8Array.of(...bytes.slice(0, at(bytes, where)), ...inserted, ...bytes.slice(at(bytes, where)));
  }),
  // One server begins, another goes on.
  fc.tuple(place, fc.constantFrom(...FLOWS)).map(([where, other]): Mutation => {
    return (bytes) => Uint8Array.of(...bytes.slice(0, at(bytes, where)), ...other.bytes);
  }),
);

const flight = fc.tuple(
  fc.constantFrom(...FLOWS),
  fc.array(mutation, { minLength: 1, maxLength: 5 }),
  fc.array(place, { maxLength: 4 }),
);

test(`${RUNS} spoilt flights: read without a throw, within bounds, alike wherever they are cut`, () => {
  fc.assert(
    fc.property(flight, ([flow, mutations, places]) => {
      const bytes = mutations.reduce((spoilt, mutate) => mutate(spoilt), flow.bytes);
      const whole = replay(flow, [bytes]);
      const cuts = places.map((fraction) => at(bytes, fraction)).sort((a, b) => a - b);
      assert.deepEqual(replay(flow, cut(bytes, ...cuts)), whole);
      assertBounded(bytes, whole);
    }),
    { numRuns: RUNS },
  );
});

test("any bytes at all", () => {
  fc.assert(
    fc.property(fc.constantFrom(...FLOWS), fc.uint8Array({ maxLength: 300 }), (flow, bytes) => {
      assertBounded(bytes, replay(flow, [bytes]));
    }),
    { numRuns: 2000 },
  );
});
