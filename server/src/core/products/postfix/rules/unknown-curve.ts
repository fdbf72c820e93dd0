// Names of key exchange groups that Postfix or its library does not have.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import { type CurveItem, curveItems, groupNamed, knownSpelling, knownSpellings } from "../curve-names.js";
import type { Model, Setting } from "../model.js";
import { isKnownIn, parameter } from "../parameters.js";
import { placeOfPiece, replacePiece } from "../setting-text.js";
import { atLeast } from "../version.js";

const SETTINGS = ["tls_eecdh_auto_curves", "tls_ffdhe_auto_groups"];

/** Since this release unknown names are skipped without a warning (src/tls/tls_dh.c). */
const SILENT_SINCE = "3.8";

function report(model: Model, setting: Setting, { item, name }: CurveItem): ProductReport {
  const { scope, effective } = setting;
  const silent = atLeast(model.version, SILENT_SINCE);
  const data = { setting: effective.name, name, library: model.library.replace("openssl-", "OpenSSL ") };
  const at = placeOfPiece(setting, item.span);
  const group = groupNamed(name);
  const guess = group ? knownSpelling(group, scope) : closest(name, knownSpellings(scope));
  // A list may name what only a newer library has: it is skipped until then.
  if (guess === null && group) return { message: "tooNew", data, at, severity: silent ? "hint" : "info" };
  const start = item.span.end - name.length;
  const edit = guess === null ? null : replacePiece(setting, { start, end: item.span.end }, guess);
  return {
    message: guess === null ? "unknown" : "misspelt",
    data: { ...data, guess: guess ?? "" },
    at,
    ...(edit && { fix: { title: `Change to ${guess ?? ""}`, safety: "safe", edits: [edit] } }),
  };
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "unknown-curve",
    summary: "The key exchange group is not known",
    severity: "warning",
    fix: "safe",
    docs: {
      // src/tls/tls_dh.c; smtpd 3.7.11 with OpenSSL 3.0: `ignoring unknown ECDHE curve "secp256r1"`.
      why: "Postfix passes over a group that it or its TLS library does not know: since 3.8 without a word, before with a warning from each process. Before 3.8 only OpenSSL's own names count, in their own case: `prime256v1` or `P-256`, not `secp256r1`, and `X25519`, not `x25519`.",
      remedy: "Best remove the line, and let Postfix and OpenSSL choose. Otherwise correct the name.",
      references: [
        {
          title: "postconf(5): tls_eecdh_auto_curves",
          url: "https://www.postfix.org/postconf.5.html#tls_eecdh_auto_curves",
        },
      ],
    },
    messages: {
      misspelt: '{setting}: "{name}" is not known here, and is passed over. Write {guess}.',
      unknown: '{setting}: there is no key exchange group "{name}", so it is passed over. Correct it or take it out.',
      tooNew: '{setting}: {library} does not have "{name}", so it is passed over. A newer library will use it.',
    },
    examples: [
      {
        dialect: "postfix-main",
        serverVersion: "3.7",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_eecdh_auto_curves = X25519, secp256r1, P-385\n",
        findings: [
          { message: "misspelt", line: 4, severity: "warning" },
          { message: "misspelt", line: 4, severity: "warning" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_eecdh_auto_curves = X25519, prime256v1, P-384\n",
      },
      {
        dialect: "postfix-main",
        serverVersion: "3.7",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_eecdh_auto_curves = X25519MLKEM768 X25519 prime256v1\n",
        findings: [{ message: "tooNew", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_eecdh_auto_curves = X25519 prime256v1\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { name, value, problem } = setting.effective;
      const known = SETTINGS.includes(name) ? parameter(name) : undefined;
      if (!known || !isKnownIn(known, model.version) || problem !== undefined) continue;
      for (const item of curveItems(value, setting.scope))
        if (!item.known && !item.optional) yield report(model, setting, item);
    }
  },
});
