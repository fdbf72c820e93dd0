// An endpoint that strangers or other servers reach does without TLS.
import { subject } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "tls-off",
    summary: "TLS is switched off",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "Without TLS, everybody on the way reads and changes the mail. Optional TLS costs nothing: a peer that cannot do it is still served in plain text. Postfix has TLS off on the server side until a level is set, and on the client side too before compatibility level 3.11.",
      remedy:
        "Set the level to `may`: encrypt whenever the other side can, and never lose mail over it. A server also needs a certificate.",
      references: [rfc(7435), { title: "Postfix TLS_README", url: "https://www.postfix.org/TLS_README.html" }],
    },
    messages: {
      server:
        "Port 25 offers no TLS, so all mail arrives in plain text. Set the level to may: peers that can encrypt will, and nobody is refused.",
      probed:
        "{subject} offers no TLS: whatever is sent to it, passwords included, crosses the network in plain text. Switch TLS on and give the server a certificate. If it offers TLS to others, something on the way strips the offer.",
      client:
        "Mail to other servers goes out in plain text, always. Set the level to may: it is encrypted wherever the other side can, and delivered everywhere.",
      destination:
        "Mail to {destination} goes out in plain text, always. If its TLS works by now, write may: mail is delivered even where it does not.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = none\n",
        findings: [{ message: "client", line: 3, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(endpoint) {
    const { transport, level } = endpoint;
    if (transport.value !== "none" || endpoint.exposure === "loopback") return;
    // A level that asks for TLS, and something that keeps it from being offered, is another mistake.
    if (level !== undefined && level.value !== "none") return;
    if (endpoint.destination !== undefined) {
      // Somebody wrote it for this destination, and seldom without a reason.
      const data = { destination: endpoint.destination };
      yield { message: "destination", data, severity: "info", at: transport.origin };
      return;
    }
    yield {
      message: transport.origin.kind === "observed" ? "probed" : endpoint.role,
      data: { subject: subject(endpoint) },
      at: transport.origin,
      fix: {
        title: "Set the level to may",
        // A server that starts to offer TLS with a broken certificate is worse off than before.
        safety: endpoint.role === "client" ? "safe" : "unsafe",
        change: { kind: "offer-tls" },
      },
    };
  },
});
