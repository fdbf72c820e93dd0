// Elimination: everything that is accepted is found, in as many offers as it should take, whoever the server prefers and wherever it breaks off.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Choice, eliminate, type Elimination } from "../../../server/src/probe/engine/eliminate.js";

interface Server {
  readonly accepts: readonly number[];
  /** What it breaks off over when it would choose it. */
  readonly breaks?: readonly number[];
  /** How it says no. */
  readonly no?: "none" | "silent" | "broken";
}

interface Run extends Elimination<number> {
  readonly offers: number;
}

/** Takes what it prefers, its own order being that of `accepts`. */
async function run(
  items: readonly number[],
  { accepts, breaks = [], no = "none" }: Server,
  { spare = 0, parts }: { readonly spare?: number; readonly parts?: Parameters<typeof eliminate<number>>[3] } = {},
): Promise<Run> {
  let offers = 0;
  const offer = (set: readonly number[]): Promise<Choice<number>> => {
    offers += 1;
    assert.ok(set.length > 0, "nothing is offered in vain");
    assert.equal(new Set(set).size, set.length);
    const item = accepts.find((one) => set.includes(one));
    if (item === undefined) return Promise.resolve({ kind: no });
    return Promise.resolve(breaks.includes(item) ? { kind: "broken" } : { kind: "chosen", item });
  };
  return { ...(await eliminate(items, offer, () => spare, parts)), offers };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const sorted = (items: readonly number[]): number[] => [...items].sort((a, b) => a - b);
const ITEMS = upTo(24);

test("any server: exactly what it accepts, each item once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(ITEMS), fc.nat(1), async (accepts, spare) => {
      const { accepted, undetermined } = await run(ITEMS, { accepts }, { spare });
      assert.deepEqual(sorted(accepted), sorted(accepts));
      assert.deepEqual(undetermined, []);
    }),
  );
});

test("one after the other: an offer for each accepted item, and one for all the others", async () => {
  for (const count of [0, 1, 5, 23]) assert.equal((await run(ITEMS, { accepts: upTo(count) })).offers, count + 1);
  assert.equal((await run(ITEMS, { accepts: ITEMS })).offers, ITEMS.length);
  assert.equal((await run([], { accepts: ITEMS })).offers, 0);
});

test("in halves: as many where all are accepted, at most twice as many otherwise", async () => {
  assert.equal((await run(ITEMS, { accepts: ITEMS }, { spare: 1 })).offers, ITEMS.length);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(ITEMS), async (accepts) => {
      const { offers } = await run(ITEMS, { accepts }, { spare: 1 });
      assert.ok(offers <= 2 * accepts.length + 1, `${offers} for ${accepts.length}`);
    }),
  );
});

test("a server that breaks off over one or two items shows all the others", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(ITEMS, { minLength: 1 }),
      fc.nat(1),
      fc.nat(1),
      async (accepts, more, spare) => {
        const breaks = accepts.slice(0, 1 + more);
        const { accepted, offers } = await run(ITEMS, { accepts, breaks }, { spare });
        assert.deepEqual(sorted(accepted), sorted(accepts.filter((item) => !breaks.includes(item))));
        assert.ok(offers <= 2 * accepts.length + 1 + 12 * breaks.length, `${offers} for ${accepts.length}`);
      },
    ),
  );
});

test("a server that breaks off over everything is soon left alone", async () => {
  const { accepted, offers } = await run(upTo(200), { accepts: upTo(200), breaks: upTo(200) });
  assert.deepEqual(accepted, []);
  // The set, and three times everything that it was split into.
  assert.equal(offers, 1 + 2 + 4 + 8);
});

test("what broke alone is asked for once more", async () => {
  const choices: Choice<number>[] = [{ kind: "broken" }, { kind: "chosen", item: 3 }];
  const result = await eliminate(
    [3],
    () => Promise.resolve(choices.shift() ?? { kind: "none" }),
    () => 0,
  );
  assert.deepEqual(result, { accepted: [3], undetermined: [] });
});

const byTens = (items: readonly number[]): readonly (readonly number[])[] =>
  [0, 1, 2].map((ten) => items.filter((item) => Math.floor(item / 10) === ten)).filter((set) => set.length > 0);

test("silence over a mixed set: each kind by itself, and only once", async () => {
  const tens = { parts: byTens };
  const found = await run(ITEMS, { accepts: [3, 12, 4], no: "silent" }, tens);
  assert.deepEqual(sorted(found.accepted), [3, 4, 12]);
  // 3, 12 and 4; what is left fails as a whole, and then by kind.
  assert.equal(found.offers, 3 + 1 + 3);
  assert.equal((await run(ITEMS, { accepts: [], no: "silent" }, tens)).offers, 4);
  assert.equal((await run(upTo(10), { accepts: [], no: "silent" }, tens)).offers, 1);
});

test("a kind over which it breaks off hides nothing of the others", async () => {
  const breaks = upTo(10);
  for (const no of ["none", "silent", "broken"] as const) {
    const { accepted } = await run(ITEMS, { accepts: [...breaks, 14, 21], breaks, no }, { parts: byTens });
    assert.deepEqual(sorted(accepted), [14, 21], no);
  }
});

test("what could not be asked is told, and what was found before is kept", async () => {
  let offers = 0;
  const { accepted, undetermined } = await eliminate(
    ITEMS,
    (set) => Promise.resolve(offers++ < 3 ? { kind: "chosen", item: set[0] ?? 0 } : { kind: "unavailable" }),
    () => 0,
  );
  assert.deepEqual(accepted, [0, 1, 2]);
  assert.deepEqual(undetermined, ITEMS.slice(3));
});
