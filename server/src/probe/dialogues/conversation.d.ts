import type { ProbeError } from "../probe-error.js";
import { type Dialogue, type DialogueOptions, type LoginOffer } from "./dialogue.js";
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
export declare function converse(language: Language, options: DialogueOptions): Dialogue;
