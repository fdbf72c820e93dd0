// The server's certificate shown by the client as well, with nobody in sight who asks for it.
import { defineProductRule } from "../../../rules/rule.js";
import { gravestPerFile, shownCertificates } from "../certificate-uses.js";
import { allows } from "../../../posture/certificate.js";
import { chainOf } from "../../../posture/example-certificates.js";
import type { Model } from "../model.js";

/** Through these a single destination can be meant, which may well demand a certificate. */
const PRIVATE_ROUTES = [
  ...["relayhost", "transport_maps", "sender_dependent_relayhost_maps", "smtp_tls_policy_maps", "smtp_tls_per_site"],
  ...["sender_dependent_default_transport_maps", "relay_transport", "default_transport"],
] as const;

export const rule = defineProductRule<Model>({
  meta: {
    id: "client-certificate-not-needed",
    summary: "The client certificate is not needed",
    severity: "info",
    fix: "none",
    docs: {
      why: "Many guides give the server's certificate to the client, too. Servers on the Internet do not ask for certificates; those that do for other reasons may refuse the mail when they do not like it. Encryption does not need it: without a client certificate Postfix encrypts just the same.",
      remedy: "Remove `smtp_tls_cert_file` and its kin, unless a server that you know demands a certificate.",
      references: [
        {
          title: "postconf(5): smtp_tls_cert_file",
          url: "https://www.postfix.org/postconf.5.html#smtp_tls_cert_file",
        },
      ],
    },
    messages: {
      needless:
        "Deliveries show the server's own certificate ({file}), and nothing here needs that: mail is encrypted without it, and some servers refuse what they do not like. Remove it, unless a server that you know demands it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_chain_files = /etc/ssl/mx.pem\nsmtp_tls_security_level = may\n",
        findings: [{ message: "needless", line: 3, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/mx.pem": {
            pem: chainOf({ extendedKeyUsage: ["serverAuth", "clientAuth"] }),
            status: { mode: 0o600 },
          },
        },
      },
    ],
  },
  *check(model) {
    const shown = shownCertificates(model);
    const servers = new Set(
      shown.flatMap(({ use, certificate }) => (use.role === "client" ? [] : [certificate.sha256])),
    );
    yield* gravestPerFile(
      shown.flatMap(({ certificate, use: { side, service, level }, path, at }) => {
        // What is set for one service alone, or demands TLS, is meant for somebody.
        if (side !== "smtp" || at.path !== model.source.path || !["may", "dane"].includes(level)) return [];
        if (!servers.has(certificate.sha256) || !allows(certificate, "clientAuth")) return [];
        if (PRIVATE_ROUTES.some((name) => service.get(name)?.origin.kind === "explicit")) return [];
        return [{ message: "needless", data: { file: certificate.file }, severity: "info" as const, path, at }];
      }),
    );
  },
});
