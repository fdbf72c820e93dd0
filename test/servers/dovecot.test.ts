// The Dovecot harness itself: every protocol answers, with and without TLS, and nothing is left behind.

import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { selfSigned } from "../support/certificates.js";
import { startDovecot } from "../support/dovecot.js";

const GREETINGS = { imap: /^\* OK /, pop3: /^\+OK /, sieve: /^"/, submission: /^220 /, lmtp: /^220 / } as const;

test("each protocol greets; stopping it removes its files; a refusal is told in its words", async (t) => {
  const dovecot = await startDovecot(t, {
    identity: selfSigned({ names: ["mx.test"] }),
    listeners: Object.fromEntries(
      Object.keys(GREETINGS).map((protocol) => [protocol, { protocol: protocol as keyof typeof GREETINGS }]),
    ),
  });
  if (dovecot === null) return;
  for (const [protocol, greeting] of Object.entries(GREETINGS)) {
    const socket = connect(dovecot.ports[protocol] ?? 0, "127.0.0.1");
    const [bytes] = (await once(socket, "data")) as [Buffer];
    assert.match(bytes.toString("latin1"), greeting, dovecot.log());
    socket.destroy();
  }
  await dovecot.stop();
  assert.ok(!existsSync(dovecot.configFile));
  await assert.rejects(startDovecot(t, { config: "no_such_setting = 1" }), /Unknown setting: no_such_setting/);
});
