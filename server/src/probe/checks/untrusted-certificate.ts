// A certificate that leads to no root that is trusted here.
import { rfc, type Severity } from "../../core/api.js";
import { byRule, defineCheck, finding, inconclusive, OK, ok, type ShownCertificate, type Verdict } from "./check.js";
import { severityFor } from "./seen.js";

/** What is wrong, by OpenSSL's name for it; everything else is `other`. */
const MESSAGES: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "selfSigned",
  SELF_SIGNED_CERT_IN_CHAIN: "privateRoot",
  UNABLE_TO_GET_ISSUER_CERT: "unknownIssuer",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknownIssuer",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknownIssuer",
};

/** For which of them a rule on the certificate itself may say more. */
const RULED = new Set(["unknownIssuer", "other"]);

export const check = defineCheck({
  meta: {
    id: "untrusted-certificate",
    summary: "The certificate is not trusted",
    severity: "warning",
    rules: [
      "certificate-chain-incomplete",
      "certificate-expired",
      "certificate-not-for-servers",
      "certificate-not-yet-valid",
    ],
    docs: {
      why: "Mail programs warn of a server whose certificate leads to no authority that they know, and users learn to click such warnings away. Servers that verify (MTA-STS, level `secure`) do not deliver. Where nobody verifies, as on port 25 in general, nothing is lost; with DANE, a private or self-signed certificate is as good as any.",
      tried:
        "A whole handshake for each kind of certificate that the host has, in which the chain is verified with Node.js's list of authorities, or with those of `--ca FILE`.",
      seen: "What OpenSSL says of the chain. What the rules on certificates say better, such as a chain that is incomplete, is reported by them.",
      remedy:
        "Have the certificate issued by a public authority, and name the file with the whole chain. For an authority of your own, give its certificate to the mail programs, and to the probe with `--ca`.",
      references: [rfc(9525), rfc(5280, "6"), rfc(7672)],
    },
    messages: {
      selfSigned:
        "The certificate ({subject}) is self-signed: mail programs warn of it, and servers that verify do not deliver. Have one issued by an authority.",
      privateRoot:
        "The certificate ({subject}) leads to a root that is not known here ({issuer}): only those who were given that root accept it. Use a public authority, or give the root to everybody who connects.",
      unknownIssuer:
        "The certificate ({subject}) was issued by {issuer}, which is not known here and was not sent: those who verify refuse it. Send the whole chain, and use an authority that they know.",
      other: "The certificate ({subject}) is not trusted: {reason}",
    },
  },
  interpret(observed) {
    const { certificates, session } = observed;
    if (session === null) return inconclusive("No whole handshake came about, in which the chain could be verified.");
    if (session.chain.length === 0) return ok("The server shows no certificate.");
    const judged = certificates.filter(({ trust }) => trust !== null);
    if (judged.length === 0) return inconclusive("The server's certificate cannot be read.");
    const bad = judged.find(({ trust }) => trust?.verified === false);
    if (bad === undefined) return OK;
    const { message, verdict } = untrusted(bad, severityFor(observed, "warning", "info"));
    return RULED.has(message) ? byRule(verdict) : verdict;
  },
});

function untrusted(
  { report: { subject, issuer }, trust }: ShownCertificate,
  severity: Severity,
): { readonly message: string; readonly verdict: Verdict } {
  const message = MESSAGES[trust?.code ?? ""] ?? "other";
  const data = { subject, issuer, reason: trust?.reason ?? "" };
  return { message, verdict: finding(message, { data, severity }) };
}
