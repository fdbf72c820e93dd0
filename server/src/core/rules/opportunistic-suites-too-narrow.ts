// Optional TLS with so short a list of suites that peers are driven to plain text.
import { subject } from "../posture/describe.js";
import type { Endpoint } from "../posture/posture.js";
import { suiteByIana } from "../tls/suites.js";
import { definePostureRule, rfc } from "./rule.js";

/** What came with TLS 1.2 and is not in every program that speaks it: servers of the years around 2012 have only CBC with RSA keys. */
function isModern(name: string): boolean {
  const { kx, aead } = suiteByIana(name) ?? {};
  return kx === "ECDHE" && aead === true;
}

function isNarrow({ permittedSuites }: Endpoint): boolean {
  const names = permittedSuites?.value["TLSv1.2"] ?? [];
  return names.length > 0 && names.every(isModern);
}

export const rule = definePostureRule({
  meta: {
    id: "opportunistic-suites-too-narrow",
    summary: "Optional TLS has too few cipher suites for older peers",
    severity: "info",
    fix: "none",
    docs: {
      why: "Where TLS is optional, a peer that shares no cipher suite does not become safer: it falls back to plain text, or the mail fails. With nothing but ECDHE and AES-GCM or ChaCha20, mail servers with the TLS of about 2012 are left out: they speak TLS 1.2 with CBC suites or without elliptic curves. Any of these suites protects better than none.",
      remedy:
        "Leave the ciphers of optional TLS at their defaults, and set the short list where TLS is demanded. In Postfix: `smtpd_tls_mandatory_ciphers = high`, not `smtpd_tls_ciphers`.",
      references: [rfc(7435, "3"), rfc(9325, "4.2")],
    },
    messages: {
      narrow:
        "{subject} takes only suites with ECDHE and authenticated encryption in TLS 1.2, though TLS is optional here: an older peer falls back to plain text or fails, which is no gain. The default ciphers are the better choice.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_ciphers = high\ntls_high_cipherlist = ECDHE+AESGCM:ECDHE+CHACHA20\nsmtp_tls_security_level = may\n",
        findings: [{ message: "narrow", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(endpoint) {
    const { required, transport, service, exposure, presence, permittedSuites, tlsFailure } = endpoint;
    if (required.value || transport.value !== "starttls" || exposure === "loopback" || presence === "assumed") return;
    // What delivers by LMTP is a server of one's own.
    if (endpoint.role === "server" && endpoint.protocol === "lmtp") return;
    if ((service !== "mx" && service !== "relay") || permittedSuites === undefined || tlsFailure) return;
    if (isNarrow(endpoint))
      yield { message: "narrow", data: { subject: subject(endpoint) }, at: permittedSuites.origin };
  },
});
