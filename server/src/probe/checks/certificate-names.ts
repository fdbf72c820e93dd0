// Certificates that do not hold the host's name.
import { rfc } from "../../core/api.js";
import { defineCheck } from "./check.js";
import { byCertificateRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "certificate-names",
    summary: "The certificate is for other names, or not for servers",
    severity: "warning",
    rules: ["certificate-name-mismatch", "certificate-not-for-servers"],
    docs: {
      why: "Whoever verifies a certificate compares its names with the name of the server. Where nobody verifies, as on port 25 without MTA-STS, nothing is lost.",
      tried: "Nothing beyond the survey and the whole handshakes: every certificate that they show is read.",
      seen: "Whether a DNS name of the certificate covers the host, or the name given with `--servername`: one asterisk stands for the first label. The common name does not count.",
      remedy: "Ask for a certificate with every name by which the server is reached.",
      references: [rfc(9525, "6"), rfc(7817)],
    },
    messages: {},
  },
  interpret: byCertificateRule,
});
