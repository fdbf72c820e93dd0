// LMTP, the delivery protocol beside SMTP: LHLO in place of EHLO and no HELO (RFC 2033 §4.1). Port 24 is registered for "any
// private mail system", and commonly used for it; TLS from the first byte has no port.
import { converse } from "./conversation.js";
import { smtpLanguage } from "./smtp-language.js";
export const dialogue = {
    schemes: {
        lmtp: { port: 24, transport: "starttls" },
        lmtps: { port: null, transport: "implicit" },
    },
    start: (options) => converse(smtpLanguage("LMTP", [`LHLO ${options.clientName}`]), options),
};
//# sourceMappingURL=lmtp.js.map