import type { ProbeError } from "../probe-error.js";
/** The steps of every mail protocol's way to TLS, as progress and errors name them; `connect` comes before any dialogue. */
export type Step = "connect" | "greeting" | "capabilities" | "starttls" | "handshake" | "capabilities-after-tls" | "quit";
/** What happened on the connection. Bytes come in whatever pieces the network makes; after `secured` they are decrypted. */
export type DialogueEvent = {
    readonly kind: "connected";
} | {
    readonly kind: "received";
    readonly bytes: Uint8Array;
} | {
    readonly kind: "secured";
};
/**
 * What the driver does next, in order, before it reads on.
 * - `startTls`: hand the connection to TLS. Bytes that arrived but were not read yet are given to the dialogue first.
 * - `done`: everything was said; close.
 * - `fail`: nothing more can be learnt here; close. `error` says why.
 */
export type Action = {
    readonly kind: "send";
    readonly bytes: Uint8Array;
} | {
    readonly kind: "startTls";
} | {
    readonly kind: "done";
} | {
    readonly kind: "fail";
    readonly error: ProbeError;
};
/** The ways to log in that a server announces at one point of the conversation. */
export interface LoginOffer {
    /** SASL mechanisms in capitals, in the server's order. */
    readonly mechanisms: readonly string[];
    /** The command that takes a password as it is and is open here: IMAP's LOGIN, POP3's USER. Null where there is none. */
    readonly command: string | null;
}
/** What the server said so far. Its words are printable ASCII only: see `LineReader`. */
export interface DialogueFacts {
    /** As sent, lines joined by "\n". */
    readonly greeting: string | null;
    readonly capabilitiesBefore: readonly string[];
    readonly capabilitiesAfter: readonly string[];
    /** Null until it is known whether the server offers STARTTLS, and where TLS comes first. */
    readonly starttls: {
        readonly offered: boolean;
    } | null;
    /** Null where the server did not tell. */
    readonly loginBefore: LoginOffer | null;
    readonly loginAfter: LoginOffer | null;
    /** The server sent plain text after its answer to STARTTLS, which careless clients read as if TLS protected it. */
    readonly plaintextAfterStarttls: boolean;
    /** With `inject`: whether the command sent ahead of TLS was answered inside it. Null until that is known. */
    readonly injected: boolean | null;
}
export interface DialogueOptions {
    readonly implicitTls: boolean;
    /** How the client introduces itself where the protocol asks for it: a host name or address literal (RFC 5321 §4.1.1.1). */
    readonly clientName: string;
    /**
     * The shortest way to TLS that the protocol allows, and straight out again: for hosts that are known to offer STARTTLS.
     * Capabilities are not asked for where STARTTLS can do without.
     */
    readonly brief?: boolean;
    /**
     * Sends a harmless command in the same segment as STARTTLS, and after TLS nothing but the farewell: a server that takes
     * the command for protected answers it first (CVE-2011-0411). The conversation is complete when that is known. Servers that
     * keep the two apart drop the command (Postfix), or take it for the beginning of TLS, so that the handshake fails (Dovecot).
     */
    readonly inject?: boolean;
}
/** One conversation. After `done` or `fail` it gives no more actions. */
export interface Dialogue {
    readonly step: Step;
    readonly facts: DialogueFacts;
    /** All is learnt and only farewell is left: how the connection ends no longer matters. */
    readonly complete: boolean;
    handle(event: DialogueEvent): readonly Action[];
}
/** What a URL scheme stands for. */
export interface Scheme {
    /** Null where none is registered. */
    readonly port: number | null;
    readonly transport: "starttls" | "implicit";
}
/** One protocol: what a file of this folder exports as `dialogue`. */
export interface ProtocolDialogue {
    /** URL schemes with their registered ports (IANA service names; RFC 8314 §3 for the implicit ones). */
    readonly schemes: Readonly<Record<string, Scheme>>;
    start(options: DialogueOptions): Dialogue;
}
/**
 * Longest line accepted, in octets with its end. RFC 5321 §4.5.3.1.5 allows 512 for an SMTP reply, but servers with many
 * mechanisms send more; 4096 is eight times that.
 */
export declare const MAX_LINE = 4096;
/** Most lines in one reply. Long banners and capability lists have a few dozen. */
export declare const MAX_REPLY_LINES = 256;
/** Most octets in one conversation, TLS not counted. Real ones take about 2 KiB. */
export declare const MAX_CONVERSATION = 65536;
