// Versions and suites that the probe finds, against the truth: one handshake for each version and suite, by OpenSSL's own clients.
// A usual run takes some of the servers, each through one protocol; MAILTLS_FULL=1 all of them through all protocols.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { probe } from "../../server/src/platform/probe-node.js";
import type { ProbeReport } from "../../server/src/probe/report.js";
import type { Protocol } from "../../server/src/probe/target.js";
import { oldNode } from "../support/old-nodes.js";
import { startFront } from "../support/starttls-front.js";
import { TARGETS, type Running } from "../support/tls-targets.js";
import { truthOf, type Accepted, type Clients } from "../support/tls-truth.js";

type Way = Protocol | "implicit";
const WAYS = ["smtp", "lmtp", "imap", "pop3", "sieve", "implicit"] as const satisfies readonly Way[];

/** What a usual run looks at, and through which protocol. */
const SAMPLE: Readonly<Record<string, Way>> = {
  "Postfix, wide list": "smtp",
  "Exim with ANON": "implicit",
  "NSS selfserv": "pop3",
  "Node.js 0.10.32": "sieve",
  "Node.js 0.11.14": "imap",
  "Node.js 24": "lmtp",
};

const FULL = process.env["MAILTLS_FULL"] === "1";

/** Servers with more suites than the usual budget: there it has to be larger, and a usual probe has to say what it did not ask. */
const MANY = ["JSSE", "Node.js 0.11.14", "NSS selfserv"];
const LARGE_BUDGET = 300;
const BUDGET = 150;

for (const target of TARGETS) {
  const sampled = SAMPLE[target.name];
  const ways: readonly Way[] = FULL ? WAYS : sampled === undefined ? [] : [sampled];
  if (ways.length === 0) continue;
  test(target.name, async (t) => {
    const clients = clientsOf(t);
    const running = clients === null ? null : await target.start(t);
    if (clients === null || running === null) return;
    const { accepted, tried } = await truthOf(running.tls, clients);
    t.diagnostic(`truth: ${tried.openssl} handshakes by OpenSSL, ${tried.own} of suites that no OpenSSL has`);
    const many = MANY.includes(target.name);
    for (const way of ways) {
      const address = await addressOf(t, running, way);
      const ask = (budget: number) => probe(address, { timeoutMs: 60_000, servername: "mx.test", budget });
      await t.test(way, async () => {
        const report = await ask(many ? LARGE_BUDGET : BUDGET);
        assert.deepEqual(found(report), accepted, JSON.stringify(report.error));
        assert.deepEqual(openFacts(report), []);
      });
      if (!many) continue;
      await t.test(`${way}: what the budget does not reach is said to be open`, async () => {
        const report = await ask(BUDGET);
        assert.ok(report.connections <= BUDGET);
        for (const version of report.versions) {
          const missing = (accepted[version] ?? []).filter((suite) => report.suites[version]?.includes(suite) !== true);
          assert.ok(missing.length === 0 || openFacts(report).includes(`suites of ${version}`), version);
          assert.ok(report.suites[version]?.every((suite) => accepted[version]?.includes(suite)));
        }
        assert.deepEqual(report.versions, Object.keys(accepted));
      });
    }
  });
}

function clientsOf(t: TestContext): Clients | null {
  const [ssl2, old, current] = [oldNode(t, "0.10.32"), oldNode(t, "0.11.14"), oldNode(t, "24.21.0")];
  return ssl2 === null || old === null || current === null ? null : { ssl2, old, current };
}

/** Where the server can be asked in a protocol: by itself, or behind a front that speaks it. */
async function addressOf(t: TestContext, { tls, starttls }: Running, way: Way): Promise<string> {
  if (way === "implicit") return `smtps://127.0.0.1:${await startFront(t, tls, "smtp", true)}`;
  return `${way}://127.0.0.1:${starttls[way] ?? (await startFront(t, tls, way))}`;
}

function found({ suites }: ProbeReport): Accepted {
  return Object.fromEntries(Object.entries(suites).map(([version, all]) => [version, [...all].sort()]));
}

/** What the probe says it could not find out about versions and suites. */
function openFacts({ inconclusive }: ProbeReport): readonly string[] {
  return inconclusive.map(({ fact }) => fact).filter((fact) => /^(?:versions$|suites|SSLv|TLSv)/u.test(fact));
}
