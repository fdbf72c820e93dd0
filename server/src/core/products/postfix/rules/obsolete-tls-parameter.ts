// TLS switches of Postfix 2.2 that a level replaced, and parameters that do nothing any more.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { groupBy } from "../../../text/group-by.js";
import type { Entry } from "../../../dialects/postfix-main/tree.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { deprecationOf } from "../deprecations.js";
import { removeEntry, removeSetting, replaceValue } from "../edit.js";
import { legacyLevel } from "../levels.js";
import type { Model, Setting } from "../model.js";
import { NEWEST_VERSION, parameter } from "../parameters.js";
import { serverEndpoint } from "../server-posture.js";
import type { Service } from "../services.js";
import { placeOfName } from "../setting-text.js";
import { isTlsSwitch, type Switches, TLS_SWITCHES } from "../tls-switches.js";
import { atLeast } from "../version.js";

/** Read, and without effect since the release named (src/tls/tls_dh.c; DEPRECATION_README). */
const WITHOUT_EFFECT: readonly { readonly name: string; readonly since: string; readonly why: string }[] = [
  { name: "smtpd_tls_eecdh_grade", since: "3.6", why: "the curves come from tls_eecdh_auto_curves" },
  { name: "smtpd_tls_dh512_param_file", since: "3.6", why: "export-grade key exchange is gone" },
];

/** One level at the place of the first switch; the other switches go. */
function replaceAll(model: Model, present: readonly Entry[], setting: string, level: string): TextEdit[] {
  const [first, ...rest] = [...present].sort((a, b) => a.span.start - b.span.start);
  if (!first) return [];
  const existing = model.entries.get(setting);
  if (existing) return [replaceValue(model, existing, level), ...present.map((entry) => removeEntry(model, entry))];
  return [
    { path: model.source.path, span: first.name.span, text: setting },
    replaceValue(model, first, level),
    ...rest.map((entry) => removeEntry(model, entry)),
  ];
}

/** The same among the overrides of one service. */
function replaceOverrides(model: Model, present: readonly Setting[], setting: string, level: string): TextEdit[] {
  const [first, ...rest] = present;
  const override = first?.effective.override;
  if (!first || !override || first.scope.get(setting)?.override) return [];
  const { path } = first.at;
  return [
    { path, span: override.name.span, text: setting },
    { path, span: override.value.span, text: level },
    ...rest.flatMap(({ effective, scope }) => removeSetting(model, effective.name, scope) ?? []),
  ];
}

/** Whether a service has its own idea of the switches or the level: what main.cf says must then stay until that is changed. */
function isMixed(model: Model, { names, level }: Switches): boolean {
  return model.services.some((service) =>
    service.overrides.some((name) => names.includes(name) || (name === level && service.get(level)?.value === "")),
  );
}

/** The switches of one scope: main.cf, or one service. */
function* switchesIn(model: Model, switches: Switches, present: readonly Setting[]): Generator<ProductReport> {
  const [first] = present;
  if (!first) return;
  const { scope, service } = first;
  const { level: setting, side } = switches;
  const overridden = (scope.get(setting)?.value ?? "") !== "";
  const { level } = legacyLevel(scope, side);
  const readable = level !== "unknown" && present.every(({ effective }) => scope.bool(effective.name) !== null);
  const entries = present.flatMap(({ effective }) => effective.entry ?? []);
  for (const each of present) {
    const { name } = each.effective;
    const removal = overridden ? removeSetting(model, name, scope) : null;
    const replaced = service
      ? replaceOverrides(model, present, setting, level)
      : replaceAll(model, entries, setting, level);
    const edits = overridden ? (removal ? [removal] : []) : !service && isMixed(model, switches) ? [] : replaced;
    yield {
      message: overridden ? "overridden" : "replaced",
      data: { name, setting, level, since: deprecationOf(name, NEWEST_VERSION)?.since ?? "" },
      at: placeOfName(each),
      ...(readable &&
        edits.length > 0 && {
          fix: { title: overridden ? `Remove ${name}` : `Replace by ${setting} = ${level}`, safety: "safe", edits },
        }),
    };
  }
}

function* switches(model: Model, written: readonly Setting[], kind: Switches): Generator<ProductReport> {
  const own = written.filter(({ effective }) => kind.names.includes(effective.name));
  for (const [service, present] of groupBy(own, (setting) => setting.service)) {
    // What the program does not read is the business of another rule.
    const isRead = (name: string): boolean =>
      service === null || parameter(name)?.daemons.includes(service.program) === true;
    yield* switchesIn(
      model,
      kind,
      present.filter(({ effective }) => isRead(effective.name)),
    );
  }
}

function* withoutEffect(model: Model): Generator<ProductReport> {
  for (const setting of model.written()) {
    const { effective, scope } = setting;
    const row = WITHOUT_EFFECT.find(({ name }) => name === effective.name);
    if (!row || !atLeast(model.version, row.since)) continue;
    const edit = removeSetting(model, row.name, scope);
    yield {
      message: "noEffect",
      data: { name: row.name, since: row.since, why: row.why },
      at: placeOfName(setting),
      ...(edit && { fix: { title: `Remove ${row.name}`, safety: "safe", edits: [edit] } }),
    };
  }
}

