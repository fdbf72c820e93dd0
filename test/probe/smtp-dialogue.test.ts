// SMTP's dialogue: what it says and learns in recorded conversations, and how much it reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_CONVERSATION, MAX_LINE, MAX_REPLY_LINES } from "../../server/src/probe/dialogues/dialogue.js";
import { dialogue } from "../../server/src/probe/dialogues/smtp.js";
import { play, testFlows, type Flow } from "../support/dialogue-flows.js";

const HELLO = "EHLO [192.0.2.9]";
const POSTFIX =
  "220 mx.test ESMTP Postfix\r\n250-mx.test\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n250 SMTPUTF8\r\n220 2.0.0 Ready to start TLS\r\n";
const POSTFIX_BEFORE = ["PIPELINING", "SIZE 10240000", "STARTTLS", "SMTPUTF8"];
const GREETING = "220 mx.test ESMTP Postfix";

const FLOWS: Readonly<Record<string, Flow>> = {
  "Postfix with STARTTLS": {
    plain: POSTFIX,
    secured: "250-mx.test\r\n250 AUTH PLAIN LOGIN\r\n221 2.0.0 Bye\r\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO, "QUIT"],
    end: "done",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    after: ["AUTH PLAIN LOGIN"],
    loginAfter: { mechanisms: ["PLAIN", "LOGIN"], command: null },
    offered: true,
  },
  "implicit TLS": {
    options: { implicitTls: true },
    secured: "220 mx.test ESMTP\r\n250-mx.test\r\n250 8BITMIME\r\n221 Bye\r\n",
    sent: ["<TLS>", HELLO, "QUIT"],
    end: "done",
    greeting: "220 mx.test ESMTP",
    after: ["8BITMIME"],
  },
  "a greeting of several lines (postscreen), bare LF, codes alone, odd case": {
    plain: "220-mx.test ESMTP wait\n220 mx.test ESMTP\n250-mx.test\n250-starttls\n250 auth=LOGIN\n220\n",
    secured: "250\n221\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO, "QUIT"],
    end: "done",
    greeting: "220-mx.test ESMTP wait\n220 mx.test ESMTP",
    before: ["starttls", "auth=LOGIN"],
    after: [],
    offered: true,
    loginBefore: { mechanisms: ["LOGIN"], command: null },
  },
  "AUTH offered before TLS": {
    plain: "220 x\r\n250-x\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n220 go\r\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO],
    end: null,
    greeting: "220 x",
    before: ["AUTH PLAIN LOGIN", "STARTTLS"],
    offered: true,
    loginBefore: { mechanisms: ["PLAIN", "LOGIN"], command: null },
  },
  "octets that are no printable ASCII": {
    plain: "220 caf\xc3\xa9\t\x1b[31m\x00\r\n",
    sent: [HELLO],
    end: null,
    greeting: "220 caf\\xc3\\xa9 \\x1b[31m\\x00",
  },
  "EHLO refused, HELO accepted: no STARTTLS": {
    plain: "220 x\r\n502 what\r\n250 x\r\n",
    sent: [HELLO, "HELO [192.0.2.9]", "QUIT"],
    end: "protocol starttls",
    greeting: "220 x",
    before: [],
    offered: false,
  },
  "EHLO and HELO refused": {
    plain: "220 x\r\n502 what\r\n550 go away\r\n",
    sent: [HELLO, "HELO [192.0.2.9]", "QUIT"],
    end: "protocol capabilities",
    reply: "550 go away",
    greeting: "220 x",
  },
  "EHLO refused for now": {
    plain: "220 x\r\n450 later\r\n",
    sent: [HELLO, "QUIT"],
    end: "protocol capabilities later",
    reply: "450 later",
    greeting: "220 x",
  },
  "EHLO refused after TLS, HELO accepted": {
    plain: POSTFIX,
    secured: "500 what\r\n250 mx.test\r\n221 Bye\r\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO, "HELO [192.0.2.9]", "QUIT"],
    end: "done",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    after: [],
    offered: true,
  },
  "421 after TLS": {
    plain: POSTFIX,
    secured: "421 4.3.2 shutting down\r\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO, "QUIT"],
    end: "protocol capabilities-after-tls busy",
    reply: "421 4.3.2 shutting down",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    offered: true,
  },
  "no STARTTLS": {
    plain: "220 x\r\n250-x\r\n250 SIZE 1\r\n",
    sent: [HELLO, "QUIT"],
    end: "protocol starttls",
    greeting: "220 x",
    before: ["SIZE 1"],
    offered: false,
  },
  "a domain called STARTTLS is no capability": {
    plain: "220 x\r\n250 STARTTLS\r\n",
    sent: [HELLO, "QUIT"],
    end: "protocol starttls",
    greeting: "220 x",
    before: [],
    offered: false,
  },
  "TLS not available": {
    plain: "220 x\r\n250-x\r\n250 STARTTLS\r\n454 4.7.0 TLS not available due to local problem\r\n",
    sent: [HELLO, "STARTTLS", "QUIT"],
    end: "protocol starttls later",
    reply: "454 4.7.0 TLS not available due to local problem",
    greeting: "220 x",
    before: ["STARTTLS"],
    offered: true,
  },
  "plain text after the answer to STARTTLS": {
    plain: `${POSTFIX}250-evil\r\n`,
    sent: [HELLO, "STARTTLS", "<TLS>"],
    end: "protocol handshake",
    plaintextAfterStarttls: true,
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    offered: true,
  },
  "plain text where TLS should begin": {
    options: { implicitTls: true },
    plain: "220 x\r\n",
    sent: ["<TLS>"],
    end: "tls handshake",
  },
  "421 greeting: too many connections": {
    plain: "421 4.7.0 mx.test Error: too many connections from 192.0.2.9\r\n",
    sent: ["QUIT"],
    end: "protocol greeting busy",
    reply: "421 4.7.0 mx.test Error: too many connections from 192.0.2.9",
    greeting: "421 4.7.0 mx.test Error: too many connections from 192.0.2.9",
  },
  "450 in a greeting of several lines: greylisting": {
    plain: "450-4.3.2 not yet\r\n450 4.3.2 known clients only\r\n",
    sent: ["QUIT"],
    end: "protocol greeting later",
    reply: "450 4.3.2 known clients only",
    greeting: "450-4.3.2 not yet\n450 4.3.2 known clients only",
  },
  "brief: straight out after TLS": {
    options: { brief: true },
    plain: POSTFIX,
    secured: "221 2.0.0 Bye\r\n",
    sent: [HELLO, "STARTTLS", "<TLS>", "QUIT"],
    end: "done",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    offered: true,
  },
  "brief with implicit TLS": {
    options: { brief: true, implicitTls: true },
    secured: "220-mx.test\r\n220 mx.test\r\n221 Bye\r\n",
    sent: ["<TLS>", "QUIT"],
    end: "done",
    greeting: "220-mx.test\n220 mx.test",
  },
  "injection: only the farewell is answered": {
    options: { inject: true },
    plain: POSTFIX,
    secured: "221 2.0.0 Bye\r\n",
    sent: [HELLO, "STARTTLS\r\nNOOP", "<TLS>", "QUIT"],
    end: "done",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    offered: true,
    injected: false,
  },
  "injection: the command is answered inside TLS": {
    options: { inject: true },
    plain: POSTFIX,
    secured: "250 2.0.0 Ok\r\n221 2.0.0 Bye\r\n",
    sent: [HELLO, "STARTTLS\r\nNOOP", "<TLS>", "QUIT"],
    end: "done",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    offered: true,
    injected: true,
  },
  "injection: 421 tells nothing": {
    options: { inject: true },
    plain: POSTFIX,
    secured: "421 4.3.2 shutting down\r\n",
    sent: [HELLO, "STARTTLS\r\nNOOP", "<TLS>", "QUIT"],
    end: null,
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    offered: true,
  },
  "injection: the command is answered ahead of TLS": {
    options: { inject: true },
    plain: `${POSTFIX}250 2.0.0 Ok\r\n`,
    sent: [HELLO, "STARTTLS\r\nNOOP", "<TLS>"],
    end: "protocol handshake",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    offered: true,
    plaintextAfterStarttls: true,
  },
  "554 greeting": {
    plain: "554 5.7.1 no service for you\r\n",
    sent: ["QUIT"],
    end: "protocol greeting",
    reply: "554 5.7.1 no service for you",
    greeting: "554 5.7.1 no service for you",
  },
  "another protocol": { plain: "* OK IMAP4rev1\r\n", sent: [], end: "protocol greeting", reply: "* OK IMAP4rev1" },
  "a code that is none": { plain: "999 x\r\n", sent: [], end: "protocol greeting", reply: "999 x" },
  "an empty line": { plain: "\r\n", sent: [], end: "protocol greeting", reply: "" },
  "half a line": { plain: "220 mx", sent: [], end: null },
};

