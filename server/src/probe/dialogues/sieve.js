// ManageSieve: the greeting lists the capabilities; STARTTLS, the list again, LOGOUT (RFC 5804), or all of it inside TLS, for which
// no port is registered.
import { converse } from "./conversation.js";
const SIEVE = {
    name: "ManageSieve",
    // After TLS a server lists them unasked (RFC 5804 §2.2), but some older ones do not. So they are asked for all the same, and
    // whichever list comes first is taken.
    ask: ["CAPABILITY"],
    starttls: "STARTTLS",
    // RFC 5804 §2.13: the answer carries the tag. Servers that do not know NOOP say NO, which LOGOUT never gets.
    harmless: 'NOOP "mailtls"',
    quit: "LOGOUT",
    startsAtOnce: true,
    listless: false,
    literal: () => true,
    read: readReply,
    offersStarttls: (capabilities) => capabilities.some((line) => words(line)[0] === "STARTTLS"),
    login: (capabilities) => ({
        mechanisms: capabilities.flatMap((line) => (words(line)[0] === "SASL" ? words(line).slice(1) : [])),
        command: null,
    }),
};
/** RFC 5804 §1.2, §1.7: lines of strings, then OK, NO or BYE. */
function readReply(lines) {
    const line = lines.at(-1) ?? "";
    if (line.startsWith('"'))
        return "more";
    const status = /^(OK|NO|BYE)(?: |$)/iu.exec(line)?.[1]?.toUpperCase();
    if (status === undefined)
        return "foreign";
    const list = lines.slice(0, -1).map(unquoted);
    const capabilities = list.length === 0 ? null : list;
    const farewell = status === "OK" && !/^OK \(TAG /iu.test(line);
    return {
        verdict: status === "OK" ? "yes" : refusal(status, line),
        capabilities,
        ...(status === "BYE" || capabilities !== null ? {} : { farewell }),
    };
}
/** RFC 5804 §1.3: a server that says BYE closes the connection. A referral to another server, or the need for TLS, is for good. */
function refusal(status, line) {
    if (status === "BYE")
        return /^BYE \((?:REFERRAL|ENCRYPT-NEEDED)/iu.test(line) ? "no" : "busy";
    return /^NO \(TRYLATER/iu.test(line) ? "later" : "no";
}
/** The strings of a line, without their quotes (RFC 5804 §4). */
function unquoted(line) {
    return Array.from(line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/gu), ([whole, inner]) => (inner ?? whole).replace(/\\(["\\])/gu, "$1")).join(" ");
}
function words(line) {
    return line.toUpperCase().split(/ +/u).filter(Boolean);
}
export const dialogue = {
    schemes: {
        sieve: { port: 4190, transport: "starttls" },
        sieves: { port: null, transport: "implicit" },
    },
    start: (options) => converse(SIEVE, options),
};
//# sourceMappingURL=sieve.js.map