// Mandatory lists are set where TLS is optional: they do nothing there.
import { defineProductRule } from "../../../rules/rule.js";
import { clientLevel, demandsTls, serverLevel } from "../levels.js";
import type { Model, Scope } from "../model.js";

const LISTS = ["protocols", "ciphers", "exclude_ciphers"] as const;

/** Whether deliveries can be held to a stricter level than the global one. */
function hasPolicies(model: Model): boolean {
  return ["smtp_tls_policy_maps", "smtp_tls_per_site"].some((name) => (model.get(name)?.value ?? "") !== "");
}

/** The level where TLS is optional, else null. */
function optionalLevel(scope: Scope, side: "smtpd" | "smtp"): string | null {
  if (side === "smtpd" && scope.bool("smtpd_tls_wrappermode") === true) return null;
  const { level } = side === "smtpd" ? serverLevel(scope) : clientLevel(scope);
  // "dane" demands TLS wherever the destination publishes it.
  return level === "invalid" || level === "dane" || demandsTls(level) ? null : level;
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "only-mandatory-hardened",
    summary: "Only the mandatory lists are set, and TLS is optional",
    severity: "info",
    fix: "none",
    docs: {
      why: "At level `may`, Postfix reads `…_tls_protocols`, `…_tls_ciphers` and `…_tls_exclude_ciphers`; the `…_mandatory_…` ones count only where TLS is demanded. Whoever hardens just those often believes that port 25 is covered.",
      remedy:
        "If the lists are meant for the submission service of master.cf, all is well: leave port 25 at its defaults. If they are meant for port 25, know that a higher demand there gains little (see opportunistic-floor-too-high).",
      references: [
        {
          title: "Postfix TLS_README: server-side cipher controls",
          url: "https://www.postfix.org/TLS_README.html#server_cipher",
        },
      ],
    },
    messages: {
      server:
        "{setting} does nothing on port 25, where TLS is optional (level {level}). It counts only for services of master.cf that demand TLS, such as submission.",
      client:
        "{setting} does nothing: delivery uses TLS only where offered (level {level}), and no policy table demands more.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
        findings: [{ message: "client", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n",
      },
    ],
  },
  *check(model) {
    for (const side of ["smtpd", "smtp"] as const) {
      const services = model.servicesOf(side);
      if (side === "smtp" && hasPolicies(model)) continue;
      for (const list of LISTS) {
        for (const { service, effective } of model.written(`${side}_tls_mandatory_${list}`)) {
          // What is set in main.cf counts for every service that does not say otherwise.
          const users = service ? [service] : services.filter((user) => !user.get(effective.name)?.override);
          const levels = users.map((user) => optionalLevel(user, side));
          const [level] = levels;
          if (level === undefined || level === null || levels.includes(null) || effective.origin.kind !== "explicit")
            continue;
          if (users.some((user) => user.get(`${side}_tls_${list}`)?.origin.kind === "explicit")) continue;
          yield {
            message: side === "smtpd" ? "server" : "client",
            data: { setting: effective.name, level },
            // Submission services usually exist: where master.cf was not read, no more than a hint on the server side.
            severity: side === "smtpd" && !model.master ? "hint" : "info",
            at: {
              path: effective.origin.path,
              span: (effective.override ?? effective.entry)?.name.span ?? effective.origin.span,
            },
          };
        }
      }
    }
  },
});
