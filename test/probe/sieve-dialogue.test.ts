// ManageSieve's dialogue: what it says and learns in recorded conversations.

import { dialogue } from "../../server/src/probe/dialogues/sieve.js";
import { testFlows } from "../support/dialogue-flows.js";

const LIST = ['"IMPLEMENTATION" "Dovecot"', '"SASL" ""', '"STARTTLS"', 'OK "ready"'];
const GREETING = LIST.join("\n");
const PLAIN = LIST.map((line) => `${line}\r\n`).join("");
const BEFORE = ["IMPLEMENTATION Dovecot", "SASL ", "STARTTLS"];
const INSIDE = '"IMPLEMENTATION" "Dovecot"\r\n"SASL" "PLAIN LOGIN"\r\nOK "TLS"\r\n';
const AFTER = ["IMPLEMENTATION Dovecot", "SASL PLAIN LOGIN"];
const LOGIN = { mechanisms: ["PLAIN", "LOGIN"], command: null };
const INJECT = ['STARTTLS\r\nNOOP "mailtls"', "<TLS>", "LOGOUT"];

testFlows(dialogue, {
  "the list comes unasked, and once more when asked for": {
    plain: `${PLAIN}OK "go"\r\n`,
    secured: `${INSIDE}${INSIDE}`,
    sent: ["STARTTLS", "<TLS>", "CAPABILITY", "LOGOUT"],
    end: "done",
    greeting: GREETING,
    before: BEFORE,
    after: AFTER,
    offered: true,
    loginAfter: LOGIN,
  },
  "an older server, which lists only when asked": {
    plain: `${PLAIN}OK "go"\r\n`,
    secured: `${INSIDE}OK "bye"\r\n`,
    sent: ["STARTTLS", "<TLS>", "CAPABILITY", "LOGOUT"],
    end: "done",
    greeting: GREETING,
    before: BEFORE,
    after: AFTER,
    offered: true,
    loginAfter: LOGIN,
  },
  "implicit TLS": {
    options: { implicitTls: true },
    secured: `${INSIDE}OK\r\n`,
    sent: ["<TLS>", "LOGOUT"],
    end: "done",
    greeting: INSIDE.trimEnd().replaceAll("\r\n", "\n"),
    after: AFTER,
    loginAfter: LOGIN,
  },
  "login before TLS; literals, escapes and odd octets in strings": {
    plain: `"IMPLEMENTATION" {13}\r\nOK "x"\r\nNO\\\x1b[\r\n"sasl" "plain"\r\n"X" "a \\"b\\\\"\r\n"StartTLS"\r\nok (WARNINGS) {2}\r\nhi\r\n`,
    sent: ["STARTTLS"],
    end: null,
    greeting:
      String.raw`"IMPLEMENTATION" "OK \"x\"\x0d\x0aNO\\\x1b["` +
      '\n"sasl" "plain"\n' +
      String.raw`"X" "a \"b\\"` +
      '\n"StartTLS"\nok (WARNINGS) "hi"',
    before: [
      String.raw`IMPLEMENTATION OK "x"\x0d\x0aNO\\x1b[`,
      "sasl plain",
      String.raw`X a "b\ `.trimEnd(),
      "StartTLS",
    ],
    offered: true,
    loginBefore: { mechanisms: ["PLAIN"], command: null },
  },
  "a greeting without a list": {
    plain: `OK "hi"\r\n${PLAIN}`,
    sent: ["CAPABILITY", "STARTTLS"],
    end: null,
    greeting: 'OK "hi"',
    before: BEFORE,
    offered: true,
  },
  "no STARTTLS": {
    plain: '"SASL" "SCRAM-SHA-1"\r\nOK\r\n',
    sent: ["LOGOUT"],
    end: "protocol starttls",
    greeting: '"SASL" "SCRAM-SHA-1"\nOK',
    before: ["SASL SCRAM-SHA-1"],
    offered: false,
    loginBefore: { mechanisms: ["SCRAM-SHA-1"], command: null },
  },
  "turned away": {
    plain: 'BYE "Too many connections"\r\n',
    sent: ["LOGOUT"],
    end: "protocol greeting busy",
    reply: 'BYE "Too many connections"',
    greeting: 'BYE "Too many connections"',
  },
  "sent elsewhere": {
    plain: 'BYE (REFERRAL "sieve://b.test") "go"\r\n',
    sent: ["LOGOUT"],
    end: "protocol greeting",
    reply: 'BYE (REFERRAL "sieve://b.test") "go"',
    greeting: 'BYE (REFERRAL "sieve://b.test") "go"',
  },
  "STARTTLS refused for now": {
    plain: `${PLAIN}NO (TRYLATER) "later"\r\n`,
    sent: ["STARTTLS", "LOGOUT"],
    end: "protocol starttls later",
    reply: 'NO (TRYLATER) "later"',
    greeting: GREETING,
    before: BEFORE,
    offered: true,
  },
  "plain text after the answer to STARTTLS": {
    plain: `${PLAIN}OK "go"\r\n${INSIDE}`,
    sent: ["STARTTLS", "<TLS>"],
    end: "protocol handshake",
    greeting: GREETING,
    before: BEFORE,
    offered: true,
    plaintextAfterStarttls: true,
  },
  "brief: the list is in the greeting, nothing is asked for": {
    options: { brief: true },
    plain: `${PLAIN}OK "go"\r\n`,
    secured: INSIDE,
    sent: ["STARTTLS", "<TLS>", "LOGOUT"],
    end: "done",
    greeting: GREETING,
    offered: true,
  },
  "injection: only the farewell is answered": {
    options: { brief: true, inject: true },
    plain: `${PLAIN}OK "go"\r\n`,
    secured: `${INSIDE}OK "bye"\r\n`,
    sent: INJECT,
    end: "done",
    greeting: GREETING,
    offered: true,
    injected: false,
  },
  "injection: the command is answered inside TLS, with its tag": {
    options: { brief: true, inject: true },
    plain: `${PLAIN}OK "go"\r\n`,
    secured: `${INSIDE}OK (TAG {7}\r\nmailtls) "done"\r\nOK "bye"\r\n`,
    sent: INJECT,
    end: "done",
    greeting: GREETING,
    offered: true,
    injected: true,
  },
  "injection: the command is refused inside TLS": {
    options: { brief: true, inject: true },
    plain: `${PLAIN}OK "go"\r\n`,
    secured: `${INSIDE}NO "what?"\r\n`,
    sent: INJECT,
    end: "done",
    greeting: GREETING,
    offered: true,
    injected: true,
  },
  "another protocol": { plain: "220 mx\r\n", sent: [], end: "protocol greeting", reply: "220 mx" },
});
