// A name that Postfix does not have: it is read and never used, without a word.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import type { Model } from "../model.js";
import { isKnownIn, parameter, parameterNames, perServiceDefault } from "../parameters.js";
import { namesInValues } from "../setting-text.js";

/** Lookup tables that are configured by parameters of their own name (ldap_table(5), OBSOLETE MAIN.CF PARAMETERS, and its kin). */
const LEGACY_TABLES = /(?:^|[\s,{])(?:proxy:)?(ldap|mysql|pgsql|sqlite|memcache):([A-Za-z][\w-]*)/g;

/** Whether the file itself makes a name known: as a `$name` in use, a restriction class, or of a table configured in main.cf. */
function isOwn(model: Model, name: string): boolean {
  if (namesInValues(model).has(name)) return true;
  if ((model.get("smtpd_restriction_classes")?.value ?? "").split(/[\s,]+/).includes(name)) return true;
  return model.written().some(({ effective }) => {
    const tables = [...effective.raw.matchAll(LEGACY_TABLES)];
    return tables.some(([, , table = ""]) => name.startsWith(`${table}_`));
  });
}

/** smtp_ is the client, smtpd_ the server, lmtp_ the LMTP client: the name with another of these, if that exists. */
function otherSide(name: string): string | null {
  const match = /^(smtpd?|lmtpd?)_(.*)$/.exec(name);
  if (!match) return null;
  const [, prefix = "", rest = ""] = match;
  const order = prefix === "lmtpd" ? ["lmtp", "smtpd"] : prefix === "smtp" ? ["smtpd", "lmtp"] : ["smtp", "smtpd"];
  return order.map((other) => `${other}_${rest}`).find((candidate) => parameter(candidate) !== undefined) ?? null;
}

function describe(model: Model, name: string): Omit<ProductReport, "at"> {
  const data = { name, version: model.version.text };
  const known = parameter(name);
  if (known) {
    return known.since !== undefined && known.removed === undefined
      ? { message: "tooNew", data: { ...data, since: known.since } }
      : { message: "removed", data: { ...data, removed: known.removed ?? "" } };
  }
  const invented = /^(imap|pop3?)s?_(tls|ssl)_/.exec(name);
  if (invented) return { message: "invented", data: { ...data, protocol: (invented[1] ?? "").toUpperCase() } };
  const other = otherSide(name);
  if (other !== null) return { message: "otherSide", data: { ...data, other } };
  const guess = closest(name, parameterNames());
  return guess === null ? { message: "unknown", data } : { message: "misspelt", data: { ...data, guess } };
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "unknown-parameter",
    summary: "Postfix does not have this parameter",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "Postfix reads any name and uses only those it knows: a typing mistake is not an error, the setting just never takes effect. Two kinds are most frequent: `smtp_` (the client, outgoing mail) where `smtpd_` (the server, incoming mail) was meant, and names from guides that never existed, such as `imap_tls_…`: Postfix speaks no IMAP and no POP3.",
      remedy: "Correct the name, or remove the line. A name of your own is fine when another value uses it as `$name`.",
      references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      unknown: "Postfix has no parameter {name}, so this line does nothing. Correct the name or remove the line.",
      misspelt: "Postfix has no parameter {name}, so this line does nothing. Did you mean {guess}?",
      otherSide:
        "Postfix has no parameter {name}, so this line does nothing. smtpd_ is the server (incoming mail), smtp_ the client (outgoing mail), lmtp_ the LMTP client: did you mean {other}?",
      invented:
        "Postfix has no parameter {name}, so this line does nothing: it does not speak {protocol}. Set TLS for {protocol} in the server that does, Dovecot for example.",
      tooNew: "Postfix {version} does not have {name}, so this line does nothing: it came with {since}.",
      removed:
        "Postfix {version} does not have {name} any more, so this line does nothing: it was removed in {removed}.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_auth_only = yes\nsmtpd_tls_securty_level = may\nimap_tls_protocols = >=TLSv1.2\n",
        findings: [
          { message: "otherSide", line: 4, severity: "warning" },
          { message: "misspelt", line: 5, severity: "warning" },
          { message: "invented", line: 6, severity: "warning" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_auth_only = yes\n",
      },
    ],
  },
  *check(model) {
    for (const { service, effective, at } of model.written()) {
      const { name } = effective;
      const known = parameter(name);
      // The reader reports a byte order mark by itself.
      if (name.startsWith("\uFEFF")) continue;
      if ((known && isKnownIn(known, model.version)) || perServiceDefault(name) !== undefined || isOwn(model, name))
        continue;
      const report = describe(model, name);
      // A value that a template fills in may name it.
      if (report.message === "unknown" && model.templates.size > 0) continue;
      const better = report.data?.["other"] ?? report.data?.["guess"];
      const isTaken = (other: string): boolean =>
        service ? service.get(other)?.override !== undefined : model.entries.has(other);
      const free = better !== undefined && !isTaken(better);
      const span = (effective.override ?? effective.entry)?.name.span ?? at.span;
      yield {
        ...report,
        at: { path: at.path, span },
        ...(free
          ? {
              fix: {
                title: `Rename to ${better}`,
                // A setting that never took effect starts to.
                safety: "unsafe",
                edits: [{ path: at.path, span, text: better }],
              },
            }
          : {}),
      };
    }
  },
});
