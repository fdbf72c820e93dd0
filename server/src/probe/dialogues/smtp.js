// SMTP: greeting, EHLO, STARTTLS, EHLO again, QUIT (RFC 5321, RFC 3207), or all of it inside TLS (RFC 8314 §3.3).
import { converse } from "./conversation.js";
import { smtpLanguage } from "./smtp-language.js";
export const dialogue = {
    schemes: {
        smtp: { port: 25, transport: "starttls" },
        submission: { port: 587, transport: "starttls" },
        submissions: { port: 465, transport: "implicit" },
        smtps: { port: 465, transport: "implicit" },
    },
    // RFC 5321 §3.2: a server that does not know EHLO answers with a permanent failure, and the client tries HELO.
    start: (options) => converse(smtpLanguage("SMTP", [`EHLO ${options.clientName}`, `HELO ${options.clientName}`]), options),
};
//# sourceMappingURL=smtp.js.map