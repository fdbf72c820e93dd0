// A server whose Diffie-Hellman prime is too short.
import { subject } from "../posture/describe.js";
import { certificate, INTERMEDIATE, key } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

/** RFC 9325 §4.5: at least 2048 bits. */
const ENOUGH = 2048;
/** What a group of academics broke in a week, for all who use the same prime (Logjam, 2015). */
const BROKEN = 1024;

const RSA = { keyType: "rsa", keyBits: 2048 } as const;
const SERVER = {
  "/etc/ssl/mx.pem": {
    pem: [key("mx", RSA), certificate({ keyType: "rsa", keyBits: 2048 }), INTERMEDIATE],
    status: { mode: 0o600 },
  },
};

export const rule = definePostureRule({
  meta: {
    id: "weak-dh-parameters",
    summary: "The prime of the key exchange is too short",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "With DHE cipher suites, the prime decides how hard it is to read a recorded session. Primes of 512 bits are broken in minutes, those of 1024 bits within reach of states, and one break serves for every server with the same prime (Logjam). Many clients refuse the handshake below 1024 or 2048 bits, and some of them then send in plain text.",
      remedy:
        "Let the server use its built-in prime of 2048 bits or more: in Postfix since 3.1, remove `smtpd_tls_dh1024_param_file`. Before, make one with `openssl dhparam -out FILE 2048`.",
      references: [rfc(9325, "4.5"), { title: "Logjam", url: "https://weakdh.org/" }],
    },
    messages: {
      short:
        "{subject} exchanges keys with a prime of {bits} bits: recorded sessions can be read by those with means, and some clients refuse it. Use one of at least 2048 bits.",
    },
    examples: [
      {
        dialect: "postfix-main",
        serverVersion: "3.7.11",
        bad: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_dh1024_param_file = /etc/ssl/dh.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "short", line: 2, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: { ...SERVER, "/etc/ssl/dh.pem": { pem: [{ kind: "dh-parameters", bits: 1024 }] } },
      },
    ],
  },
  *check(endpoint) {
    const { dhBits } = endpoint;
    if (endpoint.role === "client" || dhBits === undefined || dhBits.value >= ENOUGH) return;
    // Left to itself, OpenSSL 3 takes short primes for anonymous suites alone, which prove nothing anyway (`ssl_get_auto_dh`).
    if (dhBits.origin.kind === "default") return;
    yield {
      message: "short",
      data: { subject: subject(endpoint), bits: `${dhBits.value}` },
      severity: dhBits.value < BROKEN ? "error" : "warning",
      at: dhBits.origin,
      fix: {
        title: "Use the server's own prime",
        safety: "safe",
        change: { kind: "use-default-dh-parameters" },
      },
    };
  },
});
