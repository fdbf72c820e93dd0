// TLS switches of Postfix 2.2 that a level replaced, and parameters that do nothing any more.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import type { Entry } from "../../../dialects/postfix-main/tree.js";
import type { TextEdit } from "../../../text/text-edit.js";
import { removeEntry, replaceValue } from "../edit.js";
import type { Model } from "../model.js";
import { atLeast } from "../version.js";

interface Switches {
  readonly level: string;
  readonly use: string;
  readonly enforce: string;
  /** Client only: with enforce, whether the server's name is verified. */
  readonly peername?: string;
}

/** One level replaces these (postconf(5); DEPRECATION_README). */
const SIDES: readonly Switches[] = [
  { level: "smtpd_tls_security_level", use: "smtpd_use_tls", enforce: "smtpd_enforce_tls" },
  {
    level: "smtp_tls_security_level",
    use: "smtp_use_tls",
    enforce: "smtp_enforce_tls",
    peername: "smtp_tls_enforce_peername",
  },
  {
    level: "lmtp_tls_security_level",
    use: "lmtp_use_tls",
    enforce: "lmtp_enforce_tls",
    peername: "lmtp_tls_enforce_peername",
  },
  { level: "postscreen_tls_security_level", use: "postscreen_use_tls", enforce: "postscreen_enforce_tls" },
  { level: "tlsproxy_tls_security_level", use: "tlsproxy_use_tls", enforce: "tlsproxy_enforce_tls" },
];

/** Read, and without effect since the release named (src/tls/tls_dh.c; DEPRECATION_README). */
const WITHOUT_EFFECT: readonly { readonly name: string; readonly since: string; readonly why: string }[] = [
  { name: "smtpd_tls_eecdh_grade", since: "3.6", why: "the curves come from tls_eecdh_auto_curves" },
  { name: "smtpd_tls_dh512_param_file", since: "3.6", why: "export-grade key exchange is gone" },
];

/** What the switches come to, as the programs themselves work it out (see levels.ts). */
function levelOf(model: Model, side: Switches): string {
  if (model.bool(side.enforce) === true) {
    return side.peername !== undefined && model.bool(side.peername) !== false ? "verify" : "encrypt";
  }
  return model.bool(side.use) === true ? "may" : "none";
}

function* switches(model: Model, side: Switches): Generator<ProductReport> {
  // The level parameters exist since 2.3; every release covered here has them.
  const names = [side.use, side.enforce, ...(side.peername === undefined ? [] : [side.peername])];
  const present = names.flatMap((name) => model.entries.get(name) ?? []);
  const [first] = present;
  if (!first) return;
  const set = model.get(side.level);
  const overridden = set?.entry !== undefined && set.value !== "";
  const readable = present.every((entry) => model.bool(entry.name.text) !== null);
  const level = levelOf(model, side);
  for (const entry of present) {
    yield {
      message: overridden ? "overridden" : "replaced",
      data: { name: entry.name.text, setting: side.level, level },
      at: { path: model.source.path, span: entry.name.span },
      ...(readable
        ? {
            fix: {
              title: overridden ? `Remove ${entry.name.text}` : `Replace by ${side.level} = ${level}`,
              safety: "safe",
              edits: overridden ? [removeEntry(model, entry)] : replaceAll(model, present, side.level, level),
            },
          }
        : {}),
    };
  }
}

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

function* withoutEffect(model: Model): Generator<ProductReport> {
  for (const { name, since, why } of WITHOUT_EFFECT) {
    const entry = model.entries.get(name);
    if (!entry || !atLeast(model.version, since)) continue;
    yield {
      message: "noEffect",
      data: { name, since, why },
      at: { path: model.source.path, span: entry.name.span },
      fix: { title: `Remove ${name}`, safety: "safe", edits: [removeEntry(model, entry)] },
    };
  }
}

/** A parameter file of one's own still counts before 3.9's built-in choice makes it pointless; "auto" is as good as none. */
function* dhParameters(model: Model): Generator<ProductReport> {
  const entry = model.entries.get("smtpd_tls_dh1024_param_file");
  if (!entry || !atLeast(model.version, "3.1")) return;
  const own = !["", "auto"].includes(entry.value.text.toLowerCase());
  yield {
    message: own ? "dhFile" : "dhDefault",
    at: { path: model.source.path, span: entry.name.span },
    fix: { title: "Remove smtpd_tls_dh1024_param_file", safety: "safe", edits: [removeEntry(model, entry)] },
  };
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
      references: [{ title: "Postfix DEPRECATION_README", url: "https://www.postfix.org/DEPRECATION_README.html" }],
    },
    messages: {
      overridden: "{name} is ignored, because {setting} is set; Postfix warns about it since 3.9. Remove it.",
      replaced:
        "{name} is obsolete, and Postfix warns about it since 3.9. What is set here comes to {setting} = {level}: say that instead.",
      noEffect: "{name} has had no effect since Postfix {since}: {why}. Remove it.",
      dhFile:
        "smtpd_tls_dh1024_param_file is obsolete: without it, Postfix chooses a well-known group of 2048 bits or more, which is better than one of your own. Remove it.",
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
    ],
  },
  *check(model) {
    for (const side of SIDES) yield* switches(model, side);
    yield* withoutEffect(model);
    yield* dhParameters(model);
  },
});
