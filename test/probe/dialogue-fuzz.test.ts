// Whatever a server says, in whatever pieces: a dialogue never throws, says nothing after the end, shows only printable text, and waits its turn.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DIALOGUES } from "../../server/src/probe/dialogues/registry.generated.js";
import type { Protocol } from "../../server/src/probe/target.js";
import { play } from "../support/dialogue-flows.js";
import { random } from "../support/random.js";

/** What the protocols are made of, and what they are not. */
const PIECES = [
  "220 x\r\n",
  "220-x\r\n",
  "250-STARTTLS\r\n",
  "250 AUTH PLAIN\r\n",
  "421 x\r\n",
  "* OK [CAPABILITY STARTTLS] x\r\n",
  "* CAPABILITY STARTTLS {4}\r\n",
  "* BYE\r\n",
  "a1 OK\r\n",
  "a2 NO\r\n",
  "+OK x\r\n",
  "-ERR\r\n",
  "STLS\r\n",
  ".\r\n",
  '"STARTTLS"\r\n',
  'OK "x"\r\n',
  "OK {99999}\r\n",
  '"SASL" {3}\r\n',
  "NO (TRYLATER)\r\n",
  "{1}\r\n",
  "\n",
  "\u0000\u001b[2J",
  "\u0085\u00ff",
  "x".repeat(5000),
];
const ROUNDS = 2000;

for (const protocol of Object.keys(DIALOGUES) as Protocol[]) {
  test(`${protocol}: ${ROUNDS} servers of random words`, () => {
    const next = random(protocol.length);
    const upTo = (count: number): number => Math.floor(next() * count);
    const words = (): readonly string[] =>
      Array.from({ length: upTo(12) }, () => {
        const piece = PIECES[upTo(PIECES.length)] ?? "";
        return next() < 0.1 ? piece.slice(0, upTo(piece.length)) : piece;
      });
    for (let round = 0; round < ROUNDS; round++) {
      const options = { implicitTls: next() < 0.2, brief: next() < 0.3, inject: next() < 0.3 };
      const [plain, secured] = [words(), words()];
      const { sent, reply = "", facts } = play(DIALOGUES[protocol], options, plain, secured);
      const { greeting, capabilitiesBefore, capabilitiesAfter, loginBefore, loginAfter } = facts;
      const mechanisms = [loginBefore, loginAfter].flatMap((login) => login?.mechanisms ?? []);
      const shown = [reply, greeting ?? "", ...capabilitiesBefore, ...capabilitiesAfter, ...mechanisms];
      for (const text of shown) assert.match(text, /^[ -~\n]*$/u);
      if (plain.length === 0 && !options.implicitTls) assert.deepEqual(sent, []);
    }
  });
}
