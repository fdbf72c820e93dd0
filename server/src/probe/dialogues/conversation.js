// The way to TLS that all mail protocols share: greeting, capabilities, STARTTLS, capabilities again, farewell. The words for it
// are each protocol's own.
import { MAX_REPLY_LINES, } from "./dialogue.js";
import { LineReader } from "./line-reader.js";
/** A conversation in `language`. Nothing is sent before the greeting is complete: servers test for clients that cannot wait. */
export function converse(language, options) {
    return new Conversation(language, options);
}
class Conversation {
    #language;
    #options;
    #lines;
    #reply = [];
    #step = "greeting";
    #command = null;
    /** Commands sent, and the number of the one whose answer is awaited: with `inject` another one follows it. */
    #sent = 0;
    #number = 0;
    #over = false;
    #facts = {
        greeting: null,
        capabilitiesBefore: [],
        capabilitiesAfter: [],
        starttls: null,
        loginBefore: null,
        loginAfter: null,
        plaintextAfterStarttls: false,
        injected: null,
    };
    constructor(language, options) {
        this.#language = language;
        this.#options = options;
        this.#lines = new LineReader((line) => language.literal?.(line) ?? false);
    }
    get step() {
        return this.#step;
    }
    get facts() {
        return this.#facts;
    }
    get complete() {
        return this.#step === "quit" && (!this.#injects || this.#facts.injected !== null);
    }
    get #injects() {
        return this.#options.inject === true && !this.#options.implicitTls;
    }
    handle(event) {
        if (this.#over)
            return [];
        switch (event.kind) {
            case "connected":
                return this.#options.implicitTls ? this.#startTls() : [];
            case "secured":
                if (!this.#options.implicitTls)
                    return this.#afterTls();
                this.#step = "greeting";
                return [];
            case "received":
                return this.#receive(event.bytes);
        }
    }
    #receive(bytes) {
        this.#lines.push(bytes);
        const actions = [];
        while (!this.#over) {
            if (this.#step === "handshake") {
                if (this.#lines.pending > 0)
                    actions.push(this.#notTls());
                break;
            }
            const line = this.#lines.next();
            if (line === null) {
                if (this.#lines.exceeded !== null)
                    actions.push(this.#fail("limit", this.#lines.exceeded));
                break;
            }
            actions.push(...this.#onLine(line));
        }
        return actions;
    }
    #onLine(line) {
        this.#reply.push(line);
        const read = this.#language.read(this.#reply, { command: this.#command, number: this.#number });
        if (read === "foreign") {
            return [this.#fail("protocol", `The server does not speak ${this.#language.name} here.`, { reply: line })];
        }
        if (this.#reply.length > MAX_REPLY_LINES) {
            return [this.#fail("limit", `The server sent a reply of more than ${MAX_REPLY_LINES} lines.`)];
        }
        if (read === "more")
            return [];
        const lines = this.#reply;
        this.#reply = [];
        return this.#onReply(read, lines);
    }
    #onReply(reply, lines) {
        const refused = (message) => this.#refused(message, reply, lines);
        const { starttls, ask, listless } = this.#language;
        const yes = reply.verdict === "yes";
        switch (this.#step) {
            case "greeting":
                this.#facts = { ...this.#facts, greeting: lines.join("\n") };
                if (!yes)
                    return refused("The server does not accept this connection.");
                if (reply.loggedIn && !this.#options.implicitTls) {
                    return refused(`The server greets as if logged in already, so that ${starttls} is not possible any more.`);
                }
                return this.#onGreeting(reply);
            case "capabilities":
            case "capabilities-after-tls": {
                if (yes)
                    return this.#onCapabilities(reply.capabilities ?? []);
                const next = ask[ask.indexOf(this.#command ?? "") + 1];
                if (reply.verdict === "no" && next !== undefined)
                    return [this.#say(this.#step, next)];
                if (reply.verdict !== "no" || !listless)
                    return refused(`The server refuses ${this.#verb}.`);
                return this.#step === "capabilities" ? [this.#sayStartTls()] : [this.#sayQuit()];
            }
            case "starttls":
                if (yes) {
                    this.#facts = { ...this.#facts, starttls: { offered: true } };
                    return this.#startTls();
                }
                if (this.#facts.starttls !== null)
                    return refused(`The server offers ${starttls} but refuses it.`);
                return refused(`The server refuses ${starttls}.`);
            default:
                return this.#onFarewell(reply);
        }
    }
    #onGreeting(reply) {
        if (this.#options.implicitTls) {
            this.#step = "capabilities-after-tls";
            if (this.#options.brief)
                return [this.#sayQuit()];
        }
        else {
            this.#step = "capabilities";
            if (this.#options.brief && this.#language.startsAtOnce)
                return [this.#sayStartTls()];
        }
        return reply.capabilities === null ? this.#ask() : this.#onCapabilities(reply.capabilities);
    }
    #onCapabilities(capabilities) {
        const login = this.#language.login(capabilities);
        if (this.#step === "capabilities-after-tls") {
            this.#facts = { ...this.#facts, capabilitiesAfter: capabilities, loginAfter: login };
            return [this.#sayQuit()];
        }
        const offered = this.#language.offersStarttls(capabilities);
        this.#facts = { ...this.#facts, capabilitiesBefore: capabilities, loginBefore: login, starttls: { offered } };
        if (offered)
            return [this.#sayStartTls()];
        this.#step = "starttls";
        const message = `The server does not offer ${this.#language.starttls}: everything sent to it travels in plain text.`;
        return this.#leave(message);
    }
    #afterTls() {
        this.#step = "capabilities-after-tls";
        return this.#injects || this.#options.brief ? [this.#sayQuit()] : this.#ask();
    }
    #onFarewell({ farewell }) {
        if (this.#injects) {
            if (farewell === undefined)
                return [];
            this.#facts = { ...this.#facts, injected: !farewell };
        }
        this.#over = true;
        return [{ kind: "done" }];
    }
    #startTls() {
        this.#step = "handshake";
        return [{ kind: "startTls" }];
    }
    get #verb() {
        return this.#command?.split(" ", 1)[0] ?? "";
    }
    #ask() {
        return [this.#say(this.#step, this.#language.ask[0])];
    }
    #sayStartTls() {
        const { starttls, harmless } = this.#language;
        return this.#say("starttls", starttls, ...(this.#injects ? [harmless] : []));
    }
    #sayQuit() {
        return this.#say("quit", this.#language.quit);
    }
    /** Sends a command, and `more` in the same segment. */
    #say(step, command, ...more) {
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
    #refused(message, { verdict }, lines) {
        const last = lines.at(-1);
        return this.#leave(message, {
            ...(last === undefined ? {} : { reply: last }),
            ...(verdict === "busy" || verdict === "later" ? { temporary: verdict } : {}),
        });
    }
    /** Gives up politely: the connection still works. */
    #leave(message, because = {}) {
        const step = this.#step;
        const quit = this.#sayQuit();
        this.#step = step;
        return [quit, this.#fail("protocol", message, because)];
    }
    /** Whoever can write into the connection before TLS could have replies believed as if they had come through it. */
    #notTls() {
        if (this.#options.implicitTls) {
            return this.#fail("tls", "The server speaks before the TLS handshake: this port does not begin with TLS.");
        }
        this.#facts = { ...this.#facts, plaintextAfterStarttls: true };
        return this.#fail("protocol", `The server sent more plain text after its answer to ${this.#language.starttls}. A client that reads it after the handshake takes it for protected; a careful client ends the connection.`);
    }
    #fail(kind, message, because = {}) {
        this.#over = true;
        return { kind: "fail", error: { kind, step: this.#step, message, ...because } };
    }
}
//# sourceMappingURL=conversation.js.map