// Certificates are to be verified, and there is nobody to trust: Postfix brings no authorities of its own.
import { certificate, chainOf } from "../../../posture/example-certificates.js";
import { isSelfSigned } from "../../../posture/certificate.js";
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { pathOf } from "../certificate-uses.js";
import { setParameter } from "../edit.js";
import { clientLevel, demandsTls, serverLevel } from "../levels.js";
import type { Model, Scope } from "../model.js";
import type { Side } from "../side.js";
import { tableValues } from "../tables.js";
import { readTlsPolicy } from "../tls-policy.js";
import { atLeast } from "../version.js";

/** Where systems keep the public authorities in one file. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

const settingsOf = (side: Side): readonly string[] => [
  `${side}_tls_CAfile`,
  `${side}_tls_CApath`,
  `${side}_tls_trust_anchor_file`,
];

/** tls_append_default_CA adds to what is set, and to nothing where that is empty (src/tls/tls_certkey.c). */
function trustsNobody(scope: Scope, side: Side): boolean {
  return settingsOf(side).every((name) => !scope.unknown(name) && (scope.get(name)?.value ?? "") === "");
}

function verifies(level: string | null): boolean {
  return level === "verify" || level === "secure";
}

function fixFor(model: Model, scope: Scope, side: Side): Pick<ProductReport, "fix"> {
  const bundle = BUNDLES.find((path) => model.files?.status(path)?.kind === "file");
  if (bundle === undefined) return {};
  const setting = `${side}_tls_CAfile`;
  const edits = [setParameter(model, setting, bundle, scope)];
  return { fix: { title: `Set ${setting} = ${bundle}`, safety: "safe", edits } };
}

function* clients(model: Model): Generator<ProductReport> {
  for (const side of ["smtp", "lmtp"] as const) {
    const services = model.servicesOf(side).filter((service) => trustsNobody(service, side));
    for (const service of services) {
      const { level, origin } = clientLevel(service, side);
      if (!verifies(level) || origin.kind !== "explicit") continue;
      const data = { level, setting: `${side}_tls_CAfile` };
      yield { message: "level", data, at: origin, endpoint: service.id, ...fixFor(model, service, side) };
    }
    if (services.length < model.servicesOf(side).length || services.length === 0) continue;
    for (const { use, setting, text, place } of tableValues(model)) {
      if (use === "sni" || !setting.startsWith(`${side}_`)) continue;
      if (use === "per-site" && text.toUpperCase() !== "MUST") continue;
      const policy = use === "policy" ? readTlsPolicy(text, model.version) : { level: "verify", tafiles: [] };
      if (!verifies(policy.level) || policy.tafiles.length > 0) continue;
      const data = { level: policy.level ?? "", setting: `${side}_tls_CAfile` };
      yield { message: "row", data, at: place(), ...fixFor(model, model, side) };
    }
  }
}

/** A demand for client certificates is in force only where TLS is demanded. */
function* servers(model: Model): Generator<ProductReport> {
  for (const service of model.servicesOf("smtpd")) {
    const demand = service.get("smtpd_tls_req_ccert");
    const required = service.bool("smtpd_tls_wrappermode") === true || demandsTls(serverLevel(service).level);
    if (service.bool("smtpd_tls_req_ccert") !== true || !required || demand?.origin.kind !== "explicit") continue;
    if (trustsNobody(service, "smtpd")) yield { message: "clients", at: demand.origin, endpoint: service.id };
  }
}

/** A file of authorities without a root: chains end nowhere. OpenSSL's own, where they count as well, may have it. */
function* withoutRoot(model: Model): Generator<ProductReport> {
  for (const side of ["smtp", "lmtp", "smtpd"] as const) {
    for (const { scope, effective, at } of model.written(`${side}_tls_CAfile`)) {
      if ((scope.get(`${side}_tls_CApath`)?.value ?? "") !== "" || scope.bool("tls_append_default_CA") !== false)
        continue;
      const objects = effective.value === "" ? null : (model.files?.pem(pathOf(model, scope, effective.value)) ?? null);
      const found = (objects ?? []).flatMap((object) => (object.kind === "certificate" ? [object.certificate] : []));
      if (found.length === 0 || found.some(isSelfSigned)) continue;
      const grave =
        side === "smtpd" ? scope.bool("smtpd_tls_req_ccert") === true : verifies(clientLevel(scope, side).level);
      const data = { setting: effective.name, file: effective.value };
      yield { message: "noRoot", data, at, severity: grave ? "error" : "info" };
    }
  }
}

