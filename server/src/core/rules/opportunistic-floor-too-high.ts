// Optional TLS with so high a demand that peers are driven to plain text.
import { versionName } from "../posture/describe.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "opportunistic-floor-too-high",
    summary: "Optional TLS demands more than peers may have",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "Where TLS is optional, a peer that cannot meet the demand does not become safer: it falls back to plain text, or the mail fails. A floor of TLS 1.3 cuts off the many servers that stop at TLS 1.2; a floor of TLS 1.2 cuts off a few old ones. Nobody gains, since anybody who can interfere strips STARTTLS anyway.",
      remedy:
        "Leave the list of optional TLS at its default, and keep the higher floor for services that demand TLS, in the mandatory list.",
      references: [
        rfc(7435, "3"),
        {
          title: "Postfix TLS_README: server-side cipher controls",
          url: "https://www.postfix.org/TLS_README.html#server_cipher",
        },
      ],
    },
    messages: {
      gap: "{subject} no TLS 1.2, and hosts that have neither TLS 1.3 nor the old versions fail their handshake: mail goes in plain text or not at all. Use the default list of versions.",
      tls13:
        "{subject} nothing older than TLS 1.3, though TLS is optional here: servers that stop at TLS 1.2 fall back to plain text or fail. Leave this list at its default, and raise the mandatory one.",
      tls12:
        "{subject} nothing older than {floor}, though TLS is optional here: an older peer falls back to plain text or fails, which is no gain. The default list is the better choice.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1.2\nsmtp_tls_security_level = may\n",
        findings: [{ message: "gap", line: 3, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_protocols = >=TLSv1.3\nsmtpd_tls_protocols = >=TLSv1.2\n",
        findings: [
          { message: "tls13", line: 4, severity: "warning" },
          { message: "tls12", line: 5, severity: "info" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(endpoint) {
    const { versions } = endpoint;
    const floor = versions?.value[0];
    if (!versions || floor === undefined || versions.origin.kind === "default") return;
    if (endpoint.required.value || endpoint.transport.value !== "starttls") return;
    // A gap is worse than a high floor: of the versions on either side of it, peers with TLS 1.2 have none that both take.
    const gap = !versions.value.includes("TLSv1.2") && floor !== "TLSv1.3";
    if (!gap && floor !== "TLSv1.2" && floor !== "TLSv1.3") return;
    yield {
      message: gap ? "gap" : floor === "TLSv1.3" ? "tls13" : "tls12",
      data: {
        subject: endpoint.role === "server" ? "Port 25 takes" : "Delivery takes",
        floor: versionName(floor),
      },
      severity: floor === "TLSv1.2" ? "info" : "warning",
      at: versions.origin,
      fix: { title: "Use the default list of versions", safety: "unsafe", change: { kind: "use-default-versions" } },
    };
  },
});