/** Why the server passes over the file and uses its own prime (src/tls/tls_dh.c); null where it does not, or nothing is known. */
function unusable(model: Model, file: string): string | null {
  const path = model.locate(file);
  if (model.files?.status(path)?.kind === "missing") return "does not exist";
  const objects = model.files?.pem(path) ?? null;
  return objects?.every(({ kind }) => kind !== "dh-parameters") === true ? "has no DH parameters" : null;
}

function hasShortPrime(model: Model, service: Service): boolean {
  const { dhBits } = serverEndpoint(model, service)[0] ?? {};
  return dhBits !== undefined && dhBits.value < 2048 && dhBits.origin.kind === "explicit";
}

/** A parameter file of one's own still counts before 3.9's built-in choice makes it pointless; "auto" is as good as none. */
function* dhParameters(model: Model): Generator<ProductReport> {
  for (const setting of model.written()) {
    const { effective, scope } = setting;
    if (effective.name !== "smtpd_tls_dh1024_param_file") continue;
    // A short prime is worse than an obsolete setting, and has a rule of its own with the same fix.
    if (model.servicesOf("smtpd").some((service) => hasShortPrime(model, service))) continue;
    const own = !["", "auto"].includes(effective.value.toLowerCase());
    const what = own ? unusable(model, effective.value) : null;
    // Before 3.1 the built-in prime has 1024 bits, and a file of one's own is better.
    if (what === null && !atLeast(model.version, "3.1")) continue;
    const edit = removeSetting(model, effective.name, scope);
    yield {
      message: what !== null ? "dhUnusable" : own ? "dhFile" : "dhDefault",
      data: { file: effective.value, what: what ?? "" },
      at: placeOfName(setting),
      ...(edit && { fix: { title: "Remove smtpd_tls_dh1024_param_file", safety: "safe", edits: [edit] } }),
    };
  }
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "obsolete-tls-parameter",
    summary: "The parameter is obsolete",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "`smtpd_use_tls`, `smtpd_enforce_tls` and their kin were replaced by one level in Postfix 2.3, and Postfix warns about them since 3.9. When a level is set they are ignored without a word, so that a file can say one thing and do another. `smtpd_tls_eecdh_grade` and `smtpd_tls_dh512_param_file` do nothing since 3.6; with a `smtpd_tls_dh1024_param_file` of your own, clients get a group that nobody has vetted, where Postfix would choose a good one of 2048 bits.",
      remedy: "Say the level: `none`, `may` or `encrypt`. Remove the rest.",
      references: [
        { title: "Postfix DEPRECATION_README", url: "https://www.postfix.org/DEPRECATION_README.html#xxx_use_tls" },
      ],
    },
    messages: {
      overridden: "{name} is ignored, because {setting} is set; Postfix warns about it since {since}. Remove it.",
      replaced:
        "{name} is obsolete, and Postfix warns about it since {since}. What is set here comes to {setting} = {level}: say that instead.",
      noEffect: "{name} has had no effect since Postfix {since}: {why}. Remove it.",
      dhFile:
        "smtpd_tls_dh1024_param_file is obsolete: without it, Postfix chooses a well-known group of 2048 bits or more, which is better than one of your own. Remove it.",
      dhUnusable:
        "{file} {what}: Postfix logs a warning and uses its own prime. smtpd_tls_dh1024_param_file is obsolete anyway: remove it.",
      dhDefault: "smtpd_tls_dh1024_param_file is obsolete, and this value is the default anyway. Remove it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_use_tls = yes\nsmtpd_enforce_tls = no\nsmtpd_tls_cert_file = /etc/postfix/tls/mx.pem\nsmtpd_tls_eecdh_grade = strong\nsmtp_use_tls = no\nsmtp_tls_security_level = may\n",
        findings: [
          { message: "replaced", line: 1, severity: "warning" },
          { message: "replaced", line: 2, severity: "warning" },
          { message: "noEffect", line: 4, severity: "warning" },
          { message: "overridden", line: 5, severity: "warning" },
        ],
        good: "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/postfix/tls/mx.pem\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-master",
        bad: "smtp      inet  n       -       y       -       -       smtpd\nsubmission inet n       -       y       -       -       smtpd\n  -o smtpd_enforce_tls=yes\n  -o smtpd_sasl_auth_enable=yes\nsmtp      unix  -       -       y       -       -       smtp\ntlsmgr    unix  -       -       y       1000?   1       tlsmgr\n",
        findings: [
          { message: "replaced", file: "main.cf", line: 1, severity: "warning" },
          { message: "replaced", line: 3, severity: "warning" },
        ],
        good: "smtp      inet  n       -       y       -       -       smtpd\nsubmission inet n       -       y       -       -       smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\nsmtp      unix  -       -       y       -       -       smtp\ntlsmgr    unix  -       -       y       1000?   1       tlsmgr\n",
        beside: [
          {
            name: "main.cf",
            dialect: "postfix-main",
            text: "smtpd_use_tls = yes\nsmtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n",
            good: "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n",
          },
        ],
      },
    ],
  },
  *check(model) {
    const written = model.written().filter(({ effective }) => isTlsSwitch(effective.name));
    for (const kind of TLS_SWITCHES) yield* switches(model, written, kind);
    yield* withoutEffect(model);
    yield* dhParameters(model);
  },
});
