// The whole probe against a real Postfix: what it offers by default, and what its administrator sees when TLS is broken.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { probe } from "../../server/src/platform/probe-node.js";
import { createAuthority, issue } from "../support/certificates.js";
import { freePorts, listens } from "../support/ports.js";
import { startPostfix } from "../support/postfix.js";
import { talk } from "../support/talk.js";

const TIMEOUT = { timeoutMs: 60_000 };

test("Postfix: one service per way to offer TLS, or not to", async (t) => {
  const authority = createAuthority();
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const identity = issue(authority, { names: ["mx.test"], keys });
  const postfix = await startPostfix(t, {
    identity,
    services: {
      smtp: {},
      submission: { smtpd_tls_security_level: "encrypt" },
      smtps: { smtpd_tls_wrappermode: "yes" },
      none: { smtpd_tls_security_level: "none" },
      old: { smtpd_tls_protocols: "TLSv1", smtpd_tls_ciphers: "medium" },
      anonymous: { smtpd_tls_cert_file: "none", smtpd_tls_key_file: "" },
      // An unknown protocol: TLS is offered but not available.
      broken: { smtpd_tls_protocols: "TLSv1.0" },
      // A restriction that refuses everyone at the greeting.
      closed: { smtpd_client_restrictions: "reject", smtpd_delay_reject: "no" },
    },
  });
  if (postfix === null) return;
  const ask = (service: string, scheme = "smtp") =>
    probe(`${scheme}://127.0.0.1:${postfix.ports[service]}`, { ...TIMEOUT, ca: authority.cert, servername: "mx.test" });

  await t.test("STARTTLS", async () => {
    for (const service of ["smtp", "submission"]) {
      const report = await ask(service);
      assert.equal(report.status, "complete", JSON.stringify([report.error, report.inconclusive]));
      assert.equal(report.dialogue.greeting, "220 mx.test ESMTP Postfix");
      assert.deepEqual(report.starttls, {
        offered: true,
        authBeforeTls: false,
        clearTextLogins: [],
        plaintextAfterStarttls: false,
        injection: "safe",
      });
      assert.ok(report.dialogue.capabilitiesBefore.includes("STARTTLS"));
      assert.ok(!report.dialogue.capabilitiesAfter.includes("STARTTLS"));
      // smtpd_tls_protocols is >=TLSv1 since 3.6, and Postfix lowers OpenSSL's security level for optional TLS.
      assert.ok(report.versions.includes("TLSv1.2") && report.versions.includes("TLSv1.3"));
      assert.ok(!report.versions.includes("SSLv3") && !report.versions.includes("SSLv2"));
      assert.deepEqual(report.suites["TLSv1.3"]?.slice().sort(), [
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
      ]);
      assert.deepEqual(report.trust, { verified: true, code: null, reason: null, hostname: true });
      assert.ok(report.connections <= 140, String(report.connections));
      assert.equal(report.certificates[0]?.keyType, "rsa");
      assert.deepEqual(report.certificates[0].chain, ["CN=Test CA"]);
    }
  });
  await t.test("a command sent ahead of TLS is dropped", async (t) => {
    const address = `127.0.0.1:${postfix.ports["smtp"] ?? 0}` as const;
    assert.equal((await talk(t, "smtp", address, { brief: true, inject: true }))?.injected, false);
  });
  await t.test("implicit TLS", async () => {
    const report = await ask("smtps", "smtps");
    assert.equal(report.status, "complete", JSON.stringify([report.error, report.inconclusive]));
    assert.equal(report.starttls, null);
    assert.equal(report.trust?.verified, true);
  });
  await t.test("implicit TLS asked for on a STARTTLS port, and the other way round", async () => {
    const wrong = await ask("smtp", "smtps");
    assert.equal(wrong.error?.kind, "tls");
    assert.equal(wrong.status, "failed");
    const silent = await probe(`smtp://127.0.0.1:${postfix.ports["smtps"]}`, { timeoutMs: 300 });
    assert.equal(silent.error?.kind, "timeout");
    assert.equal(silent.error.step, "greeting");
  });
  await t.test("no TLS", async () => {
    const report = await ask("none");
    assert.equal(report.status, "partial");
    assert.equal(report.starttls?.offered, false);
    assert.equal(report.error?.step, "starttls");
  });
  await t.test("TLS 1.0 only", async () => {
    const report = await ask("old");
    assert.equal(report.status, "complete", JSON.stringify([report.error, report.inconclusive]));
    assert.deepEqual(report.versions, ["TLSv1"]);
  });
  await t.test("no certificate", async () => {
    const report = await ask("anonymous");
    assert.equal(report.status, "complete", JSON.stringify([report.error, report.inconclusive]));
    assert.match(Object.values(report.suites).flat().join(), /_anon_/u);
    assert.deepEqual(report.certificates, []);
  });
  await t.test("TLS not available", async () => {
    const report = await ask("broken");
    assert.equal(report.status, "partial");
    assert.equal(report.error?.step, "starttls");
    assert.match(report.error.reply ?? "", /^454 4\.7\.0 TLS not available/u);
  });
  await t.test("refused", async () => {
    const report = await ask("closed");
    assert.equal(report.status, "partial");
    assert.equal(report.error?.kind, "protocol");
    assert.match(report.error.reply ?? "", /^554 /u);
  });
});

const TRAPPED = /PREGREET|PIPELINING|NON-SMTP|BARE NEWLINE/;

test("postscreen: its traps for clients that cannot wait do not catch the probe", async (t) => {
  const [port = 0] = await freePorts(1);
  const postfix = await startPostfix(t, {
    identity: issue(createAuthority(), { names: ["mx.test"] }),
    main: {
      postscreen_greet_wait: "1s",
      postscreen_greet_banner: "wait for it",
      postscreen_greet_action: "enforce",
      postscreen_access_list: "",
      postscreen_pipelining_enable: "yes",
      postscreen_pipelining_action: "enforce",
      postscreen_non_smtp_command_enable: "yes",
      postscreen_bare_newline_enable: "yes",
      postscreen_cache_map: "",
      postscreen_tls_security_level: "may",
    },
    master: [
      `127.0.0.1:${port} inet n - n - 1 postscreen`,
      "smtpd pass - - n - - smtpd",
      "tlsproxy unix - - n - 0 tlsproxy",
      "",
    ].join("\n"),
  });
  if (postfix === null) return;
  while (!(await listens(port)));
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.equal(report.status, "complete", JSON.stringify([report.error, report.inconclusive]) + postfix.log());
  assert.equal(report.dialogue.greeting, "220-wait for it\n220 mx.test ESMTP Postfix");

  // The traps are set: who speaks at once is caught, and nobody else was.
  const socket = connect(port, "127.0.0.1");
  socket.end("EHLO early.test\r\n").resume();
  await once(socket, "connect");
  const early = `[127.0.0.1]:${socket.localPort}`;
  const trapped = (): readonly string[] =>
    postfix
      .log()
      .split("\n")
      .filter((line) => TRAPPED.test(line));
  while (trapped().length === 0) await pause(20);
  // Only the check for injected commands sends two at once, which is what it is about.
  const others = trapped().filter((line) => !line.includes(early));
  assert.ok(others.length <= 1 && others.every((line) => line.includes("COMMAND PIPELINING")), others.join("\n"));
  assert.ok(others.every((line) => line.includes("after STARTTLS: NOOP")));
});
