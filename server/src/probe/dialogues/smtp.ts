// SMTP's way to TLS: greeting, EHLO, STARTTLS, EHLO again, QUIT (RFC 5321, RFC 3207), or all of it inside TLS (RFC 8314 §3.3).

import type { ProbeError } from "../report.js";
import {
  type Action,
  type Dialogue,
  type DialogueEvent,
  type DialogueFacts,
  MAX_REPLY_LINES,
  type Step,
} from "./dialogue.js";
import { LineReader } from "./line-reader.js";

/** One whole reply: its code and the lines as sent. */
interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/**
 * A dialogue with an SMTP server. `clientName` is the argument of EHLO: a host name or an address literal
 * (RFC 5321 §4.1.1.1). Nothing is sent before the greeting is complete, as servers test for clients that cannot wait.
 */
export function smtpDialogue(options: { readonly implicitTls: boolean; readonly clientName: string }): Dialogue {
  return new SmtpDialogue(options.implicitTls, options.clientName);
}

class SmtpDialogue implements Dialogue {
  readonly #implicitTls: boolean;
  readonly #clientName: string;
  readonly #lines = new LineReader();
  #reply: string[] = [];
  #step: Step = "greeting";
  #hello = "EHLO";
  #over = false;
  #facts: DialogueFacts = { greeting: null, capabilitiesBefore: [], capabilitiesAfter: [], starttls: null };

  constructor(implicitTls: boolean, clientName: string) {
    this.#implicitTls = implicitTls;
    this.#clientName = clientName;
  }

  get step(): Step {
    return this.#step;
  }

  get facts(): DialogueFacts {
    return this.#facts;
  }

  get complete(): boolean {
    return this.#step === "quit";
  }

  handle(event: DialogueEvent): readonly Action[] {
    if (this.#over) return [];
    switch (event.kind) {
      case "connected":
        return this.#implicitTls ? this.#startTls() : [];
      case "secured":
        if (!this.#implicitTls) return this.#sayHello("capabilities-after-tls", "EHLO");
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

  /** RFC 5321 §4.2: `250-text` goes on, `250 text` and `250` end the reply. The last line's code counts. */
  #onLine(line: string): readonly Action[] {
    this.#reply.push(line);
    const [, code, more] = /^([2-5]\d\d)(?:([ -]).*)?$/u.exec(line) ?? [];
    if (code === undefined) return [this.#fail("protocol", "The server does not speak SMTP here.", line)];
    if (this.#reply.length > MAX_REPLY_LINES) {
      return [this.#fail("limit", `The server sent a reply of more than ${MAX_REPLY_LINES} lines.`)];
    }
    if (more === "-") return [];
    const reply = { code: Number(code), lines: this.#reply };
    this.#reply = [];
    return this.#onReply(reply);
  }

  #onReply(reply: Reply): readonly Action[] {
    const positive = reply.code < 300;
    switch (this.#step) {
      case "greeting":
        this.#facts = { ...this.#facts, greeting: reply.lines.join("\n") };
        if (!positive) return this.#refused("The server does not accept this connection.", reply);
        return this.#sayHello(this.#implicitTls ? "capabilities-after-tls" : "capabilities", "EHLO");
      case "capabilities":
      case "capabilities-after-tls":
        // RFC 5321 §3.2: a server that does not know EHLO answers with a permanent failure, and the client tries HELO.
        if (reply.code >= 500 && this.#hello === "EHLO") return this.#sayHello(this.#step, "HELO");
        if (!positive) return this.#refused(`The server refuses ${this.#hello}.`, reply);
        return this.#onCapabilities(this.#hello === "EHLO" ? reply.lines.slice(1).map((line) => line.slice(4)) : []);
      case "starttls":
        return positive ? this.#startTls() : this.#refused("The server offers STARTTLS but refuses it.", reply);
      default:
        this.#over = true;
        return [{ kind: "done" }];
    }
  }

  #onCapabilities(capabilities: readonly string[]): readonly Action[] {
    if (this.#step === "capabilities-after-tls") {
      this.#facts = { ...this.#facts, capabilitiesAfter: capabilities };
      return [this.#say("quit", "QUIT")];
    }
    const offered = offers(capabilities, "STARTTLS");
    const starttls = { offered, authBeforeTls: offers(capabilities, "AUTH") };
    this.#facts = { ...this.#facts, capabilitiesBefore: capabilities, starttls };
    if (offered) return [this.#say("starttls", "STARTTLS")];
    this.#step = "starttls";
    return this.#leave("The server does not offer STARTTLS: everything sent to it travels in plain text.");
  }

  #startTls(): readonly Action[] {
    this.#step = "handshake";
    return [{ kind: "startTls" }];
  }

  #sayHello(step: Step, verb: "EHLO" | "HELO"): readonly Action[] {
    this.#hello = verb;
    return [this.#say(step, `${verb} ${this.#clientName}`)];
  }

  #say(step: Step, command: string): Action {
    this.#step = step;
    return send(command);
  }

  #refused(message: string, reply: Reply): readonly Action[] {
    return this.#leave(message, reply.lines.at(-1));
  }

  /** Gives up politely: the connection still works. */
  #leave(message: string, reply?: string): readonly Action[] {
    return [send("QUIT"), this.#fail("protocol", message, reply)];
  }

  /** Whoever can write into the connection before TLS could have replies believed as if they had come through it. */
  #notTls(): Action {
    return this.#implicitTls
      ? this.#fail("tls", "The server speaks before the TLS handshake: this port does not begin with TLS.")
      : this.#fail(
          "protocol",
          "The server sent more plain text after its answer to STARTTLS. A client that reads it after the handshake takes it for protected; a careful client ends the connection.",
        );
  }

  #fail(kind: ProbeError["kind"], message: string, reply?: string): Action {
    this.#over = true;
    return { kind: "fail", error: { kind, step: this.#step, message, ...(reply === undefined ? {} : { reply }) } };
  }
}

/** Whether an extension is listed. Keywords are case-insensitive (RFC 5321 §2.4); `AUTH=` is the form from before RFC 2554. */
function offers(capabilities: readonly string[], keyword: string): boolean {
  return capabilities.some((line) => line.split(/[ =]/u, 1)[0]?.toUpperCase() === keyword);
}

/** Commands are ASCII by construction. */
function send(command: string): Action {
  return { kind: "send", bytes: Uint8Array.from(`${command}\r\n`, (character) => character.charCodeAt(0)) };
}
