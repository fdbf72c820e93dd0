// Names in cipher lists and exclusions that OpenSSL passes over without a word.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { exclusionItems, hasOperator, type IgnoredName, ignoredNames } from "../cipher-names.js";
import type { Model, Setting } from "../model.js";
import { placeOfPiece, replacePiece, writtenOfType } from "../setting-text.js";
import { atLeast } from "../version.js";

function report(setting: Setting, { name, excludes, ignored }: IgnoredName): ProductReport {
  const guess = "guess" in ignored ? ignored.guess : null;
  const edit = guess === null ? null : replacePiece(setting, name.span, guess);
  return {
    message: ignored.why === "tls13" ? (excludes ? "tls13Out" : "tls13") : guess === null ? "unknown" : "misspelt",
    data: {
      setting: setting.effective.name,
      name: name.text,
      guess: guess ?? "",
      effect: excludes ? "excludes" : "adds",
    },
    // What is not known and only to be kept out does no harm.
    severity: ignored.why === "tls13" ? "info" : guess === null && excludes ? "hint" : "warning",
    at: placeOfPiece(setting, name.span),
    ...(edit && {
      // A suite that is taken out at last may be the only one that a peer has.
      fix: { title: `Change to ${guess ?? ""}`, safety: excludes ? "unsafe" : "safe", edits: [edit] },
    }),
  };
}

/** An exclusion list as OpenSSL gets it, each name by itself. */
function inExclusions(text: string, model: Model): readonly IgnoredName[] {
  return exclusionItems(text)
    .filter((item) => !hasOperator(item))
    .flatMap(({ text: item, span }) =>
      ignoredNames(item, model.library).map((found) => {
        const start = span.start + found.name.span.start;
        return {
          ...found,
          excludes: true,
          name: { ...found.name, span: { start, end: start + found.name.text.length } },
        };
      }),
    );
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "cipher-name-ignored",
    summary: "OpenSSL does not know this cipher name",
    severity: "warning",
    fix: "safe",
    docs: {
      // ssl_cipher_process_rulestr in ssl/ssl_ciph.c of OpenSSL 1.0.2 to 3.5: an unknown name is no error.
      why: "OpenSSL skips a name that it does not know without a word, and names are case-sensitive: with `anull` for `aNULL` nothing is excluded. The suites of TLS 1.3 are not set by these lists at all: naming them neither adds nor excludes them.",
      remedy:
        "Correct the name or take it out. `mailtls ciphers STRING` shows what a list comes to. Names of suites that OpenSSL has dropped are not reported where they are excluded.",
      references: [
        { title: "openssl-ciphers(1)", url: "https://docs.openssl.org/3.0/man1/openssl-ciphers/" },
        {
          title: "postconf(5): smtpd_tls_exclude_ciphers",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_exclude_ciphers",
        },
      ],
    },
    messages: {
      misspelt: '{setting}: OpenSSL does not know "{name}" and skips it, so it {effect} nothing. Did you mean {guess}?',
      unknown:
        '{setting}: OpenSSL does not know "{name}" and skips it, so it {effect} nothing. Correct it or take it out.',
      tls13:
        "{setting}: {name} does nothing here. The suites of TLS 1.3 are always on, whatever the list says. Take it out.",
      tls13Out:
        "{setting}: {name} excludes nothing here. The suites of TLS 1.3 are always on, whatever is excluded. Take it out.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = md5, EXPORT\nsmtp_tls_security_level = may\ntls_medium_cipherlist = ECDHE+AESGCM:ECDHE+AES:ECDHE-RSA-AES128-SHA265\n",
        findings: [
          { message: "misspelt", line: 3, severity: "warning" },
          { message: "misspelt", line: 5, severity: "warning" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = MD5, EXPORT\nsmtp_tls_security_level = may\ntls_medium_cipherlist = ECDHE+AESGCM:ECDHE+AES:ECDHE-RSA-AES128-SHA256\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = TLS_AES_128_GCM_SHA256\nsmtp_tls_security_level = may\ntls_medium_cipherlist = TLS_AES_256_GCM_SHA384:ECDHE+AES:!EXPORT:!LOW:!SSLv2\n",
        findings: [
          { message: "tls13Out", line: 3, severity: "info" },
          { message: "tls13", line: 5, severity: "info" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_medium_cipherlist = ECDHE+AES:!EXPORT:!LOW:!SSLv2\n",
      },
    ],
  },
  *check(model) {
    for (const setting of writtenOfType(model, "openssl-cipher-list")) {
      const { name, value } = setting.effective;
      const retired = ["tls_low_cipherlist", "tls_export_cipherlist"].includes(name) && atLeast(model.version, "3.8");
      if (!name.startsWith("tls_") || retired || /\s#/.test(value)) continue;
      for (const found of ignoredNames(value, model.library)) yield report(setting, found);
    }
    for (const setting of writtenOfType(model, "tls-cipher-exclusion-list")) {
      // "aNULL # why" has a rule of its own.
      if (/\s#/.test(setting.effective.value)) continue;
      for (const found of inExclusions(setting.effective.value, model)) yield report(setting, found);
    }
  },
});
