// A command sent in the clear ahead of TLS is obeyed inside it.
import { rfc } from "../../core/api.js";
import { cve, defineCheck, finding, inconclusive, OK, ok } from "./check.js";
import { byConversation, refusedHandshake } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "starttls-injection",
    summary: "Commands sent ahead of TLS are obeyed inside it",
    severity: "error",
    docs: {
      why: "A server that keeps what it has already read when TLS begins obeys commands that somebody on the way slipped in behind STARTTLS: as if the client had sent them, protected. With a few commands before the client's own, its login or its mail ends up where the attacker wants it.",
      tried:
        "One connection sends STARTTLS and a command without effect (NOOP, and of POP3 one that does not exist) in the same packet, goes through the handshake and says goodbye.",
      seen: "A vulnerable server answers the command inside TLS, before the goodbye. A safe one drops it, refuses STARTTLS, or takes it for the beginning of the handshake, which then fails.",
      remedy:
        "Update the server: Postfix is mended in 2.8 (and in 2.7.3, 2.6.9 and 2.5.12), Dovecot in 2.3.14.1. A proxy in front of it may be the culprit, too.",
      references: [cve("CVE-2011-0411"), cve("CVE-2021-33515"), rfc(3207, "6")],
    },
    messages: {
      obeyed:
        "A command sent in plain text behind STARTTLS was obeyed inside TLS: somebody on the way can put commands of their own in front of the client's. Update the server, or the proxy in front of it.",
    },
  },
  begin: ({ transport }) => (transport === "implicit" ? [] : [{ kind: "conversation", inject: true }]),
  interpret({ target, session }, [result]) {
    if (target.transport === "implicit") return ok("TLS begins with the connection: there is nothing ahead of it.");
    return byConversation(result, (conversation) => {
      const { facts, error } = conversation;
      if (facts.injected !== null) return facts.injected ? finding("obeyed") : OK;
      if (error?.step === "starttls" && error.kind === "protocol") return OK;
      // What works without the command fails with it: it was taken for a part of the handshake.
      if (session !== null && refusedHandshake(conversation)) return OK;
      return inconclusive(error?.message ?? "The server answered neither the command nor the goodbye.");
    });
  },
});
