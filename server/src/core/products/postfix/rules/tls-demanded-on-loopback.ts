// The way back from a content filter demands TLS, which filters do not speak.
import { defineProductRule } from "../../../rules/rule.js";
import { setOverride } from "../edit.js";
import { demandsTls, serverLevel } from "../levels.js";
import type { Model } from "../model.js";
import { exposureOf } from "../services.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = encrypt\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n";

/** Ports on which TLS is expected, on the machine itself too: a web mailer logs in there. */
const LOGIN_PORTS: readonly (number | null)[] = [25, 465, 587];

export const rule = defineProductRule<Model>({
  meta: {
    id: "tls-demanded-on-loopback",
    summary: "A local service demands TLS because main.cf does",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "Content filters give mail back on a port of the machine itself, and hardly any of them speaks TLS. When main.cf demands TLS and the service does not say otherwise, the filter is refused (`530 Must issue a STARTTLS command first`), and mail stays in its queue.",
      remedy: "Add `-o smtpd_tls_security_level=none` to the local service: its mail never leaves the machine.",
      references: [
        { title: "Postfix FILTER_README", url: "https://www.postfix.org/FILTER_README.html" },
        {
          title: "postconf(5): smtpd_tls_security_level",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_security_level",
        },
      ],
    },
    messages: {
      demanded:
        "Only programs on this machine reach this service, and main.cf makes it demand TLS: a content filter without TLS is refused. Add -o smtpd_tls_security_level=none.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "submission inet n - y - - smtpd\n127.0.0.1:10025 inet n - n - - smtpd\n  -o content_filter=\n",
        findings: [{ message: "demanded", line: 2, severity: "warning" }],
        good: "submission inet n - y - - smtpd\n127.0.0.1:10025 inet n - n - - smtpd\n  -o content_filter=\n  -o smtpd_tls_security_level=none\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { source } = model.master;
    for (const service of model.servicesOf("smtpd")) {
      const { entry } = service;
      const { level, origin } = serverLevel(service);
      if (!entry || service.type !== "inet" || exposureOf(service) !== "loopback" || LOGIN_PORTS.includes(service.port))
        continue;
      // Whoever writes the level at the service means it.
      if (level === "invalid" || !demandsTls(level) || origin.kind !== "explicit" || origin.path === source.path)
        continue;
      // Where all of Postfix is only for this machine, the level of main.cf is meant for such services too. In wrapper mode none counts.
      if (!service.name.includes(":") || service.bool("smtpd_tls_wrappermode") !== false) continue;
      yield {
        message: "demanded",
        at: { path: source.path, span: entry.fields.name.span },
        endpoint: service.id,
        fix: {
          title: "Add -o smtpd_tls_security_level=none",
          safety: "safe",
          edits: [setOverride(source, entry, "smtpd_tls_security_level", "none")],
        },
      };
    }
  },
});
