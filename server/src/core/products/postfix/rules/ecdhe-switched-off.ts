// Old releases: a grade of elliptic-curve key exchange that leaves the server without it.
import { defineProductRule } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { atLeast, type PostfixVersion } from "../version.js";

const SETTINGS = ["smtpd_tls_eecdh_grade", "tlsproxy_tls_eecdh_grade"];

/** `auto` is a grade since this release (RELEASE_NOTES-3.2). */
const AUTO_SINCE = "3.2";

/** From 3.4 on `none` is taken for `auto`, and from 3.6 on every grade is (tls_set_eecdh_curve in src/tls/tls_dh.c). */
function switchesOff(grade: string, version: PostfixVersion): boolean {
  if (grade === "" || atLeast(version, "3.6")) return false;
  if (grade === "none") return !atLeast(version, "3.4");
  return !["strong", "ultra", ...(atLeast(version, AUTO_SINCE) ? ["auto"] : [])].includes(grade);
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "ecdhe-switched-off",
    summary: "The server is left without elliptic-curve key exchange",
    severity: "warning",
    fix: "safe",
    docs: {
      // src/tls/tls_dh.c, tls_set_eecdh_curve, of 2.11 to 3.5; with OpenSSL 1.1.0 and later the library's own curves stay on.
      why: "Before Postfix 3.4, `smtpd_tls_eecdh_grade = none` switches ECDHE off, and so does every word that the release does not know, such as `auto` before 3.2. With OpenSSL 1.0.2 sessions then use slower DHE, or plain RSA without forward secrecy: whoever gets the key later can read what was recorded.",
      remedy: "Remove the line, or write `strong`.",
      references: [
        {
          title: "postconf(5): smtpd_tls_eecdh_grade",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_eecdh_grade",
        },
      ],
    },
    messages: {
      off: "{setting} = {value}: Postfix {version} switches ECDHE off with this, so many sessions have no forward secrecy. Write strong.",
    },
    examples: [
      {
        dialect: "postfix-main",
        serverVersion: "3.1",
        bad: "smtpd_tls_cert_file = /etc/postfix/tls/mx.crt\nsmtpd_tls_key_file = /etc/postfix/tls/mx.key\nsmtpd_tls_security_level = may\nsmtpd_tls_eecdh_grade = auto\nsmtp_tls_security_level = may\n",
        findings: [{ message: "off", line: 4, severity: "warning" }],
        good: "smtpd_tls_cert_file = /etc/postfix/tls/mx.crt\nsmtpd_tls_key_file = /etc/postfix/tls/mx.key\nsmtpd_tls_security_level = may\nsmtpd_tls_eecdh_grade = strong\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    if (model.library !== "openssl-1.0.2") return;
    for (const { effective, scope, at } of model.written()) {
      const { name, value, problem } = effective;
      if (!SETTINGS.includes(name) || problem !== undefined || !switchesOff(value.toLowerCase(), model.version))
        continue;
      yield {
        message: "off",
        data: { setting: name, value, version: model.version.text },
        at,
        fix: { title: "Change to strong", safety: "safe", edits: [setParameter(model, name, "strong", scope)] },
      };
    }
  },
});
