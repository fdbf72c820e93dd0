// The contract of a dialogue: a state machine that turns what a server says into what to do next. It never waits, reads or writes.

import type { ProbeError } from "../report.js";

/** The steps of every mail protocol's way to TLS, as progress and errors name them; `connect` comes before any dialogue. */
export type Step =
  "connect" | "greeting" | "capabilities" | "starttls" | "handshake" | "capabilities-after-tls" | "quit";

/** What happened on the connection. Bytes come in whatever pieces the network makes; after `secured` they are decrypted. */
export type DialogueEvent =
  | { readonly kind: "connected" }
  | { readonly kind: "received"; readonly bytes: Uint8Array }
  | { readonly kind: "secured" };

/**
 * What the driver does next, in order, before it reads on.
 * - `startTls`: hand the connection to TLS. Bytes that arrived but were not read yet are given to the dialogue first.
 * - `done`: everything was said; close.
 * - `fail`: nothing more can be learnt here; close. `error` says why.
 */
export type Action =
  | { readonly kind: "send"; readonly bytes: Uint8Array }
  | { readonly kind: "startTls" }
  | { readonly kind: "done" }
  | { readonly kind: "fail"; readonly error: ProbeError };

/** What the server said so far. Its words are printable ASCII only: see `LineReader`. */
export interface DialogueFacts {
  /** As sent, lines joined by "\n". */
  readonly greeting: string | null;
  readonly capabilitiesBefore: readonly string[];
  readonly capabilitiesAfter: readonly string[];
  /** Null until the server has listed its capabilities without TLS, and where TLS comes first. */
  readonly starttls: { readonly offered: boolean; readonly authBeforeTls: boolean } | null;
}

/** One conversation. After `done` or `fail` it gives no more actions. */
export interface Dialogue {
  readonly step: Step;
  readonly facts: DialogueFacts;
  /** All is learnt and only farewell is left: how the connection ends no longer matters. */
  readonly complete: boolean;
  handle(event: DialogueEvent): readonly Action[];
}

/**
 * Longest line accepted, in octets with its end. RFC 5321 §4.5.3.1.5 allows 512 for an SMTP reply, but servers with many
 * mechanisms send more; 4096 is eight times that.
 */
export const MAX_LINE = 4096;
/** Most lines in one reply. Long banners and capability lists have a few dozen. */
export const MAX_REPLY_LINES = 256;
/** Most octets in one conversation, TLS not counted. Real ones take about 2 KiB. */
export const MAX_CONVERSATION = 65_536;
