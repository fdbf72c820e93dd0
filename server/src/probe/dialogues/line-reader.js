// Octets to lines, within bounds. What a line means is the dialogues' business.
import { MAX_CONVERSATION, MAX_LINE } from "./dialogue.js";
/**
 * Splits what a server sends into lines, whatever pieces it comes in. A line ends at LF; a CR before it is dropped.
 * Lines are printable ASCII: a tab becomes a blank, any other octet is written as `\xNN`, because mail protocols allow
 * nothing else here (RFC 5321 §4.2) and control or direction characters must not reach terminals and editors.
 */
export class LineReader {
    #literal;
    /** One character per octet. */
    #pending = "";
    #taken = 0;
    #exceeded = null;
    /**
     * `literal` says of a line that ends in `{N}` whether that announces N octets which continue it (RFC 9051 §4.3, RFC 5804
     * §4). Such a literal becomes a quoted string in its place, and counts as part of the line.
     */
    constructor(literal = () => false) {
        this.#literal = literal;
    }
    /** Octets received and not yet returned as part of a line. */
    get pending() {
        return this.#pending.length;
    }
    /** Which limit was exceeded, in words; from then on there are no more lines. */
    get exceeded() {
        return this.#exceeded;
    }
    push(bytes) {
        for (const byte of bytes)
            this.#pending += String.fromCharCode(byte);
    }
    /** The next line without its end, or null when no more is there or a limit is exceeded. */
    next() {
        if (this.#pending === "" || this.#exceeded !== null)
            return null;
        let line = "";
        for (let at = 0;;) {
            const end = this.#pending.indexOf("\n", at);
            // Without LF the line is at least one octet longer than what is there.
            if (!this.#fits((end === -1 ? this.#pending.length : end) + 1) || end === -1)
                return null;
            line += this.#pending.slice(at, end).replace(/\r$/u, "");
            at = end + 1;
            const announced = /\{(\d{1,9})\+?\}$/u.exec(line);
            if (announced === null || !this.#literal(line)) {
                this.#pending = this.#pending.slice(at);
                this.#taken += at;
                return printable(line);
            }
            // At least an LF follows the literal.
            const after = at + Number(announced[1]);
            if (!this.#fits(after + 1) || this.#pending.length < after)
                return null;
            line = line.slice(0, announced.index) + quoted(this.#pending.slice(at, after));
            at = after;
        }
    }
    #fits(size) {
        const room = Math.min(MAX_LINE, MAX_CONVERSATION - this.#taken);
        if (size <= room)
            return true;
        this.#exceeded =
            room === MAX_LINE
                ? `The server sent a line longer than ${MAX_LINE} octets.`
                : `The server sent more than ${MAX_CONVERSATION} octets.`;
        return false;
    }
}
function quoted(literal) {
    return `"${literal.replace(/["\\]/gu, "\\$&")}"`;
}
function printable(line) {
    return line
        .replaceAll("\t", " ")
        .replace(/[^ -~]/gu, (octet) => `\\x${octet.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
//# sourceMappingURL=line-reader.js.map