// Questions that ride on other offers: each likely item alone, the rest together, and nothing is lost on the way.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Rides } from "../../../server/src/probe/engine/rides.js";

const board = <T>(rides: Rides<T>): { readonly items: readonly T[] } => {
  const ride = rides.board();
  assert.ok(ride !== null);
  return ride;
};

test("likely items ride alone, in order; then the rest together; then nobody", () => {
  const rides = new Rides(["a", "b"], ["c", "d"]);
  assert.deepEqual(board(rides).items, ["a"]);
  assert.deepEqual(board(rides).items, ["b"]);
  assert.deepEqual(board(rides).items, ["c", "d"]);
  assert.equal(rides.board(), null);
  assert.deepEqual(rides.left(), []);
});

test("of several the one that was taken is known, the others ride again", () => {
  const rides = new Rides<string>([], ["c", "d", "e"]);
  rides.took(board(rides), "d");
  assert.deepEqual([...rides.accepted], ["d"]);
  assert.deepEqual(rides.left(), ["c", "e"]);
  assert.deepEqual(board(rides).items, ["c", "e"]);
});

test("where nothing can be concluded the question waits", () => {
  const rides = new Rides(["a"], []);
  const ride = board(rides);
  assert.deepEqual(rides.left(), []);
  rides.back(ride);
  assert.deepEqual(rides.left(), ["a"]);
  assert.deepEqual([...rides.accepted], []);
});

test("any server, any number of offers: accepted, refused or left, and never two of them", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(30)),
      fc.nat(10),
      fc.func(fc.boolean()),
      fc.array(fc.boolean(), { maxLength: 60 }),
      (items, likely, accepts, offers) => {
        const rides = new Rides(items.slice(0, likely), items.slice(likely));
        const refused = new Set<number>();
        for (const carried of offers) {
          const ride = rides.board();
          if (ride === null) break;
          const taken = ride.items.find((item) => accepts(item));
          if (!carried) rides.back(ride);
          else if (taken !== undefined) rides.took(ride, taken);
          else for (const item of ride.items) refused.add(item);
        }
        const all = [...rides.accepted, ...refused, ...rides.left()];
        assert.deepEqual([...all].sort(), [...items].sort());
        assert.ok([...rides.accepted].every((item) => accepts(item)));
        assert.ok([...refused].every((item) => !accepts(item)));
      },
    ),
  );
});
