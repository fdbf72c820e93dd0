// A client can make the server begin the handshake anew as often as it likes.
import { defineProductRule } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import { serverLevel } from "../levels.js";
import type { Model } from "../model.js";
import { exposureOf } from "../services.js";
import { hasLaterOptions, refusesRenegotiation } from "../tls-options.js";
import { atLeast } from "../version.js";

/** tls_bug_bits in src/tls/tls_misc.c refuses it since this release, whatever is configured. */
const REFUSED_SINCE = "3.8";

export const rule = defineProductRule<Model>({
  meta: {
    id: "renegotiation-allowed",
    summary: "Clients can renegotiate TLS",
    severity: "info",
    fix: "safe",
    docs: {
      // OpenSSL 3.0 refuses it by default (SSL_OP_ALLOW_CLIENT_RENEGOTIATION, CHANGES); 1.0.2 has no option that Postfix could set.
      why: "With TLS 1.2 and older and OpenSSL 1.1.1, a client can begin a new handshake within the session again and again, which costs the server far more than the client; tests such as Internet.nl object to it. OpenSSL 3.0 and Postfix 3.8 refuse it by themselves.",
      remedy: "Set `tls_ssl_options = NO_RENEGOTIATION`. No mail program needs renegotiation.",
      references: [
        { title: "postconf(5): tls_ssl_options", url: "https://www.postfix.org/postconf.5.html#tls_ssl_options" },
      ],
    },
    messages: {
      allowed:
        "With Postfix {version} and OpenSSL 1.1.1 a client can renegotiate TLS at will, and keep the server busy. Set tls_ssl_options = NO_RENEGOTIATION.",
    },
    examples: [
      {
        dialect: "postfix-main",
        serverVersion: "3.5",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_ssl_options = NO_COMPRESSION\n",
        findings: [{ message: "allowed", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_ssl_options = NO_COMPRESSION, NO_RENEGOTIATION\n",
      },
    ],
  },
  *check(model) {
    const { version, library } = model;
    if (library !== "openssl-1.1.1" || !hasLaterOptions(version) || atLeast(version, REFUSED_SINCE)) return;
    for (const service of model.servicesOf("smtpd")) {
      const wrapper = service.bool("smtpd_tls_wrappermode") === true ? service.get("smtpd_tls_wrappermode") : undefined;
      const { level, origin } = serverLevel(service);
      if (wrapper === undefined && (level === "none" || level === "invalid" || level === "unknown")) continue;
      const options = service.get("tls_ssl_options");
      if (exposureOf(service) === "loopback" || refusesRenegotiation(options?.value ?? "")) continue;
      const written = options?.origin.kind === "explicit" && options.value !== "";
      const at = written ? options.origin : (wrapper?.origin ?? origin);
      if (at.kind !== "explicit") continue;
      const value = written ? `${options.raw}, NO_RENEGOTIATION` : "NO_RENEGOTIATION";
      yield {
        message: "allowed",
        data: { version: version.text },
        at: { path: at.path, span: at.span },
        fix: {
          title: "Refuse renegotiation",
          safety: "safe",
          edits: [setParameter(model, "tls_ssl_options", value, service)],
        },
      };
      // One line in main.cf serves all.
      if (options?.override === undefined) return;
    }
  },
});
