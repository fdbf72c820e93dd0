// A survey finds what a server accepts, no more and no less, for any configuration; what it could not ask is among the gaps.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DEFAULT_BUDGET } from "../../../server/src/probe/engine/pool.js";
import { found, setups, truth } from "../../support/setups.js";
import { surveyOf, tlsPeer } from "../../support/survey-run.js";

/** Ample: what is tested is that everything is found. */
const UNLIMITED = 2000;
const RUNS = process.env["MAILTLS_FULL"] === "1" ? 500 : 60;

type Setup = Parameters<typeof truth>[0];

/** Every group is the server's own, also one that only a version shows that is not asked for all of them. */
function assertOwnGroups({ groups }: Setup, had: readonly string[]): void {
  const own = [...groups.modern, ...groups.classic].map(({ iana }) => iana);
  assert.deepEqual(
    had.filter((group) => !own.includes(group)),
    [],
  );
}

function assertSame(setup: Setup, had: ReturnType<typeof found>, real: ReturnType<typeof truth>): void {
  assert.deepEqual({ ...had, groups: [] }, { ...real, groups: [] });
  assert.deepEqual(
    real.groups.filter((group) => !had.groups.includes(group)),
    [],
  );
  assertOwnGroups(setup, had.groups);
}

test(`${RUNS} servers of any configuration: exactly what they accept`, async () => {
  await fc.assert(
    fc.asyncProperty(setups, fc.constantFrom(1, 4, 16), async (setup, connections) => {
      const { seen, network } = await surveyOf(() => tlsPeer(setup), { connections, budget: UNLIMITED });
      assert.deepEqual(seen.gaps, []);
      assertSame(setup, found(seen), truth(setup));
      assert.equal(network.open, 0);
      assert.ok(network.most <= connections);
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});

test(`${RUNS} servers, with the usual budget: what is missing is said to be missing`, async () => {
  await fc.assert(
    fc.asyncProperty(setups, fc.integer({ min: 1, max: DEFAULT_BUDGET }), async (setup, budget) => {
      const { seen, network } = await surveyOf(() => tlsPeer(setup), { budget });
      const [had, real] = [found(seen), truth(setup)];
      assert.ok(network.made <= budget);
      if (seen.gaps.length === 0) assertSame(setup, had, real);
      for (const [version, all] of Object.entries(had.suites)) {
        for (const suite of all) assert.ok(real.suites[version]?.includes(suite), `${version} ${suite}`);
      }
      assertOwnGroups(setup, had.groups);
      for (const one of had.signatureAlgorithms) assert.ok(real.signatureAlgorithms.includes(one), one);
      if (had.preference !== null) assert.equal(had.preference, real.preference);
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});
