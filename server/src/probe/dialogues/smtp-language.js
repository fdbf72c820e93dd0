// The replies of SMTP (RFC 5321), which LMTP (RFC 2033) shares with it: only the first command has another name.
/** The language of a server that is greeted with the commands of `ask`. */
export function smtpLanguage(name, ask) {
    return {
        name,
        ask,
        starttls: "STARTTLS",
        // Answered with 250 (RFC 5321 §4.1.1.9), the farewell with 221 (§4.1.1.10).
        harmless: "NOOP",
        quit: "QUIT",
        // RFC 3207 §4 knows STARTTLS as an extension, which EHLO switches on. Nor may it follow EHLO in the same segment: EHLO ends
        // a group of commands (RFC 2920 §3.1), and postscreen and Postfix 3.9 turn away clients that do not wait for its answer.
        startsAtOnce: false,
        listless: false,
        read: readReply,
        offersStarttls: (capabilities) => capabilities.some((line) => keyword(line) === "STARTTLS"),
        login: (capabilities) => ({ mechanisms: capabilities.flatMap(mechanisms), command: null }),
    };
}
/** RFC 5321 §4.2: `250-text` goes on, `250 text` and `250` end the reply. The last line's code counts. */
function readReply(lines, { command }) {
    const [, code, more] = /^([2-5]\d\d)(?:([ -]).*)?$/u.exec(lines.at(-1) ?? "") ?? [];
    if (code === undefined)
        return "foreign";
    if (more === "-")
        return "more";
    const lists = command !== null && /^(?:EHLO|LHLO) /u.test(command);
    return {
        verdict: verdict(Number(code)),
        capabilities: lists ? lines.slice(1).map((line) => line.slice(4)) : null,
        ...(code.startsWith("4") ? {} : { farewell: code === "221" }),
    };
}
/** RFC 5321 §4.2.1 for the first digit, §3.8 for 421: the server is closing the connection. */
function verdict(code) {
    if (code < 300)
        return "yes";
    if (code === 421)
        return "busy";
    return code >= 400 && code < 500 ? "later" : "no";
}
/** Keywords are case-insensitive (RFC 5321 §2.4); `AUTH=` is the form from before RFC 2554. */
function keyword(line) {
    return line.split(/[ =]/u, 1)[0]?.toUpperCase() ?? "";
}
function mechanisms(line) {
    if (keyword(line) !== "AUTH")
        return [];
    const words = line.toUpperCase().split(/[ =]+/u).slice(1);
    return words.filter((word) => word !== "");
}
//# sourceMappingURL=smtp-language.js.map