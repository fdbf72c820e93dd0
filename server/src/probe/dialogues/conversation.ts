// The way to TLS that all mail protocols share: greeting, capabilities, STARTTLS, capabilities again, farewell. The words for it
// are each protocol's own.

import type { ProbeError } from "../probe-error.js";
import {
  type Action,
  type Dialogue,
  type DialogueEvent,
  type DialogueFacts,
  type DialogueOptions,
  type LoginOffer,
  MAX_REPLY_LINES,
  type Step,
} from "./dialogue.js";
import { LineReader } from "./line-reader.js";

/** One whole reply. */
export interface Reply {
  /** Whether the server agrees. A refusal for now says so. */
  readonly verdict: "yes" | "no" | NonNullable<ProbeError["temporary"]>;
  /** The capabilities listed in it; null where it is no such list. */
  readonly capabilities: readonly string[] | null;
  /** Whether it can only be the answer to the farewell, or only that to another command. Absent: to none. */
  readonly farewell?: boolean;
  /** The session has begun logged in, where STARTTLS has no place any more. */
  readonly loggedIn?: boolean;
}

/** What a line is read as the answer to. */
export interface Awaited {
  /** The last command, without its number; null for the greeting. */
  readonly command: string | null;
  /** How many commands were sent up to that one. */
  readonly number: number;
}

/** The words of one protocol. */
export interface Language {
  /** As messages name it. */
  readonly name: string;
  /** The commands that ask for capabilities, each for servers that do not know the one before. */
  readonly ask: readonly [string, ...string[]];
  readonly starttls: string;
  /** Changes nothing, and its answer differs from that to the farewell. */
  readonly harmless: string;
  readonly quit: string;
  /** STARTTLS may be the first command. */
  readonly startsAtOnce: boolean;
  /** Servers may offer STARTTLS that cannot list what they offer. */
  readonly listless: boolean;
  /** A command as sent, without its end; as it is where this is absent. */
  number?(command: string, number: number): string;
  /** See `LineReader`. */
  literal?(line: string): boolean;
  /** The reply that ends with the last of `lines`; `more` where it goes on, `foreign` where this is another protocol. */
  read(lines: readonly string[], awaited: Awaited): Reply | "more" | "foreign";
  offersStarttls(capabilities: readonly string[]): boolean;
  login(capabilities: readonly string[]): LoginOffer;
}

/** A conversation in `language`. Nothing is sent before the greeting is complete: servers test for clients that cannot wait. */
export function converse(language: Language, options: DialogueOptions): Dialogue {
  return new Conversation(language, options);
}

class Conversation implements Dialogue {
  readonly #language: Language;
  readonly #options: DialogueOptions;
  readonly #lines: LineReader;
  #reply: string[] = [];
  #step: Step = "greeting";
  #command: string | null = null;
  /** Commands sent, and the number of the one whose answer is awaited: with `inject` another one follows it. */
  #sent = 0;
  #number = 0;
  #over = false;
  #facts: DialogueFacts = {
    greeting: null,
    capabilitiesBefore: [],
    capabilitiesAfter: [],
    starttls: null,
    loginBefore: null,
    loginAfter: null,
    plaintextAfterStarttls: false,
    injected: null,
  };

  constructor(language: Language, options: DialogueOptions) {
    this.#language = language;
    this.#options = options;
    this.#lines = new LineReader((line) => language.literal?.(line) ?? false);
  }

  get step(): Step {
    return this.#step;
  }

  get facts(): DialogueFacts {
    return this.#facts;
  }

  get complete(): boolean {
    return this.#step === "quit" && (!this.#injects || this.#facts.injected !== null);
  }

  get #injects(): boolean {
    return this.#options.inject === true && !this.#options.implicitTls;
  }

  handle(event: DialogueEvent): readonly Action[] {
    if (this.#over) return [];
    switch (event.kind) {
      case "connected":
        return this.#options.implicitTls ? this.#startTls() : [];
      case "secured":
        if (!this.#options.implicitTls) return this.#afterTls();
        this.#step = "greeting";
        return [];
      case "received":
        return this.#receive(event.bytes);
    }
  }

  #receive(bytes: Uint8Array): readonly Action[] {
    this.#lines.push(bytes);
    const actions: Action[] = [];
    while (!this.#over) {
      if (this.#step === "handshake") {
        if (this.#lines.pending > 0) actions.push(this.#notTls());
        break;
      }
      const line = this.#lines.next();
      if (line === null) {
        if (this.#lines.exceeded !== null) actions.push(this.#fail("limit", this.#lines.exceeded));
        break;
      }
      actions.push(...this.#onLine(line));
    }
    return actions;
  }

  #onLine(line: string): readonly Action[] {
    this.#reply.push(line);
    const read = this.#language.read(this.#reply, { command: this.#command, number: this.#number });
    if (read === "foreign") {
      return [this.#fail("protocol", `The server does not speak ${this.#language.name} here.`, { reply: line })];
    }
    if (this.#reply.length > MAX_REPLY_LINES) {
      return [this.#fail("limit", `The server sent a reply of more than ${MAX_REPLY_LINES} lines.`)];
    }
    if (read === "more") return [];
    const lines = this.#reply;
    this.#reply = [];
    return this.#onReply(read, lines);
  }

  #onReply(reply: Reply, lines: readonly string[]): readonly Action[] {
    const refused = (message: string): readonly Action[] => this.#refused(message, reply, lines);
    const { starttls, ask, listless } = this.#language;
    const yes = reply.verdict === "yes";
    switch (this.#step) {
      case "greeting":
        this.#facts = { ...this.#facts, greeting: lines.join("\n") };
        if (!yes) return refused("The server does not accept this connection.");
        if (reply.loggedIn && !this.#options.implicitTls) {
          return refused(`The server greets as if logged in already, so that ${starttls} is not possible any more.`);
        }
        return this.#onGreeting(reply);
      case "capabilities":
      case "capabilities-after-tls": {
        if (yes) return this.#onCapabilities(reply.capabilities ?? []);
        const next = ask[ask.indexOf(this.#command ?? "") + 1];
        if (reply.verdict === "no" && next !== undefined) return [this.#say(this.#step, next)];
        if (reply.verdict !== "no" || !listless) return refused(`The server refuses ${this.#verb}.`);
        return this.#step === "capabilities" ? [this.#sayStartTls()] : [this.#sayQuit()];
      }
      case "starttls":
        if (yes) {
          this.#facts = { ...this.#facts, starttls: { offered: true } };
          return this.#startTls();
        }
        if (this.#facts.starttls !== null) return refused(`The server offers ${starttls} but refuses it.`);
        return refused(`The server refuses ${starttls}.`);
      default:
        return this.#onFarewell(reply);
    }
  }

  #onGreeting(reply: Reply): readonly Action[] {
    if (this.#options.implicitTls) {
      this.#step = "capabilities-after-tls";
      if (this.#options.brief) return [this.#sayQuit()];
    } else {
      this.#step = "capabilities";
      if (this.#options.brief && this.#language.startsAtOnce) return [this.#sayStartTls()];
    }
    return reply.capabilities === null ? this.#ask() : this.#onCapabilities(reply.capabilities);
  }

  #onCapabilities(capabilities: readonly string[]): readonly Action[] {
    const login = this.#language.login(capabilities);
    if (this.#step === "capabilities-after-tls") {
      this.#facts = { ...this.#facts, capabilitiesAfter: capabilities, loginAfter: login };
      return [this.#sayQuit()];
    }
    const offered = this.#language.offersStarttls(capabilities);
    this.#facts = { ...this.#facts, capabilitiesBefore: capabilities, loginBefore: login, starttls: { offered } };
    if (offered) return [this.#sayStartTls()];
    this.#step = "starttls";
    const message = `The server does not offer ${this.#language.starttls}: everything sent to it travels in plain text.`;
    return this.#leave(message);
  }

  #afterTls(): readonly Action[] {
    this.#step = "capabilities-after-tls";
    return this.#injects || this.#options.brief ? [this.#sayQuit()] : this.#ask();
  }

  #onFarewell({ farewell }: Reply): readonly Action[] {
    if (this.#injects) {
      if (farewell === undefined) return [];
      this.#facts = { ...this.#facts, injected: !farewell };
    }
    this.#over = true;
    return [{ kind: "done" }];
  }

  #startTls(): readonly Action[] {
    this.#step = "handshake";
    return [{ kind: "startTls" }];
  }

  get #verb(): string {
    return this.#command?.split(" ", 1)[0] ?? "";
  }

  #ask(): readonly Action[] {
    return [this.#say(this.#step, this.#language.ask[0])];
  }

  #sayStartTls(): Action {
    const { starttls, harmless } = this.#language;
    return this.#say("starttls", starttls, ...(this.#injects ? [harmless] : []));
  }

  #sayQuit(): Action {
    return this.#say("quit", this.#language.quit);
  }

  /** Sends a command, and `more` in the same segment. */
  #say(step: Step, command: string, ...more: readonly string[]): Action {
    this.#step = step;
    this.#command = command;
    this.#number = this.#sent + 1;
    this.#sent += 1 + more.length;
    const text = [command, ...more]
      .map((words, index) => `${this.#language.number?.(words, this.#number + index) ?? words}\r\n`)
      .join("");
    // Commands are ASCII by construction.
    return { kind: "send", bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
  }

  #refused(message: string, { verdict }: Reply, lines: readonly string[]): readonly Action[] {
    const last = lines.at(-1);
    return this.#leave(message, {
      ...(last === undefined ? {} : { reply: last }),
      ...(verdict === "busy" || verdict === "later" ? { temporary: verdict } : {}),
    });
  }

  /** Gives up politely: the connection still works. */
  #leave(message: string, because: Pick<ProbeError, "reply" | "temporary"> = {}): readonly Action[] {
    const step = this.#step;
    const quit = this.#sayQuit();
    this.#step = step;
    return [quit, this.#fail("protocol", message, because)];
  }

  /** Whoever can write into the connection before TLS could have replies believed as if they had come through it. */
  #notTls(): Action {
    if (this.#options.implicitTls) {
      return this.#fail("tls", "The server speaks before the TLS handshake: this port does not begin with TLS.");
    }
    this.#facts = { ...this.#facts, plaintextAfterStarttls: true };
    return this.#fail(
      "protocol",
      `The server sent more plain text after its answer to ${this.#language.starttls}. A client that reads it after the handshake takes it for protected; a careful client ends the connection.`,
    );
  }

  #fail(kind: ProbeError["kind"], message: string, because: Pick<ProbeError, "reply" | "temporary"> = {}): Action {
    this.#over = true;
    return { kind: "fail", error: { kind, step: this.#step, message, ...because } };
  }
}
