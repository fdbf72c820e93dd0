// Every suite of a version is asked for exactly once, in sets that belong together and fit into one hello.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cipherSuites, compareVersions, PROTOCOL_VERSIONS } from "../../../server/src/core/api.js";
import { byKind, candidates, inSets, kindOf } from "../../../server/src/probe/engine/candidates.js";

for (const version of PROTOCOL_VERSIONS) {
  test(`${version}: all that can be negotiated, each once`, () => {
    const { likely, rest } = candidates(version);
    const all = [...likely, ...rest].flat();
    assert.equal(new Set(all).size, all.length);
    const own = version === "SSLv2" || version === "TLSv1.3";
    const expected = cipherSuites().filter(
      ({ id, minVersion, maxVersion }) =>
        id !== 0 &&
        (own ? minVersion === version : minVersion !== "SSLv2" && minVersion !== "TLSv1.3") &&
        compareVersions(minVersion, version) <= 0 &&
        compareVersions(version, maxVersion) <= 0,
    );
    assert.deepEqual(new Set(all), new Set(expected));
    for (const set of [...likely, ...rest]) assert.ok(set.length > 0 && set.length <= 200, `${set.length}`);
    // One hello holds all that is likely.
    assert.ok(likely.flat().length <= 200);
  });
}

test("likely sets are of one kind, but for those without encryption", () => {
  for (const set of candidates("TLSv1.2").likely) {
    if (set.every(({ nullEncryption }) => nullEncryption)) continue;
    assert.equal(new Set(set.map(kindOf)).size, 1);
    assert.ok(set.every(({ nullEncryption }) => !nullEncryption));
  }
});

test("by kind: a partition, each likely kind by itself", () => {
  const { likely, rest } = candidates("TLSv1");
  for (const set of [...likely, ...rest]) {
    const parts = byKind(set);
    assert.deepEqual(new Set(parts.flat()), new Set(set));
    assert.equal(parts.flat().length, set.length);
    for (const part of parts.slice(0, -1)) assert.equal(new Set(part.map(kindOf)).size, 1);
  }
  assert.deepEqual(byKind([]), []);
});

test("in sets: in order, none too large", () => {
  const all = cipherSuites();
  assert.deepEqual(inSets(all).flat(), all);
  assert.ok(inSets(all).every(({ length }) => length <= 200));
  assert.deepEqual(inSets([]), []);
});
