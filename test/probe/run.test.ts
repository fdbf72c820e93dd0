// The driver between a dialogue and a transport, with a transport made of data: what a real network does only by chance.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runProbe } from "../../server/src/probe/run.js";
import { parseTarget } from "../../server/src/probe/target.js";
import type { Connection, Transport, TransportError } from "../../server/src/probe/transport.js";

const CLOSED: TransportError = { kind: "closed", message: "The server closed the connection." };
const RESET: TransportError = { kind: "reset", message: "The server broke off the connection (reset)." };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Script {
  /** What each read gives; then the connection is closed. */
  readonly reads: readonly string[];
  /** What has arrived unread when TLS is to begin. */
  readonly unread?: string;
  /** The number of writes that succeed. */
  readonly writes?: number;
  readonly localAddress?: string;
}

/** Runs a script; the clock advances by 2.25 ms each time it is read. */
async function run(script: Script) {
  const reads = script.reads.values();
  const log: string[] = [];
  const connection: Connection = {
    address: "192.0.2.1",
    localAddress: script.localAddress ?? "192.0.2.9",
    read() {
      const { value } = reads.next();
      return Promise.resolve(value === undefined ? { ok: false, error: CLOSED } : { ok: true, value: bytes(value) });
    },
    unread: () => bytes(script.unread ?? ""),
    write(sent) {
      log.push(new TextDecoder().decode(sent).trim());
      return Promise.resolve(
        log.length > (script.writes ?? 99) ? { ok: false, error: RESET } : { ok: true, value: null },
      );
    },
    upgradeToTls() {
      log.push("<TLS>");
      return Promise.resolve({ ok: false, error: CLOSED });
    },
    close() {
      log.push("<close>");
      return Promise.resolve();
    },
    abort: () => undefined,
  };
  const transport: Transport = {
    ended: null,
    connect: () => Promise.resolve({ ok: true, value: connection }),
    sleep: () => Promise.resolve(),
    random: (length) => new Uint8Array(length),
    readChain: () => null,
  };
  const parsed = parseTarget("mx.test");
  assert.ok(parsed.ok);
  let now = 1000;
  const steps: string[] = [];
  const clock = (): number => (now += 2.25);
  const report = await runProbe({
    target: parsed.target,
    transport,
    clock,
    now: 0,
    serverName: null,
    onProgress: (step) => steps.push(step),
  });
  return { report, log, steps };
}

const OFFER = "220 x\r\n250-x\r\n250 STARTTLS\r\n";

test("plain text that arrives between the answer to STARTTLS and the handshake ends the probe", async () => {
  const { report, log } = await run({ reads: [OFFER, "220 go\r\n"], unread: "250 evil\r\n" });
  assert.equal(report.error?.kind, "protocol");
  assert.match(report.error.message, /more plain text/u);
  assert.deepEqual(log, ["EHLO [192.0.2.9]", "STARTTLS", "<close>"]);
});

test("a refusal is the reason told, even when the goodbye after it cannot be sent", async () => {
  const { report, log } = await run({ reads: ["554 no\r\n"], writes: 0 });
  assert.equal(report.error?.kind, "protocol");
  assert.equal(report.error.reply, "554 no");
  assert.deepEqual(log, ["QUIT", "<close>"]);
});

test("a command that cannot be sent ends the probe", async () => {
  const { report } = await run({ reads: ["220 x\r\n"], writes: 0 });
  assert.deepEqual(report.error, { kind: "reset", step: "capabilities", message: RESET.message });
  assert.equal(report.status, "partial");
});

test("the client introduces itself with its address (RFC 5321 §4.1.3)", async () => {
  const literals = {
    "192.0.2.9": "[192.0.2.9]",
    "::ffff:192.0.2.9": "[192.0.2.9]",
    "2001:db8::9": "[IPv6:2001:db8::9]",
    "fe80::9%eth0": "[IPv6:fe80::9]",
  };
  for (const [localAddress, literal] of Object.entries(literals)) {
    assert.equal((await run({ reads: ["220 x\r\n"], localAddress })).log[0], `EHLO ${literal}`);
  }
});

test("steps are told once each, time comes from the clock given", async () => {
  const { report, steps } = await run({ reads: ["2", "20 x\r\n", "250-x\r\n", "250 STARTTLS\r\n", "220 go\r\n"] });
  const begun = steps.filter((step, index) => step !== steps[index - 1]);
  assert.deepEqual(begun, ["connect", "greeting", "capabilities", "starttls", "handshake", "survey"]);
  assert.equal(report.error?.step, "handshake");
  assert.equal(report.elapsedMs, 2);
});
