import { DIALOGUES } from "./dialogues/registry.generated.js";
/** The mail protocols that a TARGET can name, one file of `dialogues/` each. */
export type Protocol = keyof typeof DIALOGUES;
/** Where to connect, what to speak there, and where TLS begins. */
export interface Target {
    /** As given, without blanks around it. */
    readonly text: string;
    /** A host name or an IP address; an IPv6 address without its brackets. */
    readonly host: string;
    readonly port: number;
    readonly protocol: Protocol;
    readonly transport: "starttls" | "implicit";
}
/** `message` never repeats the text: it may come from a file that someone else wrote. */
export type TargetResult = {
    readonly ok: true;
    readonly target: Target;
} | {
    readonly ok: false;
    readonly message: string;
};
/**
 * Reads `host`, `host:port`, `[v6]:port` or a URL with a scheme of `SCHEMES`. Without a scheme the port decides (a port that
 * belongs to no mail service is taken as SMTP with STARTTLS); without a port it is SMTP on 25. With a scheme, the scheme
 * decides whatever the port. Host names in other alphabets are passed on as they are.
 */
export declare function parseTarget(input: string): TargetResult;
/**
 * A host name (RFC 1123 §2.1, with the underscore that some use and with letters of every alphabet) or an IPv4 address.
 * A name that ends in a number can only be an IPv4 address. One dot at the end marks a complete name.
 */
export declare function isHost(host: string): boolean;
/** RFC 4291 §2.2, with an optional zone (RFC 4007 §11). */
export declare function isIpv6(text: string): boolean;
