// A certificate without the one of its issuer.
import { defineProductRule, rfc, type Severity } from "../../../rules/rule.js";
import { gravestPerFile, pathOf, type ShownCertificate, shownCertificates, type TlsUse } from "../certificate-uses.js";
import { chainState } from "../chain-order.js";
import { certificate, chainOf, key } from "../example-certificates.js";
import type { Model } from "../model.js";

/** Other servers do not verify unless they were told to; programs of users do. */
function severityFor({ role }: TlsUse): Severity {
  return role === "submission" ? "warning" : "info";
}

/** A certificate alone gets its chain from the authorities that are set (OpenSSL's ssl/statem/statem_lib.c, ssl_add_cert_chain). */
function chainOfUse(
  model: Model,
  { use: { service, side }, certificate: { chain } }: ShownCertificate,
): ShownCertificate["certificate"]["chain"] | null {
  if (chain.length > 0) return chain;
  const file = service.get(`${side}_tls_CAfile`)?.value ?? "";
  const folder = service.get(`${side}_tls_CApath`)?.value ?? "";
  if (folder !== "" || (file !== "" && service.bool("tls_append_default_CA") !== false)) return null;
  if (file === "") return [];
  const objects = model.files?.pem(pathOf(model, service, file)) ?? null;
  return objects && objects.flatMap((object) => (object.kind === "certificate" ? [object.certificate] : []));
}

export const rule = defineProductRule<Model>({
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
        "{file} holds the certificate without that of its issuer ({issuer}): peers that verify certificates refuse it, unless the issuer is a root that they know. Name the file with the whole chain (fullchain).",
      client:
        "{file} holds the certificate without that of its issuer ({issuer}): servers that ask for certificates may not accept it. Name the file with the whole chain (fullchain).",
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
  check: (model) =>
    gravestPerFile(
      shownCertificates(model).flatMap((shown) => {
        const { certificate: leaf, use, at, path } = shown;
        const chain = chainOfUse(model, shown);
        const state = chain && chainState(leaf, chain);
        if (state?.kind !== "incomplete") return [];
        const message = use.role === "client" ? "client" : "server";
        return [{ message, data: { file: leaf.file, issuer: state.issuer }, severity: severityFor(use), path, at }];
      }),
    ),
});
