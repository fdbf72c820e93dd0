// IMAP: greeting, CAPABILITY, STARTTLS, CAPABILITY again, LOGOUT (RFC 9051, RFC 3501, RFC 2595), or all of it inside TLS.
import { converse } from "./conversation.js";
const IMAP = {
    name: "IMAP",
    ask: ["CAPABILITY"],
    starttls: "STARTTLS",
    harmless: "NOOP",
    quit: "LOGOUT",
    // RFC 9051 §6.2: STARTTLS needs no other command before it.
    startsAtOnce: true,
    listless: false,
    number: (command, number) => `a${number} ${command}`,
    // Human-readable text is no literal, whatever it ends with (RFC 9051 §9, resp-text).
    literal: (line) => line.startsWith("* ") && !STATUS.test(line),
    read: readReply,
    offersStarttls: (capabilities) => capabilities.some((name) => name.toUpperCase() === "STARTTLS"),
    login: (capabilities) => {
        const names = capabilities.map((name) => name.toUpperCase());
        return {
            mechanisms: names.flatMap((name) => (name.startsWith("AUTH=") ? [name.slice("AUTH=".length)] : [])),
            // RFC 9051 §6.2.3: LOGIN is open unless the server says that it is not.
            command: names.includes("LOGINDISABLED") ? null : "LOGIN",
        };
    },
};
const STATUS = /^\* (OK|NO|BAD|PREAUTH|BYE)(?: |$)/iu;
/** A reply is what comes up to the line with the command's number. The greeting is one line; so is BYE, except before LOGOUT's answer. */
function readReply(lines, { command, number }) {
    const line = lines.at(-1) ?? "";
    const status = STATUS.exec(line)?.[1]?.toUpperCase();
    const capabilities = listed(lines);
    if (status === "BYE" && command !== IMAP.quit)
        return { verdict: turnedAway(line), capabilities };
    if (command === null) {
        if (status !== "OK" && status !== "PREAUTH")
            return "foreign";
        return { verdict: "yes", capabilities, loggedIn: status === "PREAUTH" };
    }
    if (line.startsWith("* "))
        return "more";
    const [, tag, answer] = /^a(\d+) (OK|NO|BAD)(?: |$)/iu.exec(line) ?? [];
    const own = Number(tag) === number;
    // The answer to a command that was sent ahead of TLS.
    if (answer === undefined || (!own && command !== IMAP.quit))
        return "foreign";
    return { verdict: answer.toUpperCase() === "OK" ? "yes" : refusal(line), capabilities, farewell: own };
}
/** The last list, from the data `* CAPABILITY …` or the code `[CAPABILITY …]` (RFC 9051 §7.1, §7.2.2). */
function listed(lines) {
    const list = lines.flatMap((line) => {
        const [, data, code] = /^\* CAPABILITY(?: (.*))?$|^\S+ (?:OK|PREAUTH) \[CAPABILITY ([^\]]*)\]/iu.exec(line) ?? [];
        const words = data ?? code;
        return words === undefined ? [] : [words];
    });
    return list.at(-1)?.split(/ +/u).filter(Boolean) ?? null;
}
/** RFC 5530 §3: codes that call for another attempt later. */
function refusal(line) {
    return /\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]/iu.test(line) ? "later" : "no";
}
/** A server says BYE in place of OK for load and limits more than for good (RFC 9051 §7.1.5); only these codes are final. */
function turnedAway(line) {
    return /\[(?:NOPERM|PRIVACYREQUIRED|CONTACTADMIN)\]/iu.test(line) ? "no" : "busy";
}
export const dialogue = {
    schemes: {
        imap: { port: 143, transport: "starttls" },
        imaps: { port: 993, transport: "implicit" },
    },
    start: (options) => converse(IMAP, options),
};
//# sourceMappingURL=imap.js.map