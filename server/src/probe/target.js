// What to probe: the TARGET argument as data. Nothing here resolves names or opens connections.
import { DIALOGUES } from "./dialogues/registry.generated.js";
/** The URL schemes of all dialogues. */
const SCHEMES = Object.fromEntries(Object.keys(DIALOGUES).flatMap((protocol) => Object.entries(DIALOGUES[protocol].schemes).map(([name, scheme]) => [name, { ...scheme, protocol }])));
const DEFAULT_PORT = 25;
/** RFC 1035 §2.3.4, without the length octets: 253 characters for a name, 63 for a label. */
const MAX_HOST = 253;
const MAX_LABEL = 63;
/** A host name, a port and a scheme are far shorter; longer text is a mistake. */
const MAX_TARGET = 512;
/**
 * Reads `host`, `host:port`, `[v6]:port` or a URL with a scheme of `SCHEMES`. Without a scheme the port decides (a port that
 * belongs to no mail service is taken as SMTP with STARTTLS); without a port it is SMTP on 25. With a scheme, the scheme
 * decides whatever the port. Host names in other alphabets are passed on as they are.
 */
export function parseTarget(input) {
    const text = input.trim();
    if (text === "")
        return no("The target is empty. Give a host such as mail.example.org, or host:port.");
    if (text.length > MAX_TARGET)
        return no(`The target is longer than ${MAX_TARGET} characters.`);
    const url = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/isu.exec(text);
    const scheme = url?.[1]?.toLowerCase();
    const named = scheme === undefined || !Object.hasOwn(SCHEMES, scheme) ? undefined : SCHEMES[scheme];
    if (scheme !== undefined && named === undefined) {
        return no(`The scheme of the target is not known. Known are ${Object.keys(SCHEMES).join(", ")}.`);
    }
    const authority = (url?.[2] ?? text).replace(/\/$/u, "");
    if (/[/?#@\\]/u.test(authority))
        return no("The target is a host and a port: no user, path or query.");
    const parts = /^(?:\[(?<v6>[^[\]]*)\]|(?<name>[^[\]:]*))(?::(?<port>.*))?$/su.exec(authority)?.groups;
    if (parts === undefined) {
        return no("The target is not host, host:port or [IPv6 address]:port. Write an IPv6 address in brackets.");
    }
    const { v6, name = "", port: digits } = parts;
    if (v6 === undefined ? !isHost(name) : !isIpv6(v6)) {
        return no(`The target does not name a valid ${v6 === undefined ? "host" : "IPv6 address"}.`);
    }
    if (digits === undefined && named?.port === null) {
        return no("The scheme of the target has no port of its own. Write one after the host.");
    }
    const port = digits === undefined ? (named?.port ?? DEFAULT_PORT) : /^\d{1,5}$/u.test(digits) ? Number(digits) : 0;
    if (port < 1 || port > 65535)
        return no("The port of the target is not a number from 1 to 65535.");
    const service = named ?? Object.values(SCHEMES).find((known) => known.port === port);
    const { protocol, transport } = service ?? { protocol: "smtp", transport: "starttls" };
    return { ok: true, target: { text, host: v6 ?? name, port, protocol, transport } };
}
function no(message) {
    return { ok: false, message };
}
/**
 * A host name (RFC 1123 §2.1, with the underscore that some use and with letters of every alphabet) or an IPv4 address.
 * A name that ends in a number can only be an IPv4 address. One dot at the end marks a complete name.
 */
export function isHost(host) {
    if (host.length > MAX_HOST + 1)
        return false;
    const labels = host.replace(/\.$/u, "").split(".");
    if (/^\d+$/u.test(labels.at(-1) ?? ""))
        return isIpv4(host);
    return labels.every((label) => label.length <= MAX_LABEL && /^[\p{L}\p{M}\p{N}_]([\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}_])?$/u.test(label));
}
function isIpv4(text) {
    const bytes = text.split(".");
    return bytes.length === 4 && bytes.every((byte) => /^(0|[1-9]\d{0,2})$/u.test(byte) && Number(byte) <= 255);
}
/** RFC 4291 §2.2, with an optional zone (RFC 4007 §11). */
export function isIpv6(text) {
    const address = /^([0-9a-f:.]+)(?:%[\w.-]+)?$/iu.exec(text)?.[1];
    const halves = address?.split("::");
    if (halves === undefined || halves.length > 2)
        return false;
    const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
    const last = groups.at(-1) ?? "";
    const v4 = last.includes(".") && !address?.endsWith("::");
    if (v4 && !isIpv4(last))
        return false;
    const hex = v4 ? groups.slice(0, -1) : groups;
    const size = groups.length + (v4 ? 1 : 0);
    return hex.every((group) => /^[0-9a-f]{1,4}$/iu.test(group)) && (halves.length === 2 ? size <= 7 : size === 8);
}
//# sourceMappingURL=target.js.map