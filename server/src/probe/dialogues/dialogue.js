// The contract of a dialogue: a state machine that turns what a server says into what to do next. It never waits, reads or writes.
/**
 * Longest line accepted, in octets with its end. RFC 5321 §4.5.3.1.5 allows 512 for an SMTP reply, but servers with many
 * mechanisms send more; 4096 is eight times that.
 */
export const MAX_LINE = 4096;
/** Most lines in one reply. Long banners and capability lists have a few dozen. */
export const MAX_REPLY_LINES = 256;
/** Most octets in one conversation, TLS not counted. Real ones take about 2 KiB. */
export const MAX_CONVERSATION = 65_536;
//# sourceMappingURL=dialogue.js.map