// Servers that let the first conversation succeed and misbehave in every hand-made handshake after it: bounded, and never taken for a verdict.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Protocol } from "../../server/src/probe/target.js";
import { DEFAULT_BUDGET } from "../../server/src/probe/engine/pool.js";
import { MAX_FLIGHT } from "../../server/src/wire/limits.js";
import { HANDSHAKE } from "../../server/src/wire/numbers.js";
import { records } from "../../server/src/wire/record.js";
import { answerHello } from "../support/simulated-tls.js";
import type { PeerAction, SimulatedNetwork } from "../support/simulated-network.js";
import { type SimulatedProbe, simulatedProbe } from "../support/simulated-probe.js";
import { tlsPeer } from "../support/survey-run.js";
import { truth } from "../support/setups.js";
import { USUAL } from "../support/usual-setup.js";
import type { ProbeReport } from "../../server/src/probe/report.js";
import { helloRetryRequest, join, message, serverHello } from "../wire/support/build-flight.js";

type Reply = (hello: Uint8Array) => Iterable<PeerAction>;

const CHUNK = 64 * 1024;
/** What may be read of one connection: the greatest flight, and what comes with its last piece. */
const MAX_READ = MAX_FLIGHT + 2 * CHUNK;

function* forever(piece: Uint8Array): Generator<Uint8Array> {
  for (;;) yield piece;
}

function* inPieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The flight of a server in good order. */
function flight(hello: Uint8Array): Uint8Array {
  const reply = answerHello(USUAL, hello);
  return typeof reply === "string" ? new Uint8Array(0) : reply.send;
}

const text = (words: string): Uint8Array => new Uint8Array(Buffer.from(words, "latin1"));
const certificate = (size: number): Uint8Array =>
  message(HANDSHAKE.certificate, (out) =>
    out.vector(3, (list) => list.vector(3, (der) => der.bytes(new Uint8Array(size)))),
  );
const handshake = (...bytes: readonly number[]): Uint8Array => records(22, 0x0303, Uint8Array.from(bytes));

/** What the simulated network takes for random. */
const SESSION_ID = new Uint8Array(32).fill(5);
const FULL = process.env["MAILTLS_FULL"] === "1";
const HUGE = join(serverHello(), certificate(1 << 20));
const SHORT = certificate(1_000);
const LONG = certificate(12_000);

/** What each connection after the first gets for its hello. */
const HOSTILE: Readonly<Record<string, Reply>> = {
  silence: () => [],
  "an end without a word": () => ["close"],
  "a reset": () => ["reset"],
  "one byte": () => [Uint8Array.of(22)],
  "one byte at a time": () => inPieces(SHORT, 1),
  "a line of 1 GB": function* () {
    for (let sent = 0; sent < 1 << 30; sent += CHUNK) yield new Uint8Array(CHUNK).fill(0x78);
  },
  "an endless banner": () => forever(text("220-more\r\n")),
  "zeros without end": () => forever(new Uint8Array(CHUNK)),
  "a certificate of 1 MB": () => inPieces(HUGE, 10_000),
  "certificates without end": () => [serverHello(), ...Array.from({ length: 40 }, () => LONG)],
  "a handshake message without end": function* () {
    yield handshake(11, 0xff, 0xff, 0xff);
    yield* forever(records(22, 0x0303, new Uint8Array(16_000)));
  },
  "empty records without end": () => forever(Uint8Array.of(22, 3, 3, 0, 0)),
  "warnings without end": () => forever(Uint8Array.of(21, 3, 3, 0, 2, 1, 90)),
  "heartbeats without end": () => forever(records(24, 0x0303, new Uint8Array(1000))),
  "ChangeCipherSpec without end": () => forever(records(20, 0x0303, Uint8Array.of(1))),
  "hello requests without end": () => forever(handshake(...new Uint8Array(4000))),
  "a record of 64 KiB": () => [Uint8Array.of(22, 3, 3, 0xff, 0xff), new Uint8Array(70_000)],
  "a suite that was not offered": () => [serverHello({ suite: 0x7777 }), message(14, () => undefined)],
  "a suite of another version": () => [serverHello({ suite: 0x1301 }), message(14, () => undefined)],
  "a version that does not exist": () => [serverHello({ version: 0x7f1c }), message(14, () => undefined)],
  "a message that is longer than its record": () => [handshake(2, 0, 1, 0, 3, 3), "close"],
  "a message that is shorter than it says inside": () => [handshake(2, 0, 0, 4, 3, 3, 0, 0)],
  "a session identifier of 255 bytes": () => [handshake(2, 0, 0, 38, 3, 3, ...new Uint8Array(32), 255, 0, 0, 0)],
  "application data": () => [records(23, 0x0303, new Uint8Array(50))],
  "an alert of a level that does not exist": () => [Uint8Array.of(21, 3, 3, 0, 2, 9, 40)],
  "the ClientHello itself": (hello) => [hello],
  "SSL 2.0 without end": () => forever(Uint8Array.of(0xff, 0xff, 4, 0, 1, 0, 2)),
};

