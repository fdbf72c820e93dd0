// A certificate without the one of its issuer.
import { certificateName, chainState, shownCertificates } from "../posture/certificate.js";
import { certificate, chainOf, key } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

export const rule = definePostureRule({
  meta: {
    id: "certificate-chain-incomplete",
    summary: "The certificate of the issuer is missing",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Peers that verify a certificate know only the root authorities. Between a root and a server stand intermediate authorities, whose certificates the server itself must send. Without them mail programs complain, and servers that verify (MTA-STS, level `secure`) do not deliver. A server that is verified by DANE needs the chain only where its DNS records name an authority; that cannot be seen in these files.",
      remedy:
        "Name the file with the whole chain, which certificate tools call `fullchain.pem`, in place of `cert.pem`.",
      references: [
        {
          title: "Postfix TLS_README: server-side certificate and private key",
          url: "https://www.postfix.org/TLS_README.html#server_cert_key",
        },
        rfc(8446, "4.4.2"),
      ],
    },
    messages: {
      server:
        "{certificate} comes without that of its issuer ({issuer}): peers that verify certificates refuse it, unless the issuer is a root that they know. Name the file with the whole chain (fullchain).",
      client:
        "{certificate} comes without that of its issuer ({issuer}): servers that ask for certificates may not accept it. Name the file with the whole chain (fullchain).",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_cert_file = /etc/ssl/cert.pem\nsmtpd_tls_key_file = /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "server", line: 1, severity: "info" }],
        good: "smtpd_tls_cert_file = /etc/ssl/fullchain.pem\nsmtpd_tls_key_file = /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/cert.pem": { pem: [certificate()] },
          "/etc/ssl/fullchain.pem": { pem: chainOf().slice(1) },
          "/etc/ssl/mx.key": { pem: [key()], status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(endpoint) {
    for (const { certificate: leaf, at } of shownCertificates(endpoint)) {
      const state = chainState(leaf);
      if (state.kind !== "incomplete") continue;
      yield {
        message: endpoint.role,
        data: { certificate: certificateName(leaf), issuer: state.issuer },
        // Other servers do not verify unless they were told to; programs of users do.
        severity: endpoint.service === "submission" || endpoint.service === "access" ? "warning" : "info",
        at,
      };
    }
  },
});
