// Parameters that Postfix itself warns about; those of TLS levels are in obsolete-tls-parameter.
import { references } from "../../../dialects/postfix-main/expression.js";
import { defineProductRule } from "../../../rules/rule.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { type Deprecation, deprecationOf } from "../deprecations.js";
import { removeSetting, setParameter } from "../edit.js";
import type { Model, Setting } from "../model.js";
import { placeOfName } from "../setting-text.js";
import { isTlsSwitch } from "../tls-switches.js";

const ELSEWHERE = new Set(["smtpd_tls_dh1024_param_file", "smtpd_tls_eecdh_grade"]);

interface Remedy {
  readonly message: string;
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** What the change comes to, where the result is the same; null where a human must decide. */
function remedy(model: Model, { effective, scope }: Setting, { name, kind, to, values }: Deprecation): Remedy | null {
  const removal = removeSetting(model, name, scope);
  const written = effective.override ?? effective.entry;
  if (removal === null || written === undefined) return null;
  const remove: Remedy = { message: "unset", title: `Remove ${name}`, edits: [removal] };
  if (to === undefined) return kind === "do-not-specify" && effective.value.toLowerCase() === "no" ? remove : null;
  const taken = scope.get(to)?.origin.kind === "explicit";
  // A new name that is set wins over the old one, which its default would have used.
  if (taken) return kind === "rename" ? { ...remove, message: "ignored" } : null;
  if (kind === "rename") {
    const path = effective.override ? model.master?.source.path : model.source.path;
    if (path === undefined) return null;
    return { message: "renamed", title: `Rename to ${to}`, edits: [{ path, span: written.name.span, text: to }] };
  }
  const value = values?.[effective.value.toLowerCase()];
  if (value === undefined) return null;
  if (value === null) return remove;
  return effective.override
    ? null
    : { message: "replaced", title: `Replace by ${to} = ${value}`, edits: [removal, setParameter(model, to, value)] };
}

function messageOf({ kind, to }: Deprecation): string {
  if (kind === "rename") return "renamed";
  return to === undefined ? "unset" : "replaced";
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "deprecated-parameter",
    summary: "Postfix warns about this parameter",
    severity: "info",
    fix: "safe",
    docs: {
      // pcf_depr_param_info in src/postconf/postconf_unused.c of 3.9 and 3.11.
      why: "Postfix has a list of parameters that are to go, with what replaces them, and `postconf` warns about them: about the first ones since 3.9, about more since 3.11. They still count, but a later release will pass over them in silence.",
      remedy: "Use the new name or the parameter that is named instead. The message says which.",
      references: [{ title: "Postfix DEPRECATION_README", url: "https://www.postfix.org/DEPRECATION_README.html" }],
    },
    messages: {
      renamed: "{name} is now called {to}; Postfix warns about the old name since {since}. Rename it.",
      ignored:
        "{name} is the old name of {to}, which is set as well and wins. Postfix warns about it since {since}. Remove it.",
      replaced: "{name} is to go, and Postfix warns about it since {since}. Use {to} instead.",
      unset: "{name} is to go, and Postfix warns about it since {since}. Leave it at its default.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_client_connection_limit_exceptions = 192.0.2.0/24\ndisable_dns_lookups = no\n",
        findings: [
          { message: "renamed", line: 4, severity: "info" },
          { message: "unset", line: 5, severity: "info" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_client_event_limit_exceptions = 192.0.2.0/24\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_per_site = hash:/etc/postfix/tls_per_site\n",
        findings: [{ message: "replaced", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n",
      },
    ],
  },
  *check(model) {
    const used = new Set(model.written().flatMap(({ effective }) => references(effective.raw).map(({ name }) => name)));
    for (const setting of model.written()) {
      const { effective, scope } = setting;
      const { name } = effective;
      const deprecation = deprecationOf(name, model.version);
      if (!deprecation || isTlsSwitch(name) || ELSEWHERE.has(name)) continue;
      const { since, to } = deprecation;
      // A per-site table beside a policy table is ignored altogether, which another rule says.
      if (name.endsWith("_per_site") && to !== undefined && (scope.get(to)?.value ?? "") !== "") continue;
      const found = used.has(name) ? null : remedy(model, setting, deprecation);
      yield {
        message: found?.message ?? messageOf(deprecation),
        data: { name, since, to: to ?? "" },
        at: placeOfName(setting),
        ...(found && { fix: { title: found.title, safety: "safe", edits: found.edits } }),
      };
    }
  },
});
