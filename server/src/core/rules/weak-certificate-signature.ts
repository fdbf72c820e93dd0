// A certificate signed with a digest for which forgeries can be made.
import { certificateName, isSelfSigned, shownCertificates } from "../posture/certificate.js";
import { chainOf } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

const WEAK: Readonly<Record<string, string>> = { md2: "MD2", md4: "MD4", md5: "MD5", sha1: "SHA-1" };

export const rule = definePostureRule({
  meta: {
    id: "weak-certificate-signature",
    summary: "The certificate is signed with MD5 or SHA-1",
    severity: "warning",
    fix: "none",
    docs: {
      why: "With MD5 and SHA-1 somebody else can make a second certificate that carries the same signature. Current libraries therefore refuse such signatures: whoever verifies certificates does not accept this one. The signature of a root does not matter, because nobody checks it.",
      remedy: "Have a new certificate issued; every public authority signs with SHA-256 or better.",
      references: [rfc(9325, "4.5"), rfc(9155)],
    },
    messages: {
      weak: "{certificate}, or its issuer's, is signed with {digest}, which can be forged: whoever verifies certificates refuses it. Have a new one issued.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/ssl/old.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "weak", line: 1, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/ssl/new.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/old.pem": { pem: chainOf({ signatureHash: "sha1" }), status: { mode: 0o600 } },
          "/etc/ssl/new.pem": { pem: chainOf(), status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(endpoint) {
    for (const { certificate, at } of shownCertificates(endpoint)) {
      const signed = [certificate, ...(certificate.chain ?? [])].filter((one) => !isSelfSigned(one));
      const digest = signed.map(({ signatureHash = "" }) => WEAK[signatureHash]).find((name) => name !== undefined);
      if (digest === undefined) continue;
      const severity = endpoint.service === "submission" || endpoint.service === "access" ? "error" : "warning";
      yield { message: "weak", data: { certificate: certificateName(certificate), digest }, severity, at };
    }
  },
});
