// What the extension remembers of probes, over restarts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ProbeHistory } from "../../client/src/probe-history.js";
import { MAX_SNAPSHOTS, type Snapshot } from "../../server/src/lsp/protocol.js";

type Storage = ConstructorParameters<typeof ProbeHistory>[0];

/** VS Code's storage, which keeps JSON. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string): unknown => JSON.parse(kept.get(key) ?? "null") ?? undefined,
    update(key, value) {
      kept.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
  };
}

function snapshot(target: string, day: number): Snapshot {
  return { target, at: `2026-01-${String(day).padStart(2, "0")}T00:00:00.000Z`, tls: true, versions: ["TLSv1.3"] };
}

test("the last probes of each target, the newest first, and not those of others", async () => {
  const kept = storage();
  const history = new ProbeHistory(kept);
  assert.deepEqual(history.of("a"), []);
  for (let day = 1; day <= MAX_SNAPSHOTS + 2; day += 1) await history.remember(snapshot("a", day));
  await history.remember(snapshot("b", 1));
  await history.remember(null);
  const days = Array.from({ length: MAX_SNAPSHOTS }, (_, index) => snapshot("a", MAX_SNAPSHOTS + 2 - index));
  assert.deepEqual(new ProbeHistory(kept).of("a"), days);
  assert.deepEqual(history.of("b"), [snapshot("b", 1)]);
});

test("of very many hosts those probed longest ago are forgotten", async () => {
  const history = new ProbeHistory(storage());
  for (let host = 0; host <= 500; host += 1) {
    await history.remember(snapshot(`host-${host}`, 1));
    // Probed again and again: it stays.
    if (host % 100 === 0) await history.remember(snapshot("own", 1));
  }
  assert.deepEqual(history.of("host-0"), []);
  assert.equal(history.of("host-500").length, 1);
  assert.equal(history.of("own").length, MAX_SNAPSHOTS);
});
