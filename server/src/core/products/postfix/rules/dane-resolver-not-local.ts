// DANE with a resolver that is not on this machine.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { clientLevel } from "../levels.js";
import type { Model } from "../model.js";
import { isLoopback } from "../services.js";

const RESOLV_CONF = "/etc/resolv.conf";

export const rule = defineProductRule<Model>({
  meta: {
    id: "dane-resolver-not-local",
    summary: "DANE trusts a resolver across the network",
    severity: "warning",
    fix: "none",
    docs: {
      why: "Postfix does not check DNSSEC signatures itself: it trusts the resolver's word that it did. Across a network anybody in between can write that word, and many resolvers of providers and containers do not validate at all: then every domain looks unsigned, and `dane` is silently `may`.",
      remedy:
        "Run a validating resolver on this machine (unbound, knot-resolver, BIND), and name it first and alone in /etc/resolv.conf: `nameserver 127.0.0.1`.",
      references: [
        { title: "Postfix TLS_README: DANE", url: "https://www.postfix.org/TLS_README.html#client_tls_dane" },
        rfc(7672, "2.1"),
      ],
    },
    messages: {
      remote:
        "{level} trusts the resolver to have checked DNSSEC, and /etc/resolv.conf names {resolver}, which is not this machine: anybody in between can forge that. Run a validating resolver here.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n",
        findings: [{ message: "remote", line: 3, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/resolv.conf": { text: "nameserver 192.0.2.53\n" },
          "/etc/postfix/tls/mx.pem": { status: { kind: "file" } },
        },
      },
    ],
  },
  *check(model) {
    const service = model.servicesOf("smtp").find(({ name }) => name === "smtp");
    if (!service) return;
    const { level, origin } = clientLevel(service);
    if ((level !== "dane" && level !== "dane-only") || origin.kind !== "explicit") return;
    const text = model.files?.text(RESOLV_CONF) ?? null;
    if (text === null) return;
    const resolvers = Array.from(text.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm), ([, address = ""]) => address);
    // Without a line, the resolver on this machine is asked (resolv.conf(5)).
    const remote = resolvers.find((address) => !isLoopback(address));
    if (remote !== undefined) yield { message: "remote", data: { level, resolver: remote }, at: origin };
  },
});
