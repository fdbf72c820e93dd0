// A certificate that does not hold the server's name.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { enumerate } from "../../../posture/describe.js";
import { gravestPerFile, shownCertificates } from "../certificate-uses.js";
import { chainOf } from "../example-certificates.js";
import { coversName, isHostName } from "../host-name.js";
import type { Model } from "../model.js";
import { exposureOf } from "../services.js";

/** Certificates can hold a hundred names; a message does not. */
const SHOWN_NAMES = 5;

export const rule = defineProductRule<Model>({
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
        "The certificate in {file} is for {names}, not for {host}: whoever reaches this server as {host} and verifies that refuses it. Ask for a certificate with this name, too.",
      noNames:
        "The certificate in {file} has no DNS names: whoever verifies certificates refuses it. Ask for one for {host}.",
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
  check: (model) =>
    gravestPerFile(
      shownCertificates(model).flatMap(({ certificate: { file, dnsNames }, use: { role, service }, at, path }) => {
        const host = service.get("myhostname");
        if (role === "client" || host === undefined || host.unknown || exposureOf(service) === "loopback") return [];
        // A bare or invented name is no name of the Internet, and says nothing.
        const name = host.value.toLowerCase();
        if (!isHostName(name) || !name.includes(".") || name.endsWith(".localdomain")) return [];
        if (dnsNames.some((pattern) => coversName(pattern, name))) return [];
        const more = dnsNames.length - SHOWN_NAMES;
        const names = enumerate([...dnsNames.slice(0, SHOWN_NAMES), ...(more > 0 ? [`${more} more`] : [])]);
        const severity = role === "submission" ? ("warning" as const) : ("info" as const);
        return [
          {
            message: dnsNames.length === 0 ? "noNames" : "other",
            data: { file, names, host: name },
            severity,
            path,
            at,
          },
        ];
      }),
    ),
});
