// The whole probe against a real Dovecot: every protocol it speaks, with STARTTLS, with implicit TLS and without TLS.

import assert from "node:assert/strict";
import { test } from "node:test";
import { probe } from "../../server/src/platform/probe-node.js";
import type { Protocol } from "../../server/src/probe/target.js";
import { createAuthority, issue } from "../support/certificates.js";
import { startDovecot } from "../support/dovecot.js";
import { talk } from "../support/talk.js";

interface Spoken {
  /** URL schemes for STARTTLS and implicit TLS. */
  readonly schemes: readonly [starttls: string, implicit: string];
  readonly protocol: Protocol;
  /** What is among the capabilities without TLS, and inside it. */
  readonly before: RegExp;
  readonly after: RegExp;
  /** Logins that send the password as it is, where they are allowed without TLS. */
  readonly clearText: readonly string[];
}

const SPOKEN = {
  imap: {
    schemes: ["imap", "imaps"],
    protocol: "imap",
    before: /^STARTTLS$/m,
    after: /^AUTH=PLAIN$/m,
    clearText: ["PLAIN", "LOGIN", "LOGIN command"],
  },
  pop3: {
    schemes: ["pop3", "pop3s"],
    protocol: "pop3",
    before: /^STLS$/m,
    after: /^SASL PLAIN LOGIN$/m,
    clearText: ["PLAIN", "LOGIN", "USER command"],
  },
  sieve: {
    schemes: ["sieve", "sieves"],
    protocol: "sieve",
    before: /^STARTTLS$/m,
    after: /^SASL PLAIN LOGIN$/m,
    clearText: ["PLAIN", "LOGIN"],
  },
  submission: {
    schemes: ["submission", "submissions"],
    protocol: "smtp",
    before: /^STARTTLS$/m,
    after: /^AUTH PLAIN LOGIN$/m,
    clearText: ["PLAIN", "LOGIN"],
  },
  lmtp: { schemes: ["lmtp", "lmtps"], protocol: "lmtp", before: /^STARTTLS$/m, after: /^PIPELINING$/m, clearText: [] },
} as const satisfies Readonly<Record<string, Spoken>>;
type Name = keyof typeof SPOKEN;
const NAMES = Object.keys(SPOKEN) as Name[];

const LISTENERS = Object.fromEntries(
  NAMES.flatMap((protocol) => [
    [protocol, { protocol }],
    [`${protocol}-implicit`, { protocol, ssl: true }],
  ]),
);
/** Not the client's own, which Dovecot would take for secured. */
const ADDRESS = "127.0.0.2";
const authority = createAuthority();
const identity = issue(authority, { names: ["mx.test"] });
const OPTIONS = { timeoutMs: 60_000, ca: authority.cert, servername: "mx.test" };
const TRUSTED = { verified: true, code: null, reason: null, hostname: true };

test("a Dovecot that demands TLS", async (t) => {
  const config = "ssl = required\nauth_mechanisms = plain login";
  const dovecot = await startDovecot(t, { listeners: LISTENERS, identity, address: ADDRESS, config });
  if (dovecot === null) return;
  for (const name of NAMES) {
    const { schemes, protocol, before, after } = SPOKEN[name];
    await t.test(`${name}: STARTTLS`, async () => {
      const report = await probe(`${schemes[0]}://${ADDRESS}:${dovecot.ports[name]}`, OPTIONS);
      assert.equal(report.status, "complete", JSON.stringify([report.error, report.inconclusive]));
      assert.equal(report.protocol, protocol);
      assert.deepEqual(report.starttls, {
        offered: true,
        authBeforeTls: false,
        clearTextLogins: [],
        plaintextAfterStarttls: false,
        injection: "safe",
      });
      assert.match(report.dialogue.capabilitiesBefore.join("\n"), before);
      assert.match(report.dialogue.capabilitiesAfter.join("\n"), after);
      assert.doesNotMatch(report.dialogue.capabilitiesAfter.join("\n"), before);
      assert.deepEqual(report.versions, ["TLSv1.2", "TLSv1.3"]);
      assert.deepEqual(report.trust, TRUSTED);
    });
    await t.test(`${name}: brief; a command sent ahead of TLS spoils the handshake`, async (t) => {
      const address = `${ADDRESS}:${dovecot.ports[name] ?? 0}` as const;
      assert.equal((await talk(t, protocol, address, { brief: true }))?.starttls?.offered, true);
      assert.equal(await talk(t, protocol, address, { brief: true, inject: true }), null);
    });
    await t.test(`${name}: implicit TLS`, async () => {
      // Its Sieve service leaves the connection open when it refuses a handshake: each refusal takes as long as a probe waits.
      const stalls = name === "sieve";
      const report = await probe(`${schemes[1]}://${ADDRESS}:${dovecot.ports[`${name}-implicit`]}`, {
        ...OPTIONS,
        ...(stalls ? { timeoutMs: 10_000 } : {}),
      });
      const open = report.inconclusive.some(({ reason }) => /in time/u.test(reason));
      assert.deepEqual(
        [report.status, open],
        stalls ? ["partial", true] : ["complete", false],
        JSON.stringify(report.error),
      );
      assert.equal(report.starttls, null);
      assert.match(report.dialogue.capabilitiesAfter.join("\n"), after);
      assert.deepEqual(report.trust, TRUSTED);
    });
  }
});

test("a Dovecot that allows logins without TLS", async (t) => {
  const config = "disable_plaintext_auth = no\nauth_mechanisms = plain login";
  const dovecot = await startDovecot(t, { listeners: LISTENERS, identity, address: ADDRESS, config });
  if (dovecot === null) return;
  for (const name of NAMES) {
    const { schemes, clearText } = SPOKEN[name];
    const report = await probe(`${schemes[0]}://${ADDRESS}:${dovecot.ports[name]}`, OPTIONS);
    assert.equal(report.status, "complete", JSON.stringify([report.error, report.inconclusive]));
    assert.equal(report.starttls?.authBeforeTls, clearText.length > 0, name);
    assert.deepEqual(report.starttls.clearTextLogins, clearText, name);
  }
});

test("a Dovecot without TLS", async (t) => {
  const listeners = Object.fromEntries(NAMES.map((protocol) => [protocol, { protocol }]));
  const dovecot = await startDovecot(t, { listeners, address: ADDRESS });
  if (dovecot === null) return;
  for (const name of NAMES) {
    const report = await probe(`${SPOKEN[name].schemes[0]}://${ADDRESS}:${dovecot.ports[name]}`, OPTIONS);
    assert.equal(report.status, "partial", name);
    assert.equal(report.starttls?.offered, false);
    assert.equal(report.error?.step, "starttls");
    assert.equal(report.error.temporary, undefined);
  }
});
