// A list of key exchange groups from yesterday's guides, where Postfix and OpenSSL now choose better ones.
import { defineProductRule } from "../../../rules/rule.js";
import { curveItems, groupNamed } from "../curve-names.js";
import { removeSetting } from "../edit.js";
import type { Model } from "../model.js";
import { placeOfName } from "../setting-text.js";
import { atLeast } from "../version.js";

/** DEF_TLS_EECDH_AUTO in src/global/mail_params.h with OpenSSL 3.5, since this release. */
const CHOSEN_SINCE = "3.11";
const CHOSEN = "?X25519MLKEM768:DEFAULT";

/** Whether the first group is a post-quantum one, of which a client then sends a key at once. */
function isLargeFirst(model: Model, value: string): boolean {
  const [first] = curveItems(value, model);
  if (!first?.known || first.optional) return false;
  const kind = groupNamed(first.name)?.kind;
  return kind === "ml-kem" || kind === "hybrid-ml-kem";
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "eecdh-curves-overridden",
    summary: "The list of key exchange groups is better left to Postfix",
    severity: "info",
    fix: "safe",
    docs: {
      // src/global/mail_params.h and tls_auto_groups in src/tls/tls_dh.c of 3.11; OpenSSL 3.5, SSL_CTX_set1_groups_list(3).
      why: "With OpenSSL 3.5, Postfix 3.11 offers post-quantum key exchange without sending its large key in the first packet; a list of one's own loses that, and what comes later. A list that begins with a group such as `X25519MLKEM768` makes each outgoing handshake begin with more than 1,200 bytes of key: the first message no longer fits into one packet, and some old servers and firewalls then hang.",
      remedy:
        "Remove `tls_eecdh_auto_curves` and `tls_ffdhe_auto_groups`. Before Postfix 3.11, let the list begin with `X25519`.",
      references: [
        {
          title: "postconf(5): tls_eecdh_auto_curves",
          url: "https://www.postfix.org/postconf.5.html#tls_eecdh_auto_curves",
        },
        {
          title: "OpenSSL issue 27557: large first message",
          url: "https://github.com/openssl/openssl/issues/27557",
        },
      ],
    },
    messages: {
      overridden:
        "{setting}: with OpenSSL 3.5, Postfix {version} chooses better groups by itself, post-quantum ones too. Remove it.",
      largeFirst:
        "{setting} begins with a post-quantum group: the first message of each outgoing handshake becomes too large for one packet, and some old servers hang. Let it begin with X25519.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_eecdh_auto_curves = X25519 prime256v1 secp384r1\n",
        findings: [{ message: "overridden", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-main",
        serverVersion: "3.10",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_eecdh_auto_curves = X25519MLKEM768 X25519 prime256v1 secp384r1\n",
        findings: [{ message: "largeFirst", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_eecdh_auto_curves = X25519 X25519MLKEM768 prime256v1 secp384r1\n",
      },
    ],
  },
  *check(model) {
    if (model.library !== "openssl-3.5") return;
    const chosen = atLeast(model.version, CHOSEN_SINCE);
    for (const setting of model.written()) {
      const { name, value, problem } = setting.effective;
      const isCurves = name === "tls_eecdh_auto_curves";
      if ((!isCurves && name !== "tls_ffdhe_auto_groups") || problem !== undefined || value === "") continue;
      const large = isCurves && isLargeFirst(model, value);
      if (!large && (!chosen || value === CHOSEN)) continue;
      const edit = chosen ? removeSetting(model, name, setting.scope) : null;
      yield {
        message: large ? "largeFirst" : "overridden",
        data: { setting: name, version: model.version.text },
        at: placeOfName(setting),
        // Every group of the old list is among those that Postfix and OpenSSL offer then.
        ...(edit && { fix: { title: `Remove ${name}`, safety: "safe", edits: [edit] } }),
      };
    }
  },
});
