// Every suite of a version is asked for exactly once, in sets that belong together and fit into one hello.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cipherSuites, compareVersions, PROTOCOL_VERSIONS } from "../../../server/src/core/api.js";
import type { NEEDS } from "../../../server/src/probe/engine/candidates.js";
import { byNeed, candidates, kindOf, needOf } from "../../../server/src/probe/engine/candidates.js";

for (const version of PROTOCOL_VERSIONS) {
  test(`${version}: all that can be negotiated, each once`, () => {
    const { likely, rest } = candidates(version);
    const all = [...likely.flat(), ...rest];
    assert.equal(new Set(all).size, all.length);
    const own = version === "SSLv2" || version === "TLSv1.3";
    // SSL 3.0 is asked for the elliptic curves of TLS 1.0 as well.
    const from = version === "SSLv3" ? "TLSv1" : version;
    const expected = cipherSuites().filter(
      ({ id, minVersion, maxVersion }) =>
        id !== 0 &&
        (own ? minVersion === version : minVersion !== "SSLv2" && minVersion !== "TLSv1.3") &&
        compareVersions(minVersion, from) <= 0 &&
        compareVersions(version, maxVersion) <= 0,
    );
    assert.deepEqual(new Set(all), new Set(expected));
    // One hello holds all that is likely.
    assert.ok(likely.flat().length <= 200);
  });
}

test("likely sets are of one kind, without obsolete suites", () => {
  for (const set of candidates("TLSv1.2").likely) {
    assert.equal(new Set(set.map(kindOf)).size, 1);
    assert.ok(set.every(({ nullEncryption, export: forExport }) => !nullEncryption && !forExport));
  }
});

test("by need: a partition into hellos, each need by itself unless it is known to be met", () => {
  const all = cipherSuites().filter(({ id }) => id !== 0);
  for (const met of [new Set<(typeof NEEDS)[number]>(), new Set(["certificate", "nothing"] as const)]) {
    const sets = byNeed(all, met);
    assert.deepEqual(new Set(sets.flat()), new Set(all));
    assert.equal(sets.flat().length, all.length);
    for (const set of sets) {
      assert.ok(set.length > 0 && set.length <= 200, `${set.length}`);
      const unmet = new Set(set.map(needOf).filter((need) => !met.has(need)));
      assert.ok(unmet.size === 0 || (unmet.size === 1 && set.every((suite) => !met.has(needOf(suite)))));
    }
  }
  assert.deepEqual(byNeed([]), []);
});
