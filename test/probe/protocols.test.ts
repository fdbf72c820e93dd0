// The whole probe in every protocol, against a double: what is sent, what comes of mischief, and the ways made for many handshakes.

import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { before, describe, test } from "node:test";
import { probe } from "../../server/src/platform/probe-node.js";
import type { Protocol } from "../../server/src/probe/target.js";
import { selfSigned, type Identity } from "../support/certificates.js";
import { DOUBLE_STEPS, startDouble, type DoubleStep, type Mischief } from "../support/mail-double.js";
import { talk } from "../support/talk.js";

let identity: Identity;
before(() => {
  identity = selfSigned({ names: ["mx.test"] });
});

/** Nothing here waits so long; a busy machine may. */
const OPTIONS = { timeoutMs: 120_000 };
const ME = "[127.0.0.1]";

interface Expected {
  readonly implicitScheme: string;
  /** What is sent in a whole conversation over STARTTLS, inside implicit TLS, and briefly with an injected command. */
  readonly sent: readonly string[];
  readonly implicit: readonly string[];
  readonly injected: readonly string[];
  /** The capabilities inside TLS. */
  readonly after: readonly string[];
}

const PROTOCOLS: Readonly<Record<Protocol, Expected>> = {
  smtp: {
    implicitScheme: "smtps",
    sent: [`EHLO ${ME}`, "STARTTLS", `EHLO ${ME}`, "QUIT"],
    implicit: [`EHLO ${ME}`, "QUIT"],
    injected: [`EHLO ${ME}`, "STARTTLS", "NOOP", "QUIT"],
    after: ["AUTH PLAIN", "8BITMIME"],
  },
  lmtp: {
    implicitScheme: "lmtps",
    sent: [`LHLO ${ME}`, "STARTTLS", `LHLO ${ME}`, "QUIT"],
    implicit: [`LHLO ${ME}`, "QUIT"],
    injected: [`LHLO ${ME}`, "STARTTLS", "NOOP", "QUIT"],
    after: ["AUTH PLAIN", "8BITMIME"],
  },
  imap: {
    implicitScheme: "imaps",
    sent: ["a1 CAPABILITY", "a2 STARTTLS", "a3 CAPABILITY", "a4 LOGOUT"],
    implicit: ["a1 CAPABILITY", "a2 LOGOUT"],
    injected: ["a1 STARTTLS", "a2 NOOP", "a3 LOGOUT"],
    after: ["IMAP4rev1", "AUTH=PLAIN"],
  },
  pop3: {
    implicitScheme: "pop3s",
    sent: ["CAPA", "STLS", "CAPA", "QUIT"],
    implicit: ["CAPA", "QUIT"],
    injected: ["STLS", "XNOOP", "QUIT"],
    after: ["USER"],
  },
  sieve: {
    implicitScheme: "sieves",
    sent: ["STARTTLS", "CAPABILITY", "LOGOUT"],
    implicit: ["LOGOUT"],
    injected: ["STARTTLS", 'NOOP "mailtls"', "LOGOUT"],
    after: ["SASL PLAIN"],
  },
};

const close: Mischief = (socket) => socket.end();
const reset: Mischief = (socket) => {
  ((socket as { _parent?: Socket })._parent ?? socket).resetAndDestroy();
};
const say =
  (text: string): Mischief =>
  (socket) => {
    socket.write(text, "latin1");
  };

/** ManageSieve lists its capabilities in the greeting, so that they are no step of their own. */
function steps(protocol: Protocol): readonly DoubleStep[] {
  return DOUBLE_STEPS.filter((step) => protocol !== "sieve" || step !== "capabilities");
}

for (const [protocol, expected] of Object.entries(PROTOCOLS) as [Protocol, Expected][]) {
  describe(protocol, { concurrency: 4 }, () => {
    test("STARTTLS", async (t) => {
      const double = await startDouble(t, { identity, protocol });
      const report = await probe(`${protocol}://127.0.0.1:${double.port}`, OPTIONS);
      assert.equal(report.status, "complete", JSON.stringify(report.error));
      assert.equal(report.protocol, protocol);
      // Once TLS has begun, the survey goes on beside the rest of the conversation.
      const alone = expected.sent.length - 1;
      assert.deepEqual(double.commands.slice(0, alone), expected.sent.slice(0, alone));
      assert.ok(double.commands.slice(alone).includes(expected.sent[alone] ?? ""));
      assert.equal(report.starttls?.offered, true);
      assert.equal(report.starttls.authBeforeTls, false);
      assert.deepEqual(report.dialogue.capabilitiesAfter, expected.after);
      assert.equal(report.certificates.length, 1);
      await double.deserted();
    });

    test("implicit TLS", async (t) => {
      const double = await startDouble(t, { identity, protocol, implicitTls: true });
      const report = await probe(`${expected.implicitScheme}://127.0.0.1:${double.port}`, OPTIONS);
      assert.equal(report.status, "complete", JSON.stringify(report.error));
      assert.deepEqual(double.commands.slice(0, expected.implicit.length), expected.implicit);
      // Whole conversations of the checks say goodbye and nothing else.
      const goodbye = /^(?:QUIT|LOGOUT|a\d LOGOUT)$/u;
      assert.deepEqual(
        double.commands.slice(expected.implicit.length).filter((line) => !goodbye.test(line)),
        [],
      );
      assert.equal(report.starttls, null);
      await double.deserted();
    });

    for (const step of steps(protocol)) {
      for (const [name, mischief] of Object.entries({ close, reset })) {
        test(`${name} at ${step}`, async (t) => {
          const double = await startDouble(t, { identity, protocol, at: { [step]: mischief } });
          const report = await probe(`${protocol}://127.0.0.1:${double.port}`, OPTIONS);
          if (step === "quit") assert.equal(report.status, "complete", JSON.stringify(report.error));
          else assert.match(report.error?.kind ?? "", /^(?:closed|reset)$/u);
          await double.deserted();
        });
      }
      if (step !== "handshake" && step !== "quit") {
        test(`hostile text at ${step}`, async (t) => {
          const double = await startDouble(t, {
            identity,
            protocol,
            at: { [step]: say("\u001b]0;x\u0007\u00ff\r\n") },
          });
          const report = await probe(`${protocol}://127.0.0.1:${double.port}`, OPTIONS);
          assert.equal(report.error?.kind, "protocol");
          assert.equal(report.error.step, step);
          assert.match(report.error.reply ?? "", /^[ -~]+$/u);
          await double.deserted();
        });
        test(`1 MB in one line at ${step}`, async (t) => {
          const double = await startDouble(t, { identity, protocol, at: { [step]: say("x".repeat(1 << 20)) } });
          const report = await probe(`${protocol}://127.0.0.1:${double.port}`, OPTIONS);
          assert.equal(report.error?.kind, "limit");
          await double.deserted();
        });
      }
    }

    for (const obeysInjected of [false, true]) {
      test(`a command sent ahead of TLS, ${obeysInjected ? "obeyed" : "dropped"}`, async (t) => {
        const double = await startDouble(t, { identity, protocol, obeysInjected });
        const facts = await talk(t, protocol, `127.0.0.1:${double.port}`, { brief: true, inject: true });
        assert.equal(facts?.injected, obeysInjected);
        const received = expected.injected.filter(
          (_, index) => obeysInjected || index !== expected.injected.length - 2,
        );
        assert.deepEqual(double.commands, received);
      });
    }
  });
}
