// Parameters that Postfix itself warns about; those of TLS levels are in obsolete-tls-parameter.
import { defineProductRule, type Safety } from "../../../rules/rule.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { type Deprecation, deprecationOf } from "../deprecations.js";
import { removeSetting, setParameter } from "../edit.js";
import { convertPerSite } from "../per-site-conversion.js";
import type { Model, Setting } from "../model.js";
import { namesInValues, placeOfName } from "../setting-text.js";
import { isTlsSwitch } from "../tls-switches.js";

const ELSEWHERE = new Set(["smtpd_tls_dh1024_param_file", "smtpd_tls_eecdh_grade"]);

interface Remedy {
  readonly message: string;
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly TextEdit[];
}

function isPerSite(name: string): boolean {
  return name.endsWith("_per_site");
}

function perSiteRemedy(model: Model, setting: Setting, to: string): Remedy | null {
  const conversion = convertPerSite(model, setting, to);
  if (conversion === null) return null;
  const { edits, safety, commands } = conversion;
  const then = commands.length === 0 ? "" : `, then run ${commands.join(" and ")}`;
  return { message: "perSite", title: `Convert the table for ${to}${then}`, safety, edits };
}

/** What the change comes to, where the result is the same; null where a human must decide. */
function remedy(model: Model, setting: Setting, { name, kind, to, values }: Deprecation): Remedy | null {
  const { effective, scope } = setting;
  const removal = removeSetting(model, name, scope);
  const written = effective.override ?? effective.entry;
  if (removal === null || written === undefined) return null;
  const remove: Remedy = { message: "unset", title: `Remove ${name}`, safety: "safe", edits: [removal] };
  if (to === undefined) return kind === "do-not-specify" && effective.value.toLowerCase() === "no" ? remove : null;
  const taken = scope.get(to)?.origin.kind === "explicit";
  // A new name that is set wins over the old one, which its default would have used.
  if (taken) return kind === "rename" ? { ...remove, message: "ignored" } : null;
  if (kind === "rename") {
    const path = effective.override ? model.master?.source.path : model.source.path;
    if (path === undefined) return null;
    const edits = [{ path, span: written.name.span, text: to }];
    return { message: "renamed", title: `Rename to ${to}`, safety: "safe", edits };
  }
  if (isPerSite(name)) return perSiteRemedy(model, setting, to);
  const value = values?.[effective.value.toLowerCase()];
  if (value === undefined) return null;
  if (value === null) return remove;
  return effective.override
    ? null
    : {
        message: "replaced",
        title: `Replace by ${to} = ${value}`,
        safety: "safe",
        edits: [removal, setParameter(model, to, value)],
      };
}

function messageOf({ name, kind, to }: Deprecation): string {
  if (kind === "rename") return "renamed";
  if (isPerSite(name)) return "perSite";
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
      references: [
        { title: "Postfix DEPRECATION_README", url: "https://www.postfix.org/DEPRECATION_README.html#features" },
      ],
    },
    messages: {
      renamed: "{name} is now called {to}; Postfix warns about the old name since {since}. Rename it.",
      ignored:
        "{name} is the old name of {to}, which is set as well and wins. Postfix warns about it since {since}. Remove it.",
      replaced: "{name} is to go, and Postfix warns about it since {since}. Use {to} instead.",
      perSite:
        "{name} is to go, and Postfix warns about it since {since}. Use {to}, which is asked for the next hop only, not for the names of servers: MUST is verify there, MUST_NOPEERMATCH is encrypt.",
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
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_per_site = texthash:/etc/postfix/tls_per_site\n",
        findings: [{ message: "perSite", line: 5, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_per_site\n",
        beside: [
          {
            name: "tls_per_site",
            dialect: "postfix-map",
            text: "# Partners\n[mx.example.com]:587 MUST_NOPEERMATCH\n[192.0.2.1]  may\n",
            good: "# Partners\n[mx.example.com]:587 encrypt\n[192.0.2.1]  may\n",
          },
        ],
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { effective, scope } = setting;
      const { name } = effective;
      const deprecation = deprecationOf(name, model.version);
      if (!deprecation || isTlsSwitch(name) || ELSEWHERE.has(name)) continue;
      const { since, to } = deprecation;
      // A per-site table beside a policy table is ignored altogether, which another rule says.
      if (isPerSite(name) && to !== undefined && (scope.get(to)?.value ?? "") !== "") continue;
      const found = namesInValues(model).has(name) ? null : remedy(model, setting, deprecation);
      yield {
        message: found?.message ?? messageOf(deprecation),
        data: { name, since, to: to ?? "" },
        at: placeOfName(setting),
        ...(found && { fix: { title: found.title, safety: found.safety, edits: found.edits } }),
      };
    }
  },
});