function assertBounded({
  report,
  network,
}: {
  readonly report: ProbeReport;
  readonly network: SimulatedNetwork;
}): void {
  assert.equal(network.open, 0);
  assert.ok(network.made <= DEFAULT_BUDGET, `${network.made} connections`);
  assert.ok(network.mostRead <= MAX_READ, `${network.mostRead} bytes`);
  assert.equal(report.connections, network.made);
}

/** From connection `first` on every hello is answered so; whatever comes after it, by a reset. */
const after = (reply: Reply, first = 1): SimulatedProbe["tls"] => {
  return (index) => {
    if (index < first) return tlsPeer(USUAL);
    let met = false;
    return (received) => {
      if (received === null) return [];
      if (met) return ["reset"];
      met = true;
      return reply(received);
    };
  };
};

describe("every handshake after the first conversation meets", () => {
  for (const [name, reply] of Object.entries(HOSTILE)) {
    for (const implicitTls of [false, true]) {
      test(`${name}${implicitTls ? ", with implicit TLS" : ""}`, async () => {
        const probed = await simulatedProbe({ implicitTls, tls: after(reply) });
        const { report } = probed;
        assertBounded(probed);
        assert.equal(report.error, null);
        assert.equal(report.status, "partial");
        assert.deepEqual(report.versions, []);
        assert.ok(report.inconclusive.some(({ fact, reason }) => fact === "versions" && reason.length > 20));
        // Looking for versions, and the checks that begin at the same time: nothing more is asked of such a server.
        assert.ok(probed.network.made <= 32, `${probed.network.made} connections`);
        for (const { id, verdict } of report.checks) assert.notEqual(verdict, "finding", id);
      });
    }
  }
});

test("HelloRetryRequest without end: what the first one says is true, and nobody reads on", async () => {
  const probed = await simulatedProbe({
    tls: after(() => forever(helloRetryRequest({ sessionId: SESSION_ID, extensions: [[43, Uint8Array.of(3, 4)]] }))),
  });
  assertBounded(probed);
  assert.ok(probed.network.mostRead < 1000);
  assert.deepEqual(probed.report.suites, { "TLSv1.3": ["TLS_AES_128_GCM_SHA256"] });
});

test("spoilt only from some handshake on: what was found is true, what was not is open", async () => {
  for (const [name, reply] of Object.entries(HOSTILE)) {
    for (const first of FULL ? [3, 8, 20] : [8]) {
      const probed = await simulatedProbe({ tls: after(reply, first) });
      assertBounded(probed);
      const { report } = probed;
      const real = truth(USUAL);
      for (const [version, all] of Object.entries(report.suites)) {
        for (const suite of all) assert.ok(real.suites[version]?.includes(suite), `${name} from ${first}: ${suite}`);
      }
      const complete = isDeepStrictEqual(sortedSuites(report), real.suites);
      if (complete) continue;
      assert.equal(report.status, "partial", `${name} from ${first}`);
      assert.ok(
        report.inconclusive.some(({ fact }) => fact === "versions" || fact.startsWith("suites")),
        `${name} from ${first}`,
      );
    }
  }
});

