// Thousands of spoilt server flows through the whole probe: no crash, no hang, within bounds, and memory stays as it was.

import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { DIALOGUES } from "../../../server/src/probe/dialogues/registry.generated.js";
import { DEFAULT_BUDGET } from "../../../server/src/probe/engine/pool.js";
import type { Protocol } from "../../../server/src/probe/target.js";
import { MAX_FLIGHT } from "../../../server/src/wire/limits.js";
import type { Peer, PeerAction } from "../../support/simulated-network.js";
import { SESSION, simulatedProbe } from "../../support/simulated-probe.js";
import { tlsPeer } from "../../support/survey-run.js";
import { USUAL } from "../../support/usual-setup.js";
import { FLOWS } from "../../wire/support/flows.js";
import { random } from "../../support/random.js";

/** Flows: one for each connection. */
const FLOWS_IN_ALL = 10_000;
/** Bytes by which the heap may grow after the first third: caches fill, nothing else stays. */
const MAX_GROWTH = 8 * 1024 * 1024;
/** The most that one piece brings. */
const MAX_PIECE = 70_000;

const PROTOCOLS = Object.keys(DIALOGUES) as Protocol[];

const next = random(20261124);
const upTo = (count: number): number => Math.floor(next() * count);
const pick = <T>(items: readonly [T, ...T[]]): T => items[upTo(items.length)] ?? items[0];
const noise = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => upTo(256));
const spliced = (bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(to)]));

type Spoil = (bytes: Uint8Array) => Uint8Array;

const SPOILS: readonly [Spoil, ...Spoil[]] = [
  (bytes) => bytes.map((byte, at) => (at === upTo(bytes.length) ? upTo(256) : byte)),
  (bytes) => bytes.subarray(0, upTo(bytes.length)),
  (bytes) => spliced(bytes, upTo(bytes.length), bytes.length, FLOWS[upTo(FLOWS.length)]?.bytes ?? bytes),
  (bytes) => {
    const at = upTo(bytes.length);
    return spliced(bytes, at, at, noise(upTo(40)));
  },
  (bytes) => {
    const at = upTo(bytes.length);
    return spliced(bytes, at, at + upTo(20), new Uint8Array(0));
  },
  (bytes) => spliced(bytes, bytes.length, bytes.length, bytes),
  () => FLOWS[upTo(FLOWS.length)]?.bytes ?? noise(10),
  () => noise(upTo(400)),
  () => new Uint8Array(MAX_PIECE).fill(upTo(256)),
];

/** In pieces, with an end now and then. */
function* spoilt(bytes: Uint8Array): Generator<PeerAction> {
  let rest = bytes;
  for (let rounds = upTo(3); rounds >= 0; rounds--) rest = pick(SPOILS)(rest);
  rest = rest.subarray(0, 2 * MAX_PIECE);
  while (rest.length > 0) {
    const length = 1 + upTo(rest.length);
    yield rest.subarray(0, length);
    rest = rest.subarray(length);
  }
  if (next() < 0.6) yield pick(["close", "reset"]);
}

/** TLS of which so many handshakes are spoilt. */
function spoiltTls(share: number): () => Peer {
  return () => {
    const honest = tlsPeer(USUAL);
    return function* (received) {
      for (const action of honest(received)) {
        if (action instanceof Uint8Array && next() < share) yield* spoilt(action);
        else yield action;
      }
    };
  };
}

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

test(`${FLOWS_IN_ALL} spoilt flows: no crash, no hang, bounded, nothing stays`, async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  let flows = 0;
  let settled: number | null = null;
  const statuses = new Set<string>();
  while (flows < FLOWS_IN_ALL) {
    const share = pick([0.02, 0.1, 0.5, 1]);
    const words = pick([0, 0, 0.02, 0.2]);
    const { report, network } = await simulatedProbe({
      protocol: PROTOCOLS[upTo(PROTOCOLS.length)] ?? "smtp",
      implicitTls: next() < 0.3,
      tls: spoiltTls(share),
      spoil: () => (reply) => (next() < words ? spoilt(latin1(reply)) : [latin1(reply)]),
      session: () =>
        next() < 0.9
          ? { ok: true, value: SESSION }
          : { ok: false, error: { kind: "tls", message: "The handshake failed." } },
    });
    flows += network.made;
    statuses.add(report.status);
    assert.equal(network.open, 0);
    assert.ok(network.made <= DEFAULT_BUDGET);
    assert.ok(network.mostRead <= MAX_FLIGHT + 2 * MAX_PIECE);
    // Whatever a server says is shown in printable characters only.
    for (const { reason } of report.inconclusive) assert.match(reason, /^[ -~]+$/u);
    for (const { message } of report.findings) assert.match(message, /^[\x20-\x7e\u2013\u201c\u201d]+$/u);
    if (settled === null && flows > FLOWS_IN_ALL / 3) settled = heap();
  }
  const grown = heap() - (settled ?? 0);
  assert.ok(settled !== null && grown < MAX_GROWTH, `${grown} bytes`);
  assert.deepEqual(statuses, new Set(["complete", "partial", "failed"]));
});
