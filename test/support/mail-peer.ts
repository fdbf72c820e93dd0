// A mail server made of data: its words come from the double, its TLS from whoever calls.

import type { Protocol } from "../../server/src/probe/target.js";
import { WORDS } from "./mail-double.js";
import type { Peer, PeerAction } from "./simulated-network.js";

export interface MailPeerOptions {
  readonly protocol: Protocol;
  readonly implicitTls?: boolean;
  /** Answers whatever comes in place of the platform's TLS. */
  readonly tls: Peer;
  /** Has the last word on what is said in plain text. */
  readonly spoil?: (reply: string) => Iterable<PeerAction>;
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

export function mailPeer({
  protocol,
  implicitTls = false,
  tls,
  spoil = (reply) => [bytes(reply)],
}: MailPeerOptions): Peer {
  const words = WORDS[protocol];
  let stage = "new" as "new" | "plain" | "tls" | "secure";
  let handshake = false;

  const reply = (line: string): string => {
    const [, tag = "", command = ""] = (protocol === "imap" ? /^(\S+) (.*)$/u : /^()(.*)$/u).exec(line) ?? [];
    const say = (text: string): string => text.replaceAll("%", tag);
    if (words.ask.test(command)) return say(words.capabilities(stage === "secure"));
    if (words.quit.test(command)) return say(words.bye);
    if (command !== words.starttls || stage !== "plain") return say(words.other);
    stage = "tls";
    return say(words.ready);
  };

  const starting = (): boolean => stage === "tls";

  return function* (received) {
    if (received === null && stage === "new") {
      stage = implicitTls ? "tls" : "plain";
      if (!implicitTls) yield* spoil(words.greeting(false));
    } else if (received === null) {
      stage = "secure";
      if (implicitTls) yield* spoil(words.greeting(true));
      else if (words.lists === true) yield* spoil(words.capabilities(true));
    } else if (stage === "tls") {
      if (!handshake) yield* tls(null);
      handshake = true;
      yield* tls(received);
    } else {
      for (const line of Buffer.from(received).toString("latin1").split("\r\n").filter(Boolean)) {
        // What comes in the clear behind STARTTLS is dropped.
        if (!starting()) yield* spoil(reply(line));
      }
    }
  };
}
