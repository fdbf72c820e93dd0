// A security level inside a cipher list that keeps out what the list of versions permits.
import { enumerate, versionName } from "../../../posture/describe.js";
import { defineProductRule } from "../../../rules/rule.js";
import { evaluateCipherString } from "../../../tls/openssl-cipher-string.js";
import type { ProtocolVersion } from "../../../tls/versions.js";
import { type CipherUse, cipherUses } from "../cipher-use.js";
import type { Model } from "../model.js";
import { protocolsSetting } from "../posture.js";
import { readProtocolList } from "../protocol-list.js";
import { placeOfPiece, writtenOfType } from "../setting-text.js";

const OLD: readonly ProtocolVersion[] = ["TLSv1", "TLSv1.1"];

/** The old versions that the list of versions of a use permits, with the setting that does. */
function permittedOld({ service, side, required }: CipherUse): {
  setting: string;
  versions: readonly ProtocolVersion[];
} {
  const setting = protocolsSetting(side, required);
  const { permitted } = readProtocolList(service.get(setting)?.value ?? "", service.version);
  return { setting, versions: OLD.filter((version) => permitted.includes(version)) };
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "seclevel-shuts-out-old-versions",
    summary: "The security level rules out TLS 1.0 and 1.1",
    severity: "info",
    fix: "none",
    docs: {
      // SSL_CTX_set_security_level(3) of OpenSSL 3.0; smtpd 3.7.11 with 3.0 at @SECLEVEL=1: "no suitable signature algorithm".
      why: "From security level 1 on, OpenSSL 3.0 and later no longer speak TLS 1.0 and 1.1, because of the SHA-1 signatures in their handshakes. Postfix itself works at level 0. With `@SECLEVEL=1` or more in a cipher list the list of versions says one thing and the server does another; on port 25 old peers then deliver in plain text or not at all.",
      remedy:
        "Say what is meant: take `@SECLEVEL` out of the list, or demand `>=TLSv1.2` in the list of versions (on port 25 the first is better).",
      references: [
        {
          title: "SSL_CTX_set_security_level(3)",
          url: "https://docs.openssl.org/3.0/man3/SSL_CTX_get_security_level/",
        },
        {
          title: "postconf(5): tls_medium_cipherlist",
          url: "https://www.postfix.org/postconf.5.html#tls_medium_cipherlist",
        },
      ],
    },
    messages: {
      out: "{setting}: with {command} OpenSSL no longer speaks {versions}, which {protocols} permits. Take {command} out, or demand TLS 1.2 there.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_medium_cipherlist = ECDHE+AES:@SECLEVEL=2\n",
        findings: [{ message: "out", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_medium_cipherlist = ECDHE+AES\n",
      },
    ],
  },
  *check(model) {
    if (model.library === "openssl-1.0.2" || model.library === "openssl-1.1.1") return;
    const uses = cipherUses(model);
    for (const setting of writtenOfType(model, "openssl-cipher-list")) {
      const { name, value } = setting.effective;
      const { valid, securityLevel, elements } = evaluateCipherString(value, model.library);
      const command = elements.filter(({ text }) => text.startsWith("@SECLEVEL")).at(-1);
      if (!valid || command === undefined || securityLevel === null || securityLevel === 0) continue;
      const old = uses
        .filter(({ list, service }) => list === name && (!setting.service || setting.service.id === service.id))
        .map(permittedOld)
        .find(({ versions }) => versions.length > 0);
      if (!old) continue;
      yield {
        message: "out",
        data: {
          ...{ setting: name, command: command.text, protocols: old.setting },
          versions: enumerate(old.versions.map(versionName)),
        },
        at: placeOfPiece(setting, command.span),
      };
    }
  },
});