test("a flight that is cut off at any place, and ends in any way", async () => {
  const whole = flight(await firstHello());
  for (const end of ["close", "reset", "silence"] as const) {
    for (let at = 1; at < whole.length; at += FULL ? 1 : 23) {
      const probed = await simulatedProbe({
        tls: after((hello) => [flight(hello).subarray(0, at), ...(end === "silence" ? [] : [end])]),
      });
      assertBounded(probed);
      assert.equal(probed.report.error, null);
    }
  }
});

test("a flight in which any byte is wrong", async () => {
  const whole = flight(await firstHello());
  const real = truth(USUAL);
  for (let at = 0; at < whole.length; at += FULL ? 1 : 11) {
    const probed = await simulatedProbe({
      tls: after((hello) => [flight(hello).map((byte, index) => (index === at ? byte ^ 0xff : byte))]),
    });
    assertBounded(probed);
    for (const version of probed.report.versions) assert.ok(version in real.suites, `${version} at ${at}`);
  }
});

/** Of the hellos that the probe sends, the one that gets the longest flight. */
async function firstHello(): Promise<Uint8Array> {
  let best = new Uint8Array(0);
  await simulatedProbe({
    tls: after((hello) => {
      if (hello[0] === 22 && (best.length === 0 || flight(hello).length > flight(best).length)) best = hello.slice();
      return ["close"];
    }),
  });
  assert.ok(flight(best).length > 100);
  return best;
}

describe("a server that has no room from the tenth connection on", () => {
  const full = {
    smtp: "421 4.7.0 too many connections\r\n",
    lmtp: "421 4.7.0 too many connections\r\n",
    imap: "* BYE too many connections\r\n",
    pop3: "-ERR [SYS/TEMP] too many connections\r\n",
    sieve: 'BYE "too many connections"\r\n',
  } as const;
  for (const [protocol, words] of Object.entries(full) as [Protocol, string][]) {
    test(`${protocol}: for ever`, async () => {
      const probed = await simulatedProbe({
        protocol,
        tls: () => tlsPeer(USUAL),
        spoil: (index) => (index < 9 ? undefined : () => [text(words), "close"]),
      });
      const { report, network } = probed;
      assertBounded(probed);
      assert.equal(report.status, "partial");
      assert.ok(network.made < 45, `${network.made} connections`);
      assert.ok(network.pauses.includes(4_000));
      assert.ok(report.inconclusive.some(({ reason }) => /lets none in any more/u.test(reason)));
    });

    test(`${protocol}: for some of them`, async () => {
      const { report, network } = await simulatedProbe({
        protocol,
        tls: () => tlsPeer(USUAL),
        spoil: (index) => (index % 10 === 9 ? () => [text(words), "close"] : undefined),
      });
      assert.equal(report.status, "complete", JSON.stringify(report.inconclusive));
      assert.deepEqual(sortedSuites(report), truth(USUAL).suites);
      assert.ok(network.pauses.includes(250) && !network.pauses.includes(4_000));
    });
  }
});

function sortedSuites({ suites }: ProbeReport): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(suites).map(([version, all]) => [version, [...all].sort()]));
}

test("cancelled in mid-flight: no connection stays, and none is made any more", async () => {
  for (const at of [2, 10, 40]) {
    let made = 0;
    const { report, network } = await simulatedProbe({
      tls: () => tlsPeer(USUAL),
      onProgress: (running, connections) => {
        if (connections !== at || running.ended !== null) return;
        running.ended = { kind: "cancelled", message: "The probe was cancelled." };
        made = running.made;
      },
    });
    assert.equal(network.open, 0);
    assert.equal(network.made, made);
    assert.ok(!network.pauses.includes(250));
    assert.equal(report.error?.kind, "cancelled");
    assert.equal(report.status, "partial");
    assert.ok(report.inconclusive.length > 0);
  }
});
