// Octets to lines, within bounds. What a line means is the dialogues' business.

import { MAX_CONVERSATION, MAX_LINE } from "./dialogue.js";

/**
 * Splits what a server sends into lines, whatever pieces it comes in. A line ends at LF; a CR before it is dropped.
 * Lines are printable ASCII: a tab becomes a blank, any other octet is written as `\xNN`, because mail protocols allow
 * nothing else here (RFC 5321 §4.2) and control or direction characters must not reach terminals and editors.
 */
export class LineReader {
  /** One character per octet. */
  #pending = "";
  #taken = 0;
  #exceeded: string | null = null;

  /** Octets received and not yet returned as part of a line. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Which limit was exceeded, in words; from then on there are no more lines. */
  get exceeded(): string | null {
    return this.#exceeded;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.#pending += String.fromCharCode(byte);
  }

  /** The next line without its end, or null when no more is there or a limit is exceeded. */
  next(): string | null {
    if (this.#pending === "" || this.#exceeded !== null) return null;
    const end = this.#pending.indexOf("\n");
    // Without LF the line is at least one octet longer than what is there.
    const size = (end === -1 ? this.#pending.length : end) + 1;
    const room = Math.min(MAX_LINE, MAX_CONVERSATION - this.#taken);
    if (size > room) {
      this.#exceeded =
        room === MAX_LINE
          ? `The server sent a line longer than ${MAX_LINE} octets.`
          : `The server sent more than ${MAX_CONVERSATION} octets.`;
    }
    if (end === -1 || size > room) return null;
    const line = this.#pending.slice(0, end).replace(/\r$/u, "");
    this.#pending = this.#pending.slice(size);
    this.#taken += size;
    return line
      .replaceAll("\t", " ")
      .replace(/[^ -~]/gu, (octet) => `\\x${octet.charCodeAt(0).toString(16).padStart(2, "0")}`);
  }
}
