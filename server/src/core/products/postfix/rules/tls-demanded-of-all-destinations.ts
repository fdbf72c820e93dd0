// Delivery to the whole Internet that insists on TLS.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import { clientLevel, demandsTls } from "../levels.js";
import type { Model } from "../model.js";
import { nextHop } from "../next-hop.js";

/** Levels that ask for a certificate that somebody trusts: most mail servers have none that fits their MX name. */
const VERIFYING: readonly string[] = ["fingerprint", "verify", "secure", "dane-only"];

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-demanded-of-all-destinations",
    summary: "Delivery demands TLS of every destination",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "Without a `relayhost` this level counts for every mail server of the Internet. At `encrypt`, mail to servers without TLS is deferred until it bounces; at `verify`, `secure`, `fingerprint` and `dane-only`, mail to nearly everybody, because few servers have a certificate that fits. Postfix's own manual says not to.",
      remedy: "Use `may`, or `dane` with DNSSEC, and demand more of single destinations in `smtp_tls_policy_maps`.",
      references: [
        {
          title: "Postfix TLS_README: client TLS security levels",
          url: "https://www.postfix.org/TLS_README.html#client_tls_levels",
        },
        rfc(7435, "3"),
      ],
    },
    messages: {
      encrypt:
        "Every destination must offer TLS here: mail to servers that do not is deferred and bounces. Set may, and demand TLS of single destinations in smtp_tls_policy_maps.",
      verify:
        "Every destination must prove its identity at level {level}, which most mail servers cannot: their mail is deferred and bounces. Set may, and demand more of single destinations in smtp_tls_policy_maps.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = encrypt\nsmtp_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
        findings: [{ message: "encrypt", line: 3, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
      },
    ],
  },
  *check(model) {
    // With another default transport, or a table of them, nobody can say what goes through "smtp".
    const service = model.servicesOf("smtp").find(({ name }) => name === "smtp");
    if (!service || nextHop(model.get("relayhost")?.value ?? "") !== null) return;
    if ((model.get("default_transport")?.value ?? "smtp") !== "smtp") return;
    if ((service.get("smtp_tls_policy_maps")?.value ?? "") !== "") return;
    const { level, origin } = clientLevel(service);
    // Wrapper mode works at no lower level.
    if (service.bool("smtp_tls_wrappermode") === true) return;
    if (level === "invalid" || !demandsTls(level) || origin.kind !== "explicit") return;
    const verifying = VERIFYING.includes(level);
    yield {
      message: verifying ? "verify" : "encrypt",
      data: { level },
      severity: verifying ? "error" : "warning",
      at: origin,
      endpoint: service.id,
      fix: {
        title: "Set the level to may",
        // Who demands TLS on purpose must decide.
        safety: "unsafe",
        edits: [setParameter(model, "smtp_tls_security_level", "may", service)],
      },
    };
  },
});
