// The whole probe against servers that misbehave: every end is told apart, in time, and nothing stays open.

import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { before, describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { probe } from "../../server/src/platform/probe-node.js";
import { DEFAULT_BUDGET } from "../../server/src/probe/engine/pool.js";
import type { ProbeReport } from "../../server/src/probe/report.js";
import { selfSigned, type Identity } from "../support/certificates.js";
import { DOUBLE_STEPS, startDouble, type DoubleStep, type Mischief } from "../support/mail-double.js";

let identity: Identity;
before(() => {
  identity = selfSigned({ names: ["mx.test"] });
});

/** Enough for every end that is not a timeout to come first. */
const AMPLE = { timeoutMs: 120_000 };
/** For servers that never end by themselves; long enough for the steps before, also on a busy machine. */
const SHORT = { timeoutMs: 2000 };

const say =
  (text: string): Mischief =>
  (socket) => {
    socket.write(text, "latin1");
  };
/** Writes without end, as fast as the client reads. */
const flood =
  (text: string): Mischief =>
  (socket) => {
    // Large pieces: it is the client that is to be kept busy.
    const piece = Buffer.from(text.repeat(Math.ceil(32_768 / text.length)), "latin1");
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", more);
    more();
  };
const silence: Mischief = () => undefined;
const close: Mischief = (socket) => socket.end();
const reset: Mischief = (socket) => {
  tcp(socket).resetAndDestroy();
};

/** The TCP socket under a TLS socket of the double. */
function tcp(socket: Socket): Socket {
  return (socket as { _parent?: Socket })._parent ?? socket;
}

/** The most connections to a server of which not one handshake comes to anything. */
const FEW = 32;

/** One connection where TLS does not begin; few where no handshake succeeds; else as many as a survey takes. */
function assertConnections({ connections }: ProbeReport, made: number, step: string): void {
  assert.equal(connections, made);
  if (["greeting", "capabilities", "starttls"].includes(step)) assert.equal(connections, 1);
  else assert.ok(connections > 1 && connections <= (step === "handshake" ? FEW : DEFAULT_BUDGET), String(connections));
}

/** What the server does, at which step; the error's kind, its step where it is another, the status. */
const CASES: readonly (readonly [
  string,
  DoubleStep,
  Mischief,
  kind: string | null,
  ProbeReport["status"],
  step?: string,
])[] = [
  ["one line of 1 MB", "greeting", say(`220 ${"x".repeat(1 << 20)}\r\n`), "limit", "failed"],
  ["an endless line", "greeting", flood("x".repeat(1000)), "limit", "failed"],
  ["an endless reply", "greeting", flood("220-more\r\n"), "limit", "failed"],
  ["an endless reply to EHLO", "capabilities", flood("250-more\r\n"), "limit", "partial"],
  ["an endless reply inside TLS", "capabilities-after-tls", flood("250-more\r\n"), "limit", "partial"],
  ["random octets", "greeting", say("\u0000\u0016\u0003\u0001\u00ff\u00fe\n\n\n"), "protocol", "failed"],
  ["421 greeting", "greeting", say("421 too busy\r\n"), "protocol", "partial"],
  ["554 greeting", "greeting", say("554 no\r\n"), "protocol", "partial"],
  ["EHLO refused for now", "capabilities", say("451 later\r\n"), "protocol", "partial"],
  ["421 to STARTTLS", "starttls", say("421 too busy\r\n"), "protocol", "partial"],
  ["454 TLS not available", "starttls", say("454 4.7.0 TLS not available\r\n"), "protocol", "partial"],
  ["501 to STARTTLS", "starttls", say("501 no\r\n"), "protocol", "partial"],
  ["plain text for a ServerHello", "handshake", say("500 what?\r\n"), "tls", "partial"],
  [
    "octets for a ServerHello",
    "handshake",
    say("\u0016\u0003\u0003\u0000\u0004\u0002\u0000\u0000\u0000"),
    "tls",
    "partial",
  ],
  ["a fatal alert", "handshake", say("\u0015\u0003\u0003\u0000\u0002\u0002\u0028"), "tls", "partial"],
  ["EHLO refused inside TLS", "capabilities-after-tls", say("451 later\r\n"), "protocol", "partial"],
  ["garbage inside TLS", "capabilities-after-tls", say("what\r\n"), "protocol", "partial"],
  [
    "plain text in the middle of TLS",
    "capabilities-after-tls",
    (socket) => tcp(socket).write("250 x\r\n"),
    "tls",
    "partial",
  ],
  ["QUIT refused", "quit", say("500 stay\r\n"), null, "complete"],
];

for (const [name, at, mischief, kind, status, step = at] of CASES) {
  test(`${name}: ${kind ?? "no error"}`, async (t) => {
    const double = await startDouble(t, { identity, at: { [at]: mischief } });
    const report = await probe(`127.0.0.1:${double.port}`, AMPLE);
    assert.equal(report.error?.kind ?? null, kind, JSON.stringify(report.error));
    if (report.error !== null) assert.equal(report.error.step, step);
    assert.equal(report.status, status);
    assert.equal(report.address, "127.0.0.1");
    assertConnections(report, double.connections, step);
    if (report.error?.reply !== undefined) assert.match(report.error.reply, /^[ -~]+$/u);
    await double.deserted();
  });
}

const ENDS: readonly (readonly [string, Mischief, kind: RegExp, Pick<typeof AMPLE, "timeoutMs">])[] = [
  ["closes", close, /^closed$/u, AMPLE],
  // The kernel may tell the client of the end or of the write that came too late.
  ["resets", reset, /^(reset|closed)$/u, AMPLE],
  ["falls silent", silence, /^timeout$/u, SHORT],
  ["says one octet and falls silent", say("2"), /^(timeout|tls)$/u, SHORT],
];

describe("the server ends early", { concurrency: 4 }, () => {
  for (const [name, mischief, kind, options] of ENDS) {
    for (const step of DOUBLE_STEPS) {
      test(`it ${name} at ${step}`, async (t) => {
        const double = await startDouble(t, { identity, at: { [step]: mischief } });
        const report = await probe(`127.0.0.1:${double.port}`, step === "quit" ? AMPLE : options);
        if (step === "quit") {
          assert.equal(report.error, null);
          assert.equal(report.status, "complete");
        } else {
          assert.match(report.error?.kind ?? "", kind);
          // A reset can overtake the news that the connection was made.
          if (report.connections > 0) assert.equal(report.error?.step, step);
          else assert.equal(`${name} at ${step}`, "resets at greeting");
          if (options === AMPLE && report.connections > 0) assertConnections(report, double.connections, step);
          assert.equal(report.status, report.dialogue.greeting === null ? "failed" : "partial");
        }
        await double.deserted();
      });
    }
  }
});

test("implicit TLS: a server that speaks plain text is told apart", async (t) => {
  const double = await startDouble(t, { identity, implicitTls: true, at: { handshake: say("220 mx.test ESMTP\r\n") } });
  const report = await probe(`smtps://127.0.0.1:${double.port}`, AMPLE);
  assert.equal(report.error?.kind, "tls");
  assert.equal(report.error.step, "handshake");
  assert.equal(report.status, "failed");
});

test("implicit TLS: what was learnt from the handshake is kept when the greeting never comes", async (t) => {
  const double = await startDouble(t, { identity, implicitTls: true, at: { greeting: close } });
  const report = await probe(`smtps://127.0.0.1:${double.port}`, AMPLE);
  assert.equal(report.error?.kind, "closed");
  assert.equal(report.error.step, "greeting");
  assert.equal(report.status, "partial");
  assert.equal(report.certificates.length, 1);
});

test("no version in common", async (t) => {
  const double = await startDouble(t, {
    identity,
    at: { handshake: say("\u0015\u0003\u0003\u0000\u0002\u0002\u0046") },
  });
  const report = await probe(`127.0.0.1:${double.port}`, AMPLE);
  assert.match(report.error?.message ?? "", /no TLS version in common/u);
});

test("only what the dialogue needs is sent", async (t) => {
  const double = await startDouble(t, { identity });
  const report = await probe(`127.0.0.1:${double.port}`, AMPLE);
  assert.equal(report.status, "complete");
  // Once TLS has begun, the survey goes on beside the rest of the conversation.
  assert.deepEqual(double.commands.slice(0, 3), ["EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]"]);
  // The check for injected commands says goodbye inside TLS, too; all other connections end in their handshake.
  assert.deepEqual(new Set(double.commands.slice(3)), new Set(["EHLO [127.0.0.1]", "STARTTLS", "QUIT"]));
  assert.ok(double.commands.filter((command) => command === "QUIT").length < 5);
});

test("plain text behind the reply to STARTTLS is a finding", async (t) => {
  const double = await startDouble(t, { identity, at: { starttls: say("220 go\r\n250 evil\r\n") } });
  const report = await probe(`127.0.0.1:${double.port}`, AMPLE);
  assert.equal(report.starttls?.plaintextAfterStarttls, true);
  assert.equal(report.checks.find(({ id }) => id === "response-injection")?.verdict, "finding");
  await double.deserted();
});

test("the ClientHello names the server in ASCII, and never an address", async (t) => {
  for (const [servername, sni] of Object.entries({ "müller.test.": "xn--mller-kva.test", "127.0.0.1": null })) {
    let hello = "";
    const double = await startDouble(t, {
      identity,
      at: {
        handshake: (socket) =>
          socket.once("data", (chunk: Buffer) => {
            hello = chunk.toString("latin1");
            socket.end();
          }),
      },
    });
    await probe(`127.0.0.1:${double.port}`, { ...AMPLE, servername });
    // RFC 6066 §3: type host_name, a length of two octets, the name; nothing of it without a name.
    if (sni === null) assert.ok(!hello.includes(servername));
    else assert.ok(hello.includes(`\u0000${String.fromCharCode(0, sni.length)}${sni}\u0000`));
  }
});

for (const step of ["connect", ...DOUBLE_STEPS.filter((name) => name !== "quit")]) {
  test(`cancelled at ${step}: over at once, nothing left open`, async (t) => {
    const cancel = new AbortController();
    const double = await startDouble(t, { identity, at: { [step]: silence } });
    const report = await probe(`127.0.0.1:${double.port}`, {
      ...AMPLE,
      signal: cancel.signal,
      onProgress: (begun) => {
        if (begun === step) cancel.abort();
      },
    });
    assert.equal(report.error?.kind, "cancelled");
    assert.equal(report.error.step, step);
    await double.deserted();
    await assertNothingOpen();
  });
}

test("cancelled before it begins", async (t) => {
  const double = await startDouble(t, { identity });
  const report = await probe(`127.0.0.1:${double.port}`, { ...AMPLE, signal: AbortSignal.abort() });
  assert.equal(report.error?.kind, "cancelled");
  assert.equal(report.connections, 0);
  assert.deepEqual(double.commands, []);
});

test("after success, time-out and usage errors nothing is left open either", async (t) => {
  const signal = new AbortController().signal;
  for (const at of [{}, { greeting: silence }, { handshake: silence }]) {
    const double = await startDouble(t, { identity, at });
    await probe(`127.0.0.1:${double.port}`, { ...SHORT, signal });
    await double.deserted();
  }
  await probe("two words", { ...SHORT, signal });
  await assertNothingOpen();
});

test("an error in the progress callback does not leave anything open", async (t) => {
  const double = await startDouble(t, { identity });
  const failing = probe(`127.0.0.1:${double.port}`, {
    ...AMPLE,
    onProgress: (step) => {
      if (step === "handshake") throw new Error("bug");
    },
  });
  await assert.rejects(failing, /bug/u);
  await double.deserted();
});

/** Long enough for the conversation before. */
const PATIENT = { timeoutMs: 6000 };

/** Only the first conversation succeeds; every hello after it meets this. */
const RAW: readonly (readonly [string, Mischief, Pick<typeof AMPLE, "timeoutMs">])[] = [
  ["a reset", reset, AMPLE],
  ["an end", close, AMPLE],
  ["one record without end", flood("\u0016\u0003\u0003\u0040\u0000\u000b\u00ff\u00ff\u00ff"), AMPLE],
  ["warnings without end", flood("\u0015\u0003\u0003\u0000\u0002\u0001\u005a"), AMPLE],
  ["an endless banner", flood("220-more\r\n"), AMPLE],
  ["a certificate of 1 MB", say(`\u0016\u0003\u0003\u0040\u0000\u000b\u0010\u0000\u0000${"x".repeat(1 << 20)}`), AMPLE],
  ["one byte and silence", say("\u0016"), PATIENT],
  ["silence", silence, PATIENT],
];

describe("hand-made handshakes only", () => {
  for (const [name, mischief, options] of RAW) {
    test(`${name}: bounded, reported, nothing left open`, async (t) => {
      const double = await startDouble(t, { identity, at: { handshake: mischief }, from: 1 });
      const report = await probe(`127.0.0.1:${double.port}`, options);
      assert.equal(report.status, "partial");
      assert.equal(report.error?.kind ?? null, options === PATIENT ? "timeout" : null);
      assert.equal(report.certificates.length, 1);
      assert.deepEqual(report.versions, []);
      assert.ok(report.inconclusive.some(({ fact }) => fact === "versions"));
      assert.ok(double.connections <= FEW, String(double.connections));
      await double.deserted();
    });
  }
});

for (const at of [2, 10, 40]) {
  test(`cancelled at connection ${at}: over at once, nothing left open`, async (t) => {
    const cancel = new AbortController();
    const double = await startDouble(t, { identity });
    let told = 0;
    const report = await probe(`127.0.0.1:${double.port}`, {
      ...AMPLE,
      signal: cancel.signal,
      onProgress: (_step, connections) => {
        told = connections;
        if (connections === at) cancel.abort();
      },
    });
    assert.equal(report.error?.kind, "cancelled");
    assert.match(report.error.step, /^(?:capabilities-after-tls|quit|survey|checks)$/u);
    assert.equal(report.status, "partial");
    // Those that already had a turn are counted; nobody gets another one.
    assert.ok(told < at + 16, String(told));
    await double.deserted();
    await assertNothingOpen();
  });
}

/** No socket, server or timer keeps this process alive, once what is closing has had some turns to close. */
async function assertNothingOpen(): Promise<void> {
  const open = (): readonly string[] =>
    process.getActiveResourcesInfo().filter((name) => /^(?:TCP|TLS|Timeout|GetAddrInfo)/u.test(name));
  for (let turn = 0; turn < 100 && open().length > 0; turn++) await setImmediate();
  assert.deepEqual(open(), []);
}
