// Logins on port 25 although users have a port of their own.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setOverride } from "../edit.js";
import type { Model } from "../model.js";
import { exposureOf, purposeOf } from "../services.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtpd_sasl_auth_enable = yes\n";

export const rule = defineProductRule<Model>({
  meta: {
    id: "login-offered-to-other-servers",
    summary: "Port 25 offers logins, and users have their own port",
    severity: "info",
    fix: "unsafe",
    docs: {
      why: "Other mail servers never log in. Where a submission service exists, AUTH on port 25 only gives password guessers a second door, and one where TLS cannot be demanded (RFC 3207).",
      remedy:
        "Switch logins on at the submission services, and off for port 25: `-o smtpd_sasl_auth_enable=no`. First make sure that no mail program of a user still sends through port 25.",
      references: [rfc(6409, "3.1"), rfc(8314, "3.3")],
    },
    messages: {
      offered:
        "Port 25 offers logins too, although users have {submission}: it only helps password guessers. Switch them off here once no user sends through port 25.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_mandatory_protocols=>=TLSv1.2\n",
        findings: [{ message: "offered", line: 1, severity: "info" }],
        good: "smtp inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=no\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_mandatory_protocols=>=TLSv1.2\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { source } = model.master;
    const servers = model.servicesOf("smtpd").filter((service) => service.bool("smtpd_sasl_auth_enable") === true);
    const submission = servers.find((service) => service.port !== 25 && purposeOf(service, false) === "submission");
    if (!submission) return;
    for (const service of servers) {
      const { entry } = service;
      if (!entry || service.port !== 25 || service.type !== "inet" || exposureOf(service) === "loopback") continue;
      yield {
        message: "offered",
        data: { submission: submission.id },
        at: { path: source.path, span: entry.fields.name.span },
        endpoint: service.id,
        fix: {
          title: "Switch logins off on port 25",
          safety: "unsafe",
          edits: [setOverride(source, entry, "smtpd_sasl_auth_enable", "no")],
        },
      };
    }
  },
});