function* withoutEffect(model: Model): Generator<ProductReport> {
  if (!atLeast(model.version, "2.8")) return;
  for (const { scope, at } of model.written("tls_append_default_CA")) {
    if (scope.bool("tls_append_default_CA") !== true) continue;
    const nobody = (["smtp", "lmtp", "smtpd"] as const).every((side) => trustsNobody(scope, side));
    const services = model.services.every(({ overrides }) =>
      overrides.every((name) => !/_tls_CA(?:file|path)$/.test(name)),
    );
    if (nobody && services) yield { message: "append", at, severity: "warning" };
  }
}

const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]:587\nsmtp_tls_security_level = secure\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n";
const ROOT = certificate({ subject: "CN=Root", issuer: "CN=Root", spkiSha256: "root", dnsNames: [], isIssuer: true });

export const rule = defineProductRule<Model>({
  meta: {
    id: "trusted-authorities-missing",
    summary: "Certificates are verified, and no authority is trusted",
    severity: "error",
    fix: "safe",
    docs: {
      why: 'Postfix trusts no authority unless it is told to; it does not use those of the system by itself. At the levels `verify` and `secure` every certificate is then "untrusted", and all mail waits until it bounces. At `may` and `encrypt` nothing is verified, and the word "Untrusted" in the log does no harm. `tls_append_default_CA` only adds to what `smtp_tls_CAfile` or `smtp_tls_CApath` name, and does nothing when both are empty. The chain of one\'s own server is no file of authorities. Levels `dane`, `dane-only` and `fingerprint` need none.',
      remedy:
        "Name the system's file of authorities: `smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt` (Debian), `/etc/pki/tls/certs/ca-bundle.crt` (Red Hat).",
      references: [
        { title: "postconf(5): smtp_tls_CAfile", url: "https://www.postfix.org/postconf.5.html#smtp_tls_CAfile" },
        {
          title: "postconf(5): tls_append_default_CA",
          url: "https://www.postfix.org/postconf.5.html#tls_append_default_CA",
        },
      ],
    },
    messages: {
      level:
        "Level {level} delivers only to servers whose certificate comes from a trusted authority, and Postfix trusts none: all mail waits. Set {setting} to the system's file of authorities.",
      row: "Level {level} delivers only to servers whose certificate comes from a trusted authority, and Postfix trusts none: mail for this destination waits. Set {setting} to the system's file of authorities.",
      clients:
        "Clients must show a certificate from a trusted authority, and Postfix trusts none: nobody gets in. Set smtpd_tls_CAfile to the authority of these certificates.",
      noRoot:
        "{setting}: {file} has no root authority, so no certificate can be verified with it. Is it the chain of this server? Name the file of the authorities that are to be trusted.",
      append:
        "tls_append_default_CA does nothing here: it adds to smtp_tls_CAfile or smtp_tls_CApath, and both are empty. Set one of them.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: MAIN,
        findings: [{ message: "level", line: 4, severity: "error" }],
        good: `${MAIN}smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\n`,
        files: {
          "/etc/ssl/certs/ca-certificates.crt": { pem: [ROOT] },
          "/etc/postfix/tls/mx.pem": { pem: chainOf(), status: { mode: 0o600 } },
        },
      },
      {
        dialect: "postfix-main",
        bad: `${MAIN}smtp_tls_CAfile = /etc/ssl/fullchain.pem\ntls_append_default_CA = no\n`,
        findings: [{ message: "noRoot", line: 6, severity: "error" }],
        good: `${MAIN}smtp_tls_CAfile = /etc/ssl/roots.pem\ntls_append_default_CA = no\n`,
        files: {
          "/etc/ssl/fullchain.pem": { pem: chainOf().slice(1) },
          "/etc/ssl/roots.pem": { pem: [ROOT] },
          "/etc/postfix/tls/mx.pem": { pem: chainOf(), status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(model) {
    yield* clients(model);
    yield* servers(model);
    yield* withoutRoot(model);
    yield* withoutEffect(model);
  },
});
