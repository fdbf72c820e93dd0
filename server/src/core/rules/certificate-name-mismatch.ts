// A certificate that does not hold the server's name.
import { certificateName, coversName, shownCertificates } from "../posture/certificate.js";
import { enumerate } from "../posture/describe.js";
import { chainOf } from "../posture/example-certificates.js";
import { definePostureRule, rfc } from "./rule.js";

/** Certificates can hold a hundred names; a message does not. */
const SHOWN_NAMES = 5;

/** A bare or invented name is no name of the Internet, and says nothing. */
function isPublicName(name: string): boolean {
  return /^[\w-]+(\.[\w-]+)+$/.test(name) && !/^[\d.]+$/.test(name) && !/\.(?:localdomain|local|internal)$/.test(name);
}

/** What a certificate that is shown for `.example.com` must cover is not one name. */
function expectedName(serverName: string | undefined, hostName: string | undefined): string | null {
  const name = (serverName ?? hostName)?.toLowerCase();
  return name !== undefined && isPublicName(name) ? name : null;
}

export const rule = definePostureRule({
  meta: {
    id: "certificate-name-mismatch",
    summary: "The certificate is for other names",
    severity: "info",
    fix: "none",
    docs: {
      why: "Whoever verifies a certificate compares its DNS names with the name of the server: mail programs with the name that they were told, servers (MTA-STS, level `secure`) with the name in the MX record. Neither is written in this file; `myhostname` usually is the same. Where nobody verifies, as on port 25 without MTA-STS, nothing is lost.",
      remedy:
        "Ask for a certificate with all names by which this server is reached, `myhostname` included. If it is reached by another name only, this finding can be ignored.",
      references: [rfc(9525, "6"), rfc(8461, "4.1")],
    },
    messages: {
      other:
        "{certificate} is for {names}, not for {host}: whoever reaches this server as {host} and verifies that refuses it. Ask for a certificate with this name, too.",
      noNames: "{certificate} has no DNS names: whoever verifies certificates refuses it. Ask for one for {host}.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "myhostname = mail.example.com\nsmtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "other", line: 2, severity: "info" }],
        good: "myhostname = mx.example.com\nsmtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: { "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o600 } } },
      },
    ],
  },
  *check(endpoint) {
    if (endpoint.role === "client" || endpoint.exposure === "loopback") return;
    for (const { certificate, at } of shownCertificates(endpoint)) {
      const { dnsNames, serverName } = certificate;
      const host = expectedName(serverName, endpoint.hostName?.value);
      if (host === null || dnsNames === undefined || dnsNames.some((pattern) => coversName(pattern, host))) continue;
      const more = dnsNames.length - SHOWN_NAMES;
      const names = enumerate([...dnsNames.slice(0, SHOWN_NAMES), ...(more > 0 ? [`${more} more`] : [])]);
      yield {
        message: dnsNames.length === 0 ? "noNames" : "other",
        data: { certificate: certificateName(certificate), names, host },
        severity: endpoint.service === "mx" && serverName === undefined ? "info" : "warning",
        at,
      };
    }
  },
});
