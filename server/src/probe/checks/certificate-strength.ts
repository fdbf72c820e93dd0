// Certificates with weak keys or forgeable signatures.
import { rfc } from "../../core/api.js";
import { defineCheck } from "./check.js";
import { byCertificateRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "certificate-strength",
    summary: "The certificate has a weak key or signature",
    severity: "warning",
    rules: ["weak-certificate-key", "weak-certificate-signature"],
    docs: {
      why: "RSA keys below 2048 bits and signatures with MD5 or SHA-1 can be broken by those with means, and current libraries refuse them.",
      tried: "Nothing beyond the survey and the whole handshakes: every certificate that they show is read.",
      seen: "Kind and size of the key of each certificate, and the digest of every signature but the root's.",
      remedy: "Make a new key, RSA of at least 2048 bits or P-256, and have a certificate issued for it.",
      references: [rfc(9325, "4.4"), rfc(9155)],
    },
    messages: {},
  },
  interpret: byCertificateRule,
});
