// An empty value where Postfix takes none: programs stop. An empty list of versions is judged by what it lets in, an empty level by tls-off.
import { defineProductRule } from "../../../rules/rule.js";
import { removeSetting } from "../edit.js";
import type { Model } from "../model.js";
import { isKnownIn, parameter } from "../parameters.js";
import { placeOfName } from "../setting-text.js";
import { isTernarySlip } from "../ternary.js";
import { atLeast, type PostfixVersion } from "../version.js";

const NEVER_EMPTY_TYPES = new Set(["tls-cipher-grade", "digest-name", "int", "time"]);

/**
 * Texts with a least length of 1: the CONFIG_STR_TABLEs of src/smtpd/smtpd.c, src/smtp/smtp_params.c and src/tls/tls_misc.c, from 3.0
 * to 3.11. `until`: the first releases that take an empty one, one for each branch.
 */
const NEVER_EMPTY: Readonly<Record<string, { readonly until?: readonly string[] }>> = {
  tls_high_cipherlist: {},
  tls_medium_cipherlist: {},
  tls_null_cipherlist: {},
  tls_low_cipherlist: { until: ["3.8"] },
  tls_export_cipherlist: { until: ["3.8"] },
  tls_eecdh_auto_curves: { until: ["3.6.17", "3.7.13", "3.8"] },
  tls_eecdh_strong_curve: { until: ["3.6.17", "3.7.13", "3.8.8", "3.9.2"] },
  tls_eecdh_ultra_curve: { until: ["3.6.17", "3.7.13", "3.8.8", "3.9.2"] },
  tls_dane_digests: {},
  smtp_tls_verify_cert_match: {},
  lmtp_tls_verify_cert_match: {},
  smtp_tls_secure_cert_match: {},
  lmtp_tls_secure_cert_match: {},
  smtpd_tls_eecdh_grade: {},
  tlsproxy_tls_eecdh_grade: {},
};

/** Whether the release is one of these, a later patch of the same branch, or newer than all. */
function reached(version: PostfixVersion, releases: readonly string[]): boolean {
  return releases.some((release, index) => {
    const [major, minor] = release.split(".");
    const next = releases[index + 1];
    const sameBranch = version.major === Number(major) && version.minor === Number(minor);
    return atLeast(version, release) && (sameBranch || next === undefined);
  });
}

function isFatalWhenEmpty(name: string, version: PostfixVersion): boolean {
  const known = parameter(name);
  if (!known || !isKnownIn(known, version) || !/tls/.test(name)) return false;
  if (NEVER_EMPTY_TYPES.has(known.type)) return true;
  const row = NEVER_EMPTY[name];
  return row !== undefined && !(row.until && reached(version, row.until));
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "empty-tls-value",
    summary: "The setting cannot be empty",
    severity: "error",
    fix: "safe",
    docs: {
      // check_mail_conf_str in src/global/mail_conf_str.c; smtpd 3.7.11: "fatal: bad string length 0 < 1: smtpd_tls_ciphers =".
      why: 'An empty value is a value: `name =` does not mean "the default". A few settings, such as grades, lists of ciphers, digests and times, cannot be empty: each program that reads one ends with a fatal error at its start, and mail stops.',
      remedy: "Remove the line: then the default counts. `postconf -d NAME` shows it.",
      references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      fatal:
        "{setting} cannot be empty: the programs that read it stop with a fatal error. An empty value is not the default. Remove the line to get that.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_ciphers =\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers =\n",
        findings: [{ message: "fatal", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_exclude_ciphers =\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { effective, scope } = setting;
      const { name, value, raw, problem } = effective;
      if (value !== "" || problem !== undefined || !isFatalWhenEmpty(name, model.version)) continue;
      if (isTernarySlip(effective)) continue;
      // What comes from another name is that one's mistake.
      const edit = raw === "" ? removeSetting(model, name, scope) : null;
      yield {
        message: "fatal",
        data: { setting: name },
        at: placeOfName(setting),
        ...(edit && { fix: { title: `Remove ${name}`, safety: "safe", edits: [edit] } }),
      };
    }
  },
});
