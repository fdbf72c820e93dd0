// A relay that speaks TLS from the first byte, and a client that waits for a greeting in plain text.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { setParameter } from "../edit.js";
import { clientLevel, demandsTls } from "../levels.js";
import type { Model } from "../model.js";
import { nextHop } from "../next-hop.js";
import { atLeast } from "../version.js";

/** Wrapper mode of the client exists since this release (postconf(5), smtp_tls_wrappermode). */
const WRAPPERMODE_SINCE = "3.0";

export const rule = defineProductRule<Model>({
  meta: {
    id: "relayhost-465-without-wrappermode",
    summary: "The relay at port 465 needs wrapper mode",
    severity: "error",
    fix: "safe",
    docs: {
      why: "On port 465 TLS starts with the first byte (RFC 8314). Without wrapper mode Postfix waits there for a greeting in plain text, which never comes: each delivery hangs until it times out, and all mail is deferred. Wrapper mode in turn needs a level of at least `encrypt`.",
      remedy:
        "Set `smtp_tls_wrappermode = yes` and `smtp_tls_security_level = encrypt`, or use the relay's port 587 without wrapper mode. When other destinations are served too, give the relay a transport of its own in master.cf.",
      references: [
        {
          title: "Postfix TLS_README: mandatory TLS with wrapper mode",
          url: "https://www.postfix.org/TLS_README.html#client_smtps",
        },
        rfc(8314, "3.3"),
      ],
    },
    messages: {
      needed:
        "{host} speaks TLS from the first byte on port 465, and Postfix waits for a greeting in plain text: mail to this relay hangs and is deferred. Set smtp_tls_wrappermode = yes and level encrypt.",
      tooOld:
        "{host} speaks TLS from the first byte on port 465, which Postfix {version} cannot do (since 3.0): mail to this relay is deferred. Use port 587.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:465\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\n",
        findings: [{ message: "needed", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:465\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = encrypt\nsmtp_tls_wrappermode = yes\n",
      },
    ],
  },
  *check(model) {
    const relayhost = model.get("relayhost");
    // What goes to the relay goes through the service "smtp", unless default_transport names another (postconf(5)).
    const scope = model.servicesOf("smtp").find(({ name }) => name === "smtp") ?? model;
    if (!relayhost?.entry || scope.bool("smtp_tls_wrappermode") === true) return;
    const hop = nextHop(relayhost.value);
    if (!hop || !["465", "smtps", "submissions"].includes(hop.port ?? "")) return;
    const at = { path: model.source.path, span: relayhost.entry.value.span };
    const data = { host: hop.host, version: model.version.text };
    if (!atLeast(model.version, WRAPPERMODE_SINCE)) {
      yield { message: "tooOld", data, at };
      return;
    }
    const { level } = clientLevel(scope);
    const edits: TextEdit[] = [setParameter(model, "smtp_tls_wrappermode", "yes", scope)];
    if (level === "invalid" || !demandsTls(level))
      edits.push(setParameter(model, "smtp_tls_security_level", "encrypt", scope));
    yield {
      message: "needed",
      data,
      at,
      fix: {
        title: "Switch wrapper mode on and demand TLS",
        // Destinations that do not go through the relay would get wrapper mode as well.
        safety: ["transport_maps", "sender_dependent_relayhost_maps"].some((name) => model.entries.has(name))
          ? "unsafe"
          : "safe",
        edits,
      },
    };
  },
});
