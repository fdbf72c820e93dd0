// POP3: greeting, CAPA, STLS, CAPA again, QUIT (RFC 1939, RFC 2449, RFC 2595 §4), or all of it inside TLS.
import { converse } from "./conversation.js";
const POP3 = {
    name: "POP3",
    ask: ["CAPA"],
    starttls: "STLS",
    // A word that no server knows is answered with -ERR (RFC 1939 §3), the farewell never. NOOP would do only after login.
    harmless: "XNOOP",
    quit: "QUIT",
    // RFC 2595 §4: STLS is permitted in AUTHORIZATION state, needing no other command before it.
    startsAtOnce: true,
    // CAPA is younger than STLS is in some servers: it has to be tried.
    listless: true,
    read: readReply,
    offersStarttls: (capabilities) => capabilities.some((line) => words(line)[0] === "STLS"),
    login: (capabilities) => ({
        mechanisms: capabilities.flatMap((line) => (words(line)[0] === "SASL" ? words(line).slice(1) : [])),
        // RFC 2449 §6.3: USER and PASS.
        command: capabilities.some((line) => words(line)[0] === "USER") ? "USER" : null,
    }),
};
/** RFC 1939 §3: one line, and after CAPA's +OK more up to a lone dot. */
function readReply(lines, { command }) {
    const [first = "", ...list] = lines;
    const status = /^(\+OK|-ERR)(?: |$)/u.exec(first)?.[1];
    if (status === undefined)
        return "foreign";
    if (status === "-ERR")
        return { verdict: refusal(first, command), capabilities: null, farewell: false };
    if (command !== "CAPA")
        return { verdict: "yes", capabilities: null, farewell: true };
    if (list.at(-1) !== ".")
        return "more";
    return { verdict: "yes", capabilities: list.slice(0, -1).map((line) => line.replace(/^\./u, "")) };
}
/**
 * RFC 3206 and RFC 2449 §8: codes for what passes. A greeting is never negative in RFC 1939; servers that refuse connections
 * for their number do it all the same.
 */
function refusal(line, command) {
    if (command === null)
        return /\[SYS\/PERM\]/iu.test(line) ? "no" : "busy";
    return /\[(?:SYS\/TEMP|IN-USE|LOGIN-DELAY)\]/iu.test(line) ? "later" : "no";
}
function words(line) {
    return line.toUpperCase().split(/ +/u).filter(Boolean);
}
export const dialogue = {
    schemes: {
        pop3: { port: 110, transport: "starttls" },
        pop3s: { port: 995, transport: "implicit" },
    },
    start: (options) => converse(POP3, options),
};
//# sourceMappingURL=pop3.js.map