// A setting at a service whose program does not read it.
import { references } from "../../../dialects/postfix-main/expression.js";
import { defineProductRule } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { isKnownIn, parameter, parameterNames } from "../parameters.js";
import type { Service } from "../services.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";

/** Programs whose settings are named after them; of others it is not as plain who reads what. */
const PROGRAMS: readonly string[] = ["smtpd", "smtp", "lmtp", "postscreen", "tlsproxy"];
const OWN_PREFIX = /^(smtpd|smtp|lmtp|postscreen|tlsproxy)_/;

/** Where mail goes is decided by trivial-rewrite, before any client runs (trivial-rewrite(8)). */
const ROUTING =
  /^(relayhost|transport_maps|default_transport|relay_transport|sender_dependent_(relayhost|default_transport)_maps)$/;

/** Whether the value of some setting that the program reads names `name`: `tlsproxy_tls_cert_file = $smtpd_tls_cert_file`. */
function isReferred(service: Service, name: string): boolean {
  for (const other of parameterNames()) {
    if (other === name || parameter(other)?.daemons.includes(service.program) !== true) continue;
    const raw = service.get(other)?.raw;
    if (raw?.includes(name) === true && references(raw).some((reference) => reference.name === name)) return true;
  }
  return false;
}

/** The same setting for the service's own program: `smtpd_tls_auth_only` for `smtp_tls_auth_only`. */
function counterpart(service: Service, name: string): string | null {
  const other = name.replace(OWN_PREFIX, `${service.program}_`);
  return other !== name && parameter(other)?.daemons.includes(service.program) === true ? other : null;
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "override-not-read",
    summary: "The service's program does not read this setting",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "An `-o` counts only for the program of its own line. `smtp_` settings are the client's (outgoing mail), `smtpd_` settings the server's (incoming mail), `lmtp_` settings the LMTP client's. A setting of the other side at a service is read by nobody, without a word: the TLS that it was meant to demand is not demanded.",
      remedy: "Use the setting of the service's own program, or move the `-o` to the service that reads it.",
      references: [{ title: "master(5)", url: "https://www.postfix.org/master.5.html#syntax" }],
    },
    messages: {
      otherSide: "{program} does not read {name}, so this does nothing here. Did you mean {other}?",
      unread:
        "{program} does not read {name}, so this does nothing here. Move it to the service that it is meant for, or remove it.",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_mandatory_protocols=>=TLSv1.2\n  -o smtp_tls_loglevel=1\n",
        findings: [{ message: "otherSide", line: 4, severity: "warning" }],
        good: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_mandatory_protocols=>=TLSv1.2\n  -o smtpd_tls_loglevel=1\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { path } = model.master.source;
    for (const service of model.services) {
      if (!PROGRAMS.includes(service.program)) continue;
      for (const name of service.overrides) {
        const known = parameter(name);
        const override = service.get(name)?.override;
        if (!override || !(OWN_PREFIX.test(name) || ROUTING.test(name)) || !known || !isKnownIn(known, model.version))
          continue;
        if (known.daemons.includes(service.program) || known.daemons.includes("*") || isReferred(service, name))
          continue;
        const other = counterpart(service, name);
        const free = other !== null && !service.overrides.includes(other);
        yield {
          message: other === null ? "unread" : "otherSide",
          data: { program: service.program, name, other: other ?? "" },
          at: { path, span: override.name.span },
          endpoint: service.id,
          ...(free
            ? {
                fix: {
                  title: `Rename to ${other}`,
                  // A setting that never took effect starts to.
                  safety: "unsafe",
                  edits: [{ path, span: override.name.span, text: other }],
                },
              }
            : {}),
        };
      }
    }
  },
});
