// SSL 2.0 is offered, or only the TLS library keeps it out.
import { subject } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "sslv2-enabled",
    summary: "SSL 2.0 is permitted",
    severity: "error",
    fix: "safe",
    docs: {
      why: "SSL 2.0 is broken beyond repair, and one host that speaks it endangers every other that shares its RSA key: the DROWN attack reads their TLS 1.2 connections through it. This holds for opportunistic TLS as well, so it has no place even on port 25.",
      remedy: "Leave the protocol list at its default, or exclude SSL 2.0 in it.",
      references: [rfc(6176), { title: "DROWN attack", url: "https://drownattack.com/" }],
    },
    messages: {
      offered:
        "{subject} speaks SSL 2.0. Through it, traffic of every server with the same RSA key can be read (DROWN). Exclude SSL 2.0.",
      latent:
        "{subject} would speak SSL 2.0 if the TLS library still had it: only the library keeps it out. Exclude SSL 2.0 here, so that it stays out on another system.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_protocols = !SSLv3\n",
        findings: [{ message: "latent", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_protocols = !SSLv3, !SSLv2\n",
      },
    ],
  },
  *check(endpoint) {
    const data = { subject: subject(endpoint) };
    const fix = {
      title: "Exclude SSL 2.0",
      safety: "safe",
      change: { kind: "disable-versions", versions: ["SSLv2"] },
    } as const;
    const { versions, latentVersions } = endpoint;
    if (versions?.value.includes("SSLv2")) yield { message: "offered", data, at: versions.origin, fix };
    else if (latentVersions?.value.includes("SSLv2") && latentVersions.origin.kind === "explicit") {
      yield { message: "latent", data, severity: "info", at: latentVersions.origin, fix };
    }
  },
});
