/**
 * Splits what a server sends into lines, whatever pieces it comes in. A line ends at LF; a CR before it is dropped.
 * Lines are printable ASCII: a tab becomes a blank, any other octet is written as `\xNN`, because mail protocols allow
 * nothing else here (RFC 5321 §4.2) and control or direction characters must not reach terminals and editors.
 */
export declare class LineReader {
    #private;
    /**
     * `literal` says of a line that ends in `{N}` whether that announces N octets which continue it (RFC 9051 §4.3, RFC 5804
     * §4). Such a literal becomes a quoted string in its place, and counts as part of the line.
     */
    constructor(literal?: (line: string) => boolean);
    /** Octets received and not yet returned as part of a line. */
    get pending(): number;
    /** Which limit was exceeded, in words; from then on there are no more lines. */
    get exceeded(): string | null;
    push(bytes: Uint8Array): void;
    /** The next line without its end, or null when no more is there or a limit is exceeded. */
    next(): string | null;
}
