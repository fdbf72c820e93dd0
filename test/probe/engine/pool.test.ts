// Turns: never more at once than allowed, never more in all, back-off where a host has no room, and nobody waits for ever.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Pool, type Manners, type Turn } from "../../../server/src/probe/engine/pool.js";

const DONE: Turn<string> = { kind: "done", value: "x" };
const FULL: Turn<string> = { kind: "overload", reason: "full" };

interface Watched {
  readonly pool: Pool;
  readonly pauses: number[];
  most: number;
  /** Runs one turn that takes some rounds of the event queue. */
  turn(result: () => Turn<string>, rounds?: number): ReturnType<Pool["run"]>;
}

function watch(manners: Manners): Watched {
  const pauses: number[] = [];
  let busy = 0;
  const watched: Watched = {
    pool: new Pool(manners, (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    }),
    pauses,
    most: 0,
    turn: (result, rounds = 1) =>
      watched.pool.run(async () => {
        busy += 1;
        watched.most = Math.max(watched.most, busy);
        for (let round = 0; round < rounds; round++) await Promise.resolve();
        busy -= 1;
        return result();
      }),
  };
  return watched;
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

test("whatever happens: at most so many at once and in all, and every one gets an answer", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 40 }),
      fc.array(fc.record({ rounds: fc.nat(4), full: fc.boolean() }), { maxLength: 40 }),
      async (connections, budget, wanted) => {
        const watched = watch({ connections, budget });
        const outcomes = await Promise.all(
          wanted.map(({ rounds, full }) => watched.turn(() => (full ? FULL : DONE), rounds)),
        );
        assert.equal(outcomes.length, wanted.length);
        assert.ok(watched.most <= connections);
        assert.ok(watched.pool.used <= budget);
        outcomes.forEach(({ kind }, index) => {
          if (wanted[index]?.full === true) assert.equal(kind, "unavailable");
        });
      },
    ),
  );
});

test("what has no room at first succeeds later; others are fewer from then on", async () => {
  const watched = watch({ connections: 8, budget: 100 });
  let failures = 8;
  const outcomes = await Promise.all(times(8, () => watched.turn(() => (failures-- > 0 ? FULL : DONE))));
  assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(["done"]));
  assert.deepEqual(watched.pauses, [250]);
  watched.most = 0;
  await Promise.all(times(20, () => watched.turn(() => DONE)));
  assert.equal(watched.most, 4);
});

test("pauses grow as long as nobody is let in; then the host is left alone", async () => {
  const watched = watch({ connections: 16, budget: 150 });
  const outcomes = await Promise.all(times(100, () => watched.turn(() => FULL)));
  assert.deepEqual(watched.pauses, [250, 1_000, 4_000]);
  assert.ok(outcomes.every((outcome) => outcome.kind === "unavailable" && /full$/u.test(outcome.reason)));
  // 16 at once, then 8, 4 and 2.
  assert.equal(watched.pool.used, 30);
  assert.match(watched.pool.closed ?? "", /lets none in any more/u);
});

test("one that is let in ends the growing of pauses", async () => {
  const watched = watch({ connections: 1, budget: 100 });
  for (let round = 0; round < 5; round++) {
    let first = true;
    const outcome = await watched.turn(() => {
      const result = first ? FULL : DONE;
      first = false;
      return result;
    });
    assert.equal(outcome.kind, "done");
  }
  assert.deepEqual(watched.pauses, [250, 250, 250, 250, 250]);
});

test("one attempt that is never let in while others are is given up by itself", async () => {
  const watched = watch({ connections: 2, budget: 100 });
  const refused = watched.turn(() => FULL);
  const others = times(20, () => watched.turn(() => DONE, 3));
  assert.deepEqual(await refused, { kind: "unavailable", reason: "full" });
  for (const other of others) assert.equal((await other).kind, "done");
  assert.equal(watched.pool.closed, null);
});

test("nobody begins during a pause", async () => {
  let wake = (): void => undefined;
  const pool = new Pool({ connections: 4, budget: 10 }, () => new Promise<void>((resolve) => (wake = resolve)));
  let full = true;
  let begun = 0;
  const work = (): Promise<Turn<string>> => {
    begun += 1;
    const turn = full ? FULL : DONE;
    full = false;
    return Promise.resolve(turn);
  };
  const first = pool.run(work);
  // As many rounds as anything could need.
  for (let round = 0; round < 50; round++) await Promise.resolve();
  const second = pool.run(work);
  for (let round = 0; round < 50; round++) await Promise.resolve();
  assert.equal(begun, 1);
  wake();
  assert.deepEqual([(await first).kind, (await second).kind], ["done", "done"]);
  assert.equal(begun, 3);
});

test("the reserve is for what is urgent", async () => {
  const pool = new Pool({ connections: 1, budget: 5, reserve: 2 }, () => Promise.resolve());
  const work = (): Promise<Turn<string>> => Promise.resolve(DONE);
  for (let count = 0; count < 3; count++) assert.equal((await pool.run(work)).kind, "done");
  const usual = await pool.run(work);
  assert.ok(usual.kind === "unavailable" && /5 connections .* used up/u.test(usual.reason));
  assert.equal((await pool.run(work, true)).kind, "done");
  assert.equal((await pool.run(work, true)).kind, "done");
  assert.equal((await pool.run(work, true)).kind, "unavailable");
});

test("once the user has no wish any more nothing is tried", async () => {
  const watched = watch({ connections: 2, budget: 100 });
  const outcomes = await Promise.all(times(50, () => watched.turn(() => ({ kind: "over", reason: "cancelled" }))));
  assert.ok(outcomes.every((outcome) => outcome.kind === "unavailable" && outcome.reason === "cancelled"));
  assert.equal(watched.pool.used, 2);
  assert.deepEqual(watched.pauses, []);
});
