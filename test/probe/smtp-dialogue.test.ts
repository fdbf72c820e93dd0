// The SMTP dialogue, fed with recorded conversations whose bytes are cut at every position: the cut must not matter.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_CONVERSATION, MAX_LINE, MAX_REPLY_LINES } from "../../server/src/probe/dialogues/dialogue.js";
import { smtpDialogue } from "../../server/src/probe/dialogues/smtp.js";

/** What a server says: one entry per turn, then TLS wherever the dialogue asks for it. */
interface Flow {
  readonly implicitTls?: boolean;
  /** Bytes before TLS, and after it. */
  readonly plain?: string;
  readonly secured?: string;
  /** Expected: the commands sent, with `<TLS>` where the handshake begins. */
  readonly sent: readonly string[];
  /** Expected: `done`, the error as `kind step`, or null while the dialogue waits for more. */
  readonly end: string | null;
  readonly reply?: string;
  readonly greeting?: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly starttls?: { readonly offered: boolean; readonly authBeforeTls: boolean } | null;
}

const HELLO = "EHLO [192.0.2.9]";
const POSTFIX =
  "220 mx.test ESMTP Postfix\r\n250-mx.test\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n250 SMTPUTF8\r\n220 2.0.0 Ready to start TLS\r\n";
const POSTFIX_BEFORE = ["PIPELINING", "SIZE 10240000", "STARTTLS", "SMTPUTF8"];
const OFFERED = { offered: true, authBeforeTls: false };
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
    starttls: OFFERED,
  },
  "implicit TLS": {
    implicitTls: true,
    secured: "220 mx.test ESMTP\r\n250-mx.test\r\n250 8BITMIME\r\n221 Bye\r\n",
    sent: ["<TLS>", HELLO, "QUIT"],
    end: "done",
    greeting: "220 mx.test ESMTP",
    after: ["8BITMIME"],
    starttls: null,
  },
  "a greeting of several lines (postscreen), bare LF, codes alone, odd case": {
    plain: "220-mx.test ESMTP wait\n220 mx.test ESMTP\n250-mx.test\n250-starttls\n250 auth=LOGIN\n220\n",
    secured: "250\n221\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO, "QUIT"],
    end: "done",
    greeting: "220-mx.test ESMTP wait\n220 mx.test ESMTP",
    before: ["starttls", "auth=LOGIN"],
    after: [],
    starttls: { offered: true, authBeforeTls: true },
  },
  "AUTH offered before TLS": {
    plain: "220 x\r\n250-x\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n220 go\r\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO],
    end: null,
    greeting: "220 x",
    before: ["AUTH PLAIN LOGIN", "STARTTLS"],
    starttls: { offered: true, authBeforeTls: true },
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
    starttls: { offered: false, authBeforeTls: false },
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
    end: "protocol capabilities",
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
    starttls: OFFERED,
  },
  "421 after TLS": {
    plain: POSTFIX,
    secured: "421 4.3.2 shutting down\r\n",
    sent: [HELLO, "STARTTLS", "<TLS>", HELLO, "QUIT"],
    end: "protocol capabilities-after-tls",
    reply: "421 4.3.2 shutting down",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    starttls: OFFERED,
  },
  "no STARTTLS": {
    plain: "220 x\r\n250-x\r\n250 SIZE 1\r\n",
    sent: [HELLO, "QUIT"],
    end: "protocol starttls",
    greeting: "220 x",
    before: ["SIZE 1"],
    starttls: { offered: false, authBeforeTls: false },
  },
  "a domain called STARTTLS is no capability": {
    plain: "220 x\r\n250 STARTTLS\r\n",
    sent: [HELLO, "QUIT"],
    end: "protocol starttls",
    greeting: "220 x",
    before: [],
    starttls: { offered: false, authBeforeTls: false },
  },
  "TLS not available": {
    plain: "220 x\r\n250-x\r\n250 STARTTLS\r\n454 4.7.0 TLS not available due to local problem\r\n",
    sent: [HELLO, "STARTTLS", "QUIT"],
    end: "protocol starttls",
    reply: "454 4.7.0 TLS not available due to local problem",
    greeting: "220 x",
    before: ["STARTTLS"],
    starttls: OFFERED,
  },
  "plain text after the answer to STARTTLS": {
    plain: `${POSTFIX}250-evil\r\n`,
    sent: [HELLO, "STARTTLS", "<TLS>"],
    end: "protocol handshake",
    greeting: GREETING,
    before: POSTFIX_BEFORE,
    starttls: OFFERED,
  },
  "plain text where TLS should begin": {
    implicitTls: true,
    plain: "220 x\r\n",
    sent: ["<TLS>"],
    end: "tls handshake",
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

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const text = (octets: Uint8Array): string => String.fromCharCode(...octets);

/** Runs a flow in the given pieces. Bytes after TLS are held back until the dialogue has asked for it. */
function play(flow: Flow, plain: readonly string[], secured: readonly string[]) {
  const dialogue = smtpDialogue({ implicitTls: flow.implicitTls ?? false, clientName: "[192.0.2.9]" });
  const sent: string[] = [];
  const over: { end: string | null; reply: string | undefined } = { end: null, reply: undefined };
  const handle = (event: Parameters<typeof dialogue.handle>[0]): void => {
    for (const action of dialogue.handle(event)) {
      assert.equal(over.end, null, "nothing may follow the end");
      if (action.kind === "send") {
        assert.match(text(action.bytes), /^[^\r\n]+\r\n$/u);
        sent.push(text(action.bytes).trimEnd());
      } else if (action.kind === "startTls") sent.push("<TLS>");
      else if (action.kind === "done") over.end = "done";
      else {
        over.end = `${action.error.kind} ${action.error.step}`;
        over.reply = action.error.reply;
      }
    }
  };
  handle({ kind: "connected" });
  for (const piece of plain) handle({ kind: "received", bytes: bytes(piece) });
  if (sent.includes("<TLS>") && over.end === null) {
    handle({ kind: "secured" });
    for (const piece of secured) handle({ kind: "received", bytes: bytes(piece) });
  }
  return { sent, ...over, facts: dialogue.facts };
}

/** The whole, single octets, and every cut into two. */
function* cuts(whole: string): Generator<readonly string[]> {
  yield [whole];
  yield Array.from(whole);
  for (let at = 1; at < whole.length; at++) yield [whole.slice(0, at), whole.slice(at)];
}

for (const [name, flow] of Object.entries(FLOWS)) {
  test(`flow: ${name}`, () => {
    const { sent, end, reply, greeting = null, before = [], after = [], starttls = null } = flow;
    const facts = { greeting, capabilitiesBefore: before, capabilitiesAfter: after, starttls };
    const expected = { sent, end, reply, facts };
    for (const plain of cuts(flow.plain ?? "")) assert.deepEqual(play(flow, plain, [flow.secured ?? ""]), expected);
    for (const secured of cuts(flow.secured ?? "")) assert.deepEqual(play(flow, [flow.plain ?? ""], secured), expected);
  });
}

test("nothing is said before the greeting is complete", () => {
  assert.deepEqual(play({ sent: [], end: null }, ["220-mx.test\r\n", "220-wait\r\n", "220 mx"], []).sent, []);
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
    const flow: Flow = { sent: [], end: null };
    for (const split of [(whole: string) => [whole], (whole: string) => whole.match(/.{1,1000}/gsu) ?? []]) {
      assert.equal(play(flow, split(fits), []).end, null);
      assert.equal(play(flow, split(exceeds), []).end, "limit greeting");
    }
  });
}