testFlows(dialogue, FLOWS);

test("nothing is said before the greeting is complete", () => {
  assert.deepEqual(play(dialogue, {}, ["220-mx.test\r\n", "220-wait\r\n", "220 mx"]).sent, []);
});

const LIMITS: Readonly<Record<string, { readonly fits: string; readonly exceeds: string }>> = {
  "line length": {
    fits: `220 ${"x".repeat(MAX_LINE - 6)}\r\n`,
    exceeds: `220 ${"x".repeat(MAX_LINE - 5)}\r\n`,
  },
  "line length without an end": { fits: "x".repeat(MAX_LINE - 1), exceeds: "x".repeat(MAX_LINE) },
  "lines of a reply": {
    fits: `${"220-x\r\n".repeat(MAX_REPLY_LINES - 1)}220 x\r\n`,
    exceeds: "220-x\r\n".repeat(MAX_REPLY_LINES + 1),
  },
  "octets in all": {
    fits: `220-${"x".repeat(MAX_LINE - 6)}\r\n`.repeat(MAX_CONVERSATION / MAX_LINE),
    exceeds: `${`220-${"x".repeat(MAX_LINE - 6)}\r\n`.repeat(MAX_CONVERSATION / MAX_LINE)}2`,
  },
};

for (const [name, { fits, exceeds }] of Object.entries(LIMITS)) {
  test(`limit: ${name}`, () => {
    for (const split of [(whole: string) => [whole], (whole: string) => whole.match(/.{1,1000}/gsu) ?? []]) {
      assert.equal(play(dialogue, {}, split(fits)).end, null);
      assert.equal(play(dialogue, {}, split(exceeds)).end, "limit greeting");
    }
  });
}
