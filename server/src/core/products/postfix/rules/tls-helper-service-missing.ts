// TLS is on, and a service that it cannot do without is not in master.cf.
import { defineProductRule } from "../../../rules/rule.js";
import { clientLevel, serverLevel } from "../levels.js";
import type { Model } from "../model.js";
import type { Service } from "../services.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";

function usesTls(service: Service): boolean {
  if (service.program === "smtpd") {
    const { level } = serverLevel(service);
    return service.bool("smtpd_tls_wrappermode") === true || (level !== "none" && level !== "invalid");
  }
  const { level } = clientLevel(service);
  return level !== "none" && level !== "invalid";
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-helper-service-missing",
    summary: "A service that TLS needs is missing",
    severity: "error",
    fix: "none",
    docs: {
      why: 'Every program that does TLS asks `tlsmgr` for random numbers; without that service it logs "no entropy for TLS key generation: disabling TLS support", and mail goes in plain text or not at all. `postscreen` lets `tlsproxy` do its TLS.',
      remedy:
        "Put the lines of Postfix's own master.cf back: `tlsmgr unix - - y 1000? 1 tlsmgr`, and with postscreen `tlsproxy unix - - y - 0 tlsproxy`.",
      references: [
        { title: "tlsmgr(8)", url: "https://www.postfix.org/tlsmgr.8.html" },
        { title: "tlsproxy(8)", url: "https://www.postfix.org/tlsproxy.8.html" },
      ],
    },
    messages: {
      tlsmgr:
        "There is no service {name} in this file, which TLS needs for its random numbers: {service} turns TLS off. Add the line `{name} unix - - y 1000? 1 tlsmgr`.",
      tlsproxy:
        "There is no service {name} in this file, which does the TLS of postscreen: STARTTLS fails at its first contact. Add the line `{name} unix - - y - 0 tlsproxy`.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\ncleanup unix n - y - 0 cleanup\ntlsmgr unix - - y 1000? 1 tlsmgr\n",
        findings: [{ message: "tlsproxy", line: 1, severity: "error" }],
        good: "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\ntlsproxy unix - - y - 0 tlsproxy\ncleanup unix n - y - 0 cleanup\ntlsmgr unix - - y 1000? 1 tlsmgr\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    const { master } = model;
    // A file without the queue's own services is a part of one.
    if (!master || model.servicesOf("cleanup").length === 0) return;
    // Without a name programs do not even start: that is empty-tls-value.
    const has = (name: string): boolean => name === "" || model.services.some((service) => service.name === name);
    const at = (service: Service) => ({
      path: master.source.path,
      span: service.entry?.fields.name.span ?? { start: 0, end: 0 },
    });
    const tlsmgr = model.get("tlsmgr_service_name")?.value ?? "tlsmgr";
    const user = has(tlsmgr) ? undefined : model.servicesOf("smtpd", "smtp").find(usesTls);
    if (user) yield { message: "tlsmgr", data: { name: tlsmgr, service: user.id }, at: at(user) };
    for (const service of model.servicesOf("postscreen")) {
      const tlsproxy = service.get("tlsproxy_service_name")?.value ?? "tlsproxy";
      const level = service.get("postscreen_tls_security_level")?.value.toLowerCase();
      if (has(tlsproxy) || (level !== "may" && level !== "encrypt")) continue;
      yield { message: "tlsproxy", data: { name: tlsproxy }, at: at(service), endpoint: service.id };
    }
  },
});
