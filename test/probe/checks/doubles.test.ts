// The checks through the whole probe, against servers that have the flaw and servers that have not.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { createServer } from "node:tls";
import { probe } from "../../../server/src/platform/probe-node.js";
import type { ProbeReport } from "../../../server/src/probe/report.js";
import type { Protocol } from "../../../server/src/probe/target.js";
import { createAuthority, type Identity, issue } from "../../support/certificates.js";
import { startDouble } from "../../support/mail-double.js";
import { scriptedTls } from "../../support/scripted-tls.js";

const AUTHORITY = createAuthority();
const IDENTITY = issue(AUTHORITY, {
  names: ["mx.test"],
  keys: generateKeyPairSync("rsa", { modulusLength: 2048 }),
});

async function ask(port: number, scheme = "submission"): Promise<ProbeReport> {
  const target = `${scheme}://127.0.0.1:${port}`;
  return probe(target, { timeoutMs: 60_000, ca: AUTHORITY.cert, servername: "mx.test" });
}

const verdict = ({ checks }: ProbeReport, id: string) => checks.find((check) => check.id === id)?.verdict;

/** The finding of a check by itself; undefined where it has none. */
const finding = ({ findings }: ProbeReport, id: string) => findings.find(({ rule }) => rule === id);

for (const protocol of ["smtp", "lmtp", "imap", "pop3", "sieve"] satisfies Protocol[]) {
  test(`${protocol}: a command sent ahead of TLS is obeyed, or dropped`, async (t) => {
    for (const obeysInjected of [true, false]) {
      const double = await startDouble(t, { identity: IDENTITY, protocol, obeysInjected });
      const report = await ask(double.port, protocol);
      assert.equal(verdict(report, "starttls-injection"), obeysInjected ? "finding" : "ok");
      assert.equal(finding(report, "starttls-injection")?.severity, obeysInjected ? "error" : undefined);
      assert.equal(report.starttls?.injection, obeysInjected ? "vulnerable" : "safe");
      assert.equal(verdict(report, "response-injection"), "ok");
    }
  });
}

test("plain text behind the answer to STARTTLS", async (t) => {
  const double = await startDouble(t, {
    identity: IDENTITY,
    at: { starttls: (socket) => socket.write("220 Ready\r\n250 evil\r\n") },
  });
  const report = await ask(double.port);
  assert.equal(report.starttls?.plaintextAfterStarttls, true);
  assert.equal(finding(report, "response-injection")?.severity, "warning");
  assert.equal(verdict(report, "heartbleed"), "inconclusive");
});

test("ALPN: refused, ignored, or agreed to", async (t) => {
  const alpn = async (protocols: readonly string[] | undefined): Promise<ProbeReport> => {
    const double = await startDouble(t, {
      identity: IDENTITY,
      ...(protocols === undefined ? {} : { alpn: protocols }),
    });
    return ask(double.port);
  };
  assert.equal(verdict(await alpn(["smtp"]), "alpaca"), "ok");
  const ignored = await alpn(undefined);
  assert.equal(finding(ignored, "alpaca")?.severity, "hint");
  const agreed = await alpn(["smtp", "http/1.1"]);
  assert.equal(finding(agreed, "alpaca")?.severity, "warning");
});

/** A host whose TLS is made by hand. */
async function scripted(t: TestContext, flaws: Parameters<typeof scriptedTls>[1]): Promise<ProbeReport> {
  const double = await startDouble(t, { identity: IDENTITY, at: { handshake: scriptedTls(IDENTITY, flaws) } });
  return ask(double.port);
}

test("Heartbleed: answered, dropped, not accepted", async (t) => {
  const vulnerable = await scripted(t, { heartbeat: "answers" });
  assert.deepEqual(vulnerable.versions, ["TLSv1.1", "TLSv1.2"]);
  assert.equal(vulnerable.features.heartbeat, true);
  assert.equal(finding(vulnerable, "heartbleed")?.severity, "error");
  const patched = await scripted(t, { heartbeat: "drops" });
  assert.equal(patched.features.heartbeat, true);
  assert.equal(verdict(patched, "heartbleed"), "ok");
  const without = await scripted(t, {});
  assert.equal(without.features.heartbeat, false);
  assert.equal(verdict(without, "heartbleed"), "ok");
});

test("an early ChangeCipherSpec: obeyed, protested at, left without a word", async (t) => {
  assert.equal(finding(await scripted(t, { changeCipherSpec: "obeys" }), "ccs-injection")?.severity, "error");
  assert.equal(verdict(await scripted(t, { changeCipherSpec: "protests" }), "ccs-injection"), "ok");
  assert.equal(verdict(await scripted(t, { changeCipherSpec: "leaves" }), "ccs-injection"), "inconclusive");
});

test("compression, renegotiation, the fallback signal: with the flaw and without", async (t) => {
  const flawed = await scripted(t, { compresses: true, withoutSecureRenegotiation: true, withoutFallbackSignal: true });
  assert.equal(finding(flawed, "crime")?.severity, "warning");
  assert.equal(finding(flawed, "insecure-renegotiation")?.severity, "warning");
  assert.equal(finding(flawed, "no-fallback-scsv")?.severity, "hint");
  const sound = await scripted(t, {});
  for (const id of ["crime", "insecure-renegotiation", "no-fallback-scsv"]) assert.equal(verdict(sound, id), "ok", id);
  // No whole handshake: nothing is said of trust.
  assert.equal(verdict(sound, "untrusted-certificate"), "inconclusive");
});

/** An IMAP server with TLS 1.3 alone, which staples what it is given. */
async function startStapling(t: TestContext, { key, fullChain }: Identity, staple: Buffer | null): Promise<number> {
  const server = createServer({ key, cert: fullChain, minVersion: "TLSv1.3" }, (socket) => {
    socket
      .on("error", () => undefined)
      .on("data", (bytes: Buffer) => {
        const [tag = "", command = ""] = bytes.toString("latin1").trim().split(" ");
        const list = command === "CAPABILITY" ? "* CAPABILITY IMAP4rev1\r\n" : "* BYE\r\n";
        socket.write(`${list}${tag} OK done\r\n`);
      });
    socket.write("* OK ready\r\n");
  });
  server.on("OCSPRequest", (_certificate, _issuer, callback: (error: null, response: Buffer | null) => void) => {
    callback(null, staple);
  });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("certificates that demand a response, hold timestamps, and a response with timestamps, in TLS 1.3", async (t) => {
  const demanding = issue(AUTHORITY, { names: ["mx.test"], mustStaple: true, timestamps: true });
  const without = await ask(await startStapling(t, demanding, null), "imaps");
  assert.equal(without.status, "complete", JSON.stringify(without.error));
  const [shown] = without.certificates;
  assert.deepEqual([shown?.mustStaple, shown?.certificateTimestamps], [true, true]);
  assert.equal(without.features.ocspStapling, false);
  assert.equal(finding(without, "must-staple")?.severity, "warning");

  const response = Buffer.from(`3010060a2b06010401d67902040504020000`, "hex");
  const stapled = await ask(await startStapling(t, demanding, response), "imaps");
  assert.deepEqual([stapled.features.ocspStapling, stapled.features.certificateTimestamps], [true, true]);
  assert.equal(verdict(stapled, "must-staple"), "ok");

  const plain = await ask(await startStapling(t, IDENTITY, null), "imaps");
  assert.deepEqual([plain.certificates[0]?.mustStaple, plain.certificates[0]?.certificateTimestamps], [false, false]);
  assert.equal(verdict(plain, "must-staple"), "ok");
});
