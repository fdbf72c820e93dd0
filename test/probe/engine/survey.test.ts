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

test(`${RUNS} servers of any configuration: exactly what they accept`, async () => {
  await fc.assert(
    fc.asyncProperty(setups, fc.constantFrom(1, 4, 16), async (setup, connections) => {
      const { seen, network } = await surveyOf(() => tlsPeer(setup), { connections, budget: UNLIMITED });
      assert.deepEqual(seen.gaps, []);
      assert.deepEqual(found(seen), truth(setup));
      assert.equal(network.open, 0);
      assert.ok(network.most <= connections);
    }),
    { numRuns: RUNS },
  );
});

test(`${RUNS} servers, with the usual budget: what is missing is said to be missing`, async () => {
  await fc.assert(
    fc.asyncProperty(setups, fc.integer({ min: 1, max: DEFAULT_BUDGET }), async (setup, budget) => {
      const { seen, network } = await surveyOf(() => tlsPeer(setup), { budget });
      const [had, real] = [found(seen), truth(setup)];
      assert.ok(network.made <= budget);
      if (seen.gaps.length === 0) assert.deepEqual(had, real);
      for (const [version, all] of Object.entries(had.suites)) {
        for (const suite of all) assert.ok(real.suites[version]?.includes(suite), `${version} ${suite}`);
      }
      for (const group of had.groups) assert.ok(real.groups.includes(group), group);
      for (const one of had.signatureAlgorithms) assert.ok(real.signatureAlgorithms.includes(one), one);
      if (had.preference !== null) assert.equal(had.preference, real.preference);
    }),
    { numRuns: RUNS },
  );
});
