// A protocol list that Postfix rejects, or reads as something else than it looks like.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { compareVersions, PROTOCOL_VERSIONS } from "../../../tls/versions.js";
import { setParameter } from "../edit.js";
import type { Effective, Model, Setting } from "../model.js";
import { parameter } from "../parameters.js";
import { BOUNDS_SINCE, listFrom, type ProtocolItem, protocolNamed, readProtocolList } from "../protocol-list.js";
import { atLeast } from "../version.js";

/** What a misspelt version was meant to be: `TLSv1.0`, `TLS1.2`, `tls 1.3`, `SSL3`. */
function meant(item: ProtocolItem): string | null {
  const match = /^(!|>=|<=)?(tls|ssl)[-_]?v?(\d)(?:[._]?(\d))?$/i.exec(item.text);
  if (!match) return null;
  const [, operator = "", family = "", major = "", minor = "0"] = match;
  const name = `${family.toUpperCase()}v${major}${minor === "0" ? "" : `.${minor}`}`;
  return PROTOCOL_VERSIONS.some((version) => version === name) ? operator + name : null;
}

function isServer(setting: string): boolean {
  return !setting.startsWith("smtp_") && !setting.startsWith("lmtp_");
}

/** Bounds before 3.6: a list of one floor can be said as exclusions. */
function asExclusions(items: readonly ProtocolItem[], model: Model): string | null {
  const [only] = items;
  if (items.length !== 1 || only?.kind !== "floor") return null;
  const floor = protocolNamed(only.text.slice(2), model.version);
  return floor === null ? null : listFrom(floor, model.version);
}

function repair(effective: Effective, items: readonly ProtocolItem[], model: Model): string | null {
  if (!atLeast(model.version, BOUNDS_SINCE) && items.some((item) => item.kind === "floor" || item.kind === "ceiling")) {
    return asExclusions(items, model);
  }
  let text = effective.raw;
  for (const item of [...items].reverse()) {
    if (item.version !== null) continue;
    const replacement = meant(item);
    if (replacement === null) return null;
    text = text.slice(0, item.span.start) + replacement + text.slice(item.span.end);
  }
  return readProtocolList(text, model.version).valid ? text : null;
}

function* invalid(
  model: Model,
  { effective, scope, at }: Setting,
  items: readonly ProtocolItem[],
): Generator<ProductReport> {
  const bad = items.find((item) => item.version === null);
  if (!bad) return;
  const tooNew = !atLeast(model.version, BOUNDS_SINCE) && (bad.kind === "floor" || bad.kind === "ceiling");
  const repaired = effective.raw === effective.value ? repair(effective, items, model) : null;
  yield {
    message: tooNew ? "tooNew" : isServer(effective.name) ? "server" : "client",
    data: { setting: effective.name, item: bad.text, version: model.version.text },
    at,
    ...(repaired === null
      ? {}
      : {
          fix: {
            title: `Change to ${repaired}`,
            safety: "safe",
            edits: [setParameter(model, effective.name, repaired, scope)],
          },
        }),
  };
}

/** `>= TLSv1.2`: the lonely operator sets no bound, and the version alone excludes every other. */
function* lonelyOperator(
  model: Model,
  { effective, scope, at }: Setting,
  items: readonly ProtocolItem[],
): Generator<ProductReport> {
  const index = items.findIndex(
    (item) => (item.text === ">=" || item.text === "<=") && items[items.indexOf(item) + 1]?.kind === "include",
  );
  const operator = items[index];
  const next = items[index + 1];
  if (!operator || !next) return;
  const joined = effective.value.slice(0, operator.span.start) + operator.text + effective.value.slice(next.span.start);
  yield {
    message: "space",
    data: { setting: effective.name, operator: operator.text, version: next.text },
    at,
    ...(effective.raw === effective.value
      ? {
          fix: {
            title: `Change to ${joined}`,
            safety: "safe",
            edits: [setParameter(model, effective.name, joined, scope)],
          },
        }
      : {}),
  };
}

/** Valid, but nothing that any library could negotiate: `!TLSv1.3 >=TLSv1.3`. */
function* empty(model: Model, { effective, at }: Setting): Generator<ProductReport> {
  const { permitted } = readProtocolList(effective.value, model.version);
  if (permitted.some((version) => compareVersions(version, "SSLv3") > 0)) return;
  yield { message: "nothing", data: { setting: effective.name }, at };
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-protocol-list",
    summary: "The protocol list is not read as it looks",
    severity: "error",
    fix: "safe",
    docs: {
      why: 'One word that Postfix does not know makes the whole list invalid: a server then answers `454 TLS not available`, a client gives up TLS for the session, and both say so only in the log. The names are exactly SSLv2, SSLv3, TLSv1, TLSv1.1, TLSv1.2 and TLSv1.3; there is no TLSv1.0. A blank after `>=` is worse, since nothing is logged: `>= TLSv1.2` means "no lower bound" and "TLS 1.2 only", so TLS 1.3 is off. `>=` and `<=` exist since Postfix 3.6.',
      remedy:
        "Write `>=TLSv1.2` without a blank, or before Postfix 3.6 a list of exclusions: `!SSLv2, !SSLv3, !TLSv1, !TLSv1.1`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_mandatory_protocols",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_mandatory_protocols",
        },
      ],
    },
    messages: {
      server:
        '{setting}: Postfix does not know "{item}", so the whole list is invalid and the server refuses STARTTLS (454): mail arrives in plain text or not at all. The names are TLSv1, TLSv1.1, TLSv1.2, TLSv1.3.',
      client:
        '{setting}: Postfix does not know "{item}", so the whole list is invalid and delivery gives up TLS. The names are TLSv1, TLSv1.1, TLSv1.2, TLSv1.3.',
      tooNew:
        '{setting}: Postfix {version} does not have "{item}" (bounds exist since 3.6), so the whole list is invalid and TLS is off. Write exclusions instead.',
      space:
        '{setting}: with a blank after it, "{operator}" sets no bound, and "{version}" alone switches every other version off. Write {operator}{version}.',
      nothing:
        "{setting}: the list permits no version that exists today, so no TLS session succeeds. Leave it at its default or write >=TLSv1.2.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >= TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1.0\nsmtp_tls_security_level = may\n",
        findings: [
          { message: "space", line: 3, severity: "error" },
          { message: "server", line: 4, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-main",
        serverVersion: "3.4",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\ntls_ssl_options = NO_RENEGOTIATION\n",
        findings: [{ message: "tooNew", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\nsmtpd_tls_protocols = !SSLv2, !SSLv3\nsmtp_tls_security_level = may\ntls_ssl_options = NO_RENEGOTIATION\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { effective } = setting;
      if (
        parameter(effective.name)?.type !== "tls-protocol-list" ||
        effective.value === "" ||
        effective.problem !== undefined
      )
        continue;
      const { items, valid } = readProtocolList(effective.value, model.version);
      if (!valid) yield* invalid(model, setting, items);
      else if (items.some((item) => item.text === ">=" || item.text === "<="))
        yield* lonelyOperator(model, setting, items);
      else yield* empty(model, setting);
    }
  },
});
