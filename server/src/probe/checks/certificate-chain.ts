// Certificates whose issuers are missing or in the wrong order.
import { rfc } from "../../core/api.js";
import { defineCheck } from "./check.js";
import { byCertificateRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "certificate-chain",
    summary: "The chain is incomplete or out of order",
    severity: "warning",
    rules: ["certificate-chain-incomplete", "certificate-chain-out-of-order"],
    docs: {
      why: "Peers that verify know only the roots: every authority between the root and the server must be sent by the server, each right after what it issued.",
      tried: "Nothing beyond the survey and the whole handshakes: every certificate that they show is read.",
      seen: "Whether the issuer of each certificate follows it. Nothing is missing where the certificate was verified as it is sent.",
      remedy: "Name the file with the whole chain, which certificate tools call `fullchain.pem`.",
      references: [rfc(8446, "4.4.2"), rfc(5246, "7.4.2")],
    },
    messages: {},
  },
  interpret: byCertificateRule,
});
