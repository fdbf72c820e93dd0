// A client that wants another protocol is served all the same.
import { rfc } from "../../core/api.js";
import { defineCheck, finding, inconclusive, OK, ok } from "./check.js";
import { byConversation, isOptional, refusedHandshake } from "./seen.js";

/** What browsers ask for (IANA, TLS ALPN Protocol IDs). */
const WEB = "http/1.1";

export const check = defineCheck({
  meta: {
    id: "alpaca",
    summary: "A client that asks for HTTP is not turned away (ALPACA)",
    severity: "hint",
    docs: {
      why: "Somebody on the way can lead a browser's connection for a web server to a mail server whose certificate is good for both. The mail server answers what was meant for the web server, and its answer counts as the web server's: cookies can be stolen so (ALPACA). A server that looks at ALPN notices that the client is in the wrong place.",
      tried: "One connection that asks for `http/1.1` by ALPN, and nothing else.",
      seen: "A strict server ends the handshake (`no_application_protocol`). One that ignores ALPN is a hint: most mail servers do, since no mail program uses it. One that agrees to speak HTTP is in error.",
      remedy:
        "Give mail servers certificates of their own, without names of web servers and without wildcards that cover them. Where the server can be strict about ALPN, let it.",
      references: [{ title: "ALPACA attack", url: "https://alpaca-attack.com/" }, rfc(7301, "3.2"), rfc(9325, "3.7")],
    },
    messages: {
      agreed:
        "The server agrees to speak HTTP (ALPN) on a mail port: a browser that is led here takes its answers for those of a web server (ALPACA). Switch ALPN off here, or restrict it to the mail protocol.",
      ignored:
        "The server does not mind that a client asks for HTTP (ALPN): where its certificate is good for a web server, too, browsers can be led astray (ALPACA). Use a certificate for mail only.",
    },
  },
  begin: () => [{ kind: "conversation", offer: { alpn: [WEB] } }],
  interpret: (observed, [result]) =>
    byConversation(result, (conversation) => {
      const { session, error } = conversation;
      if (session?.alpn === WEB) return finding("agreed", { severity: "warning" });
      if (session !== null) {
        return isOptional(observed)
          ? ok("ALPN is ignored, as by most mail servers; browsers do not connect to this port.")
          : finding("ignored");
      }
      // What works without ALPN fails with it.
      if (observed.session !== null && refusedHandshake(conversation)) return OK;
      return inconclusive(error?.message ?? "The conversation ended early.");
    }),
});
