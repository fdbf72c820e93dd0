// Plays recorded conversations to a dialogue, their bytes cut at every position: the cut must not matter.

import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  DialogueEvent,
  DialogueFacts,
  DialogueOptions,
  LoginOffer,
  ProtocolDialogue,
} from "../../server/src/probe/dialogues/dialogue.js";

/** What a server says before and after TLS, and what is to come of it. */
export interface Flow {
  readonly options?: Partial<DialogueOptions>;
  readonly plain?: string;
  readonly secured?: string;
  /** The commands sent, one entry per segment, with `<TLS>` where the handshake begins. */
  readonly sent: readonly string[];
  /** `done`, the error as `kind step` with `temporary` behind it, or null while the dialogue waits for more. */
  readonly end: string | null;
  readonly reply?: string;
  /** The facts learnt. Where capabilities were listed, no login is expected in them unless given. */
  readonly greeting?: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly offered?: boolean;
  readonly loginBefore?: LoginOffer;
  readonly loginAfter?: LoginOffer;
  readonly plaintextAfterStarttls?: boolean;
  readonly injected?: boolean;
}

export const CLIENT = "[192.0.2.9]";

const NO_LOGIN: LoginOffer = { mechanisms: [], command: null };

function facts(flow: Flow): DialogueFacts {
  const { before, after, offered } = flow;
  return {
    greeting: flow.greeting ?? null,
    capabilitiesBefore: before ?? [],
    capabilitiesAfter: after ?? [],
    starttls: offered === undefined ? null : { offered },
    loginBefore: flow.loginBefore ?? (before === undefined ? null : NO_LOGIN),
    loginAfter: flow.loginAfter ?? (after === undefined ? null : NO_LOGIN),
    plaintextAfterStarttls: flow.plaintextAfterStarttls ?? false,
    injected: flow.injected ?? null,
  };
}

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const text = (octets: Uint8Array): string => String.fromCharCode(...octets);

/** Runs a conversation in the given pieces. Bytes after TLS are held back until the dialogue has asked for it. */
export function play(
  protocol: ProtocolDialogue,
  options: Partial<DialogueOptions>,
  plain: readonly string[],
  secured: readonly string[] = [],
) {
  const dialogue = protocol.start({ implicitTls: false, clientName: CLIENT, ...options });
  const sent: string[] = [];
  const over: { end: string | null; reply: string | undefined } = { end: null, reply: undefined };
  const handle = (event: DialogueEvent): void => {
    for (const action of dialogue.handle(event)) {
      assert.equal(over.end, null, "nothing may follow the end");
      if (action.kind === "send") {
        assert.match(text(action.bytes), /^(?:[ -~]+\r\n)+$/u);
        sent.push(text(action.bytes).trimEnd());
      } else if (action.kind === "startTls") sent.push("<TLS>");
      else if (action.kind === "done") over.end = "done";
      else {
        const { kind, step, temporary, reply } = action.error;
        over.end = [kind, step, temporary ?? ""].join(" ").trimEnd();
        over.reply = reply;
      }
    }
  };
  handle({ kind: "connected" });
  for (const piece of plain) handle({ kind: "received", bytes: bytes(piece) });
  if (sent.includes("<TLS>") && over.end === null) {
    handle({ kind: "secured" });
    for (const piece of secured) handle({ kind: "received", bytes: bytes(piece) });
  }
  return { sent, ...over, facts: dialogue.facts, complete: dialogue.complete };
}

/** The whole, single octets, and every cut into two. */
function* cuts(whole: string): Generator<readonly string[]> {
  yield [whole];
  yield Array.from(whole);
  for (let at = 1; at < whole.length; at++) yield [whole.slice(0, at), whole.slice(at)];
}

/** One test for each flow. */
export function testFlows(protocol: ProtocolDialogue, flows: Readonly<Record<string, Flow>>): void {
  for (const [name, flow] of Object.entries(flows)) {
    test(`flow: ${name}`, () => {
      const { options = {}, plain = "", secured = "", sent, end, reply } = flow;
      const expected = { sent, end, reply, facts: facts(flow) };
      const check = (before: readonly string[], after: readonly string[]): void => {
        const { complete, ...played } = play(protocol, options, before, after);
        assert.deepEqual(played, expected);
        if (end !== null) assert.equal(complete, end === "done");
      };
      for (const pieces of cuts(plain)) check(pieces, [secured]);
      for (const pieces of cuts(secured)) check([plain], pieces);
    });
  }
}
