// Certificates are told apart by MD5 or SHA-1 fingerprints, or by a digest that does not exist.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import { levelNamed } from "../levels.js";
import { setParameter } from "../edit.js";
import type { Model, Scope } from "../model.js";
import { isTernarySlip } from "../ternary.js";
import { writtenOfType } from "../setting-text.js";

/** Digests by the names that OpenSSL takes (EVP_get_digestbyname); `-` may be left out. */
const DIGESTS = [
  ...["md4", "md5", "md5-sha1", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256"],
  ...["sha3-224", "sha3-256", "sha3-384", "sha3-512", "shake128", "shake256", "blake2b512", "blake2s256"],
  ...["ripemd160", "rmd160", "ripemd", "sm3", "whirlpool", "mdc2", "ssl3-md5", "ssl3-sha1", "rsa-sha256"],
];

const plain = (name: string): string => name.toLowerCase().replace(/-/g, "");

const RESTRICTION = /^smtpd_.*_restrictions$/;

/** The lists of restrictions that somebody wrote, for whichever service. */
function restrictionsIn(model: Model): readonly string[] {
  return model.remembered("written restrictions", () => {
    const names = model.written().map(({ effective }) => effective.name);
    return [...new Set(names.filter((name) => RESTRICTION.test(name)))];
  });
}

/** The setting, of those that a program reads, because of which it compares fingerprints. */
function user(model: Model, scope: Scope, side: "smtpd" | "smtp"): string | null {
  if (side === "smtp") {
    if (levelNamed(scope.get("smtp_tls_security_level")?.value ?? "") === "fingerprint")
      return "smtp_tls_security_level";
    return scope.get("smtp_tls_fingerprint_cert_match")?.value ? "smtp_tls_fingerprint_cert_match" : null;
  }
  const asks = /(^|[\s,])(check_ccert_access|permit_tls_clientcerts)([\s,]|$)/;
  return restrictionsIn(model).find((name) => asks.test(scope.get(name)?.value ?? "")) ?? null;
}

function* unknownDigests(model: Model): Generator<ProductReport> {
  for (const setting of writtenOfType(model, "digest-name")) {
    const { effective, scope, at } = setting;
    const { name, value } = effective;
    if (value === "" || isTernarySlip(effective) || /\s#/.test(value)) continue;
    if (DIGESTS.some((digest) => plain(digest) === plain(value))) continue;
    const guess = closest(plain(value), ["md5", "sha1", "sha256", "sha384", "sha512"]);
    yield {
      message: "unknown",
      data: { setting: name, value, better: guess ?? "sha256" },
      severity: "error",
      at,
      ...(guess !== null && {
        fix: { title: `Change to ${guess}`, safety: "safe", edits: [setParameter(model, name, guess, scope)] },
      }),
    };
  }
}

function* weakDigests(model: Model): Generator<ProductReport> {
  for (const side of ["smtpd", "smtp"] as const) {
    for (const service of model.servicesOf(side)) {
      const digest = service.get(`${side}_tls_fingerprint_digest`);
      const why = digest && /^(md5|sha-?1)$/i.test(digest.value) ? user(model, service, side) : null;
      const origin =
        digest?.origin.kind === "explicit" ? digest.origin : why === null ? undefined : service.get(why)?.origin;
      if (!digest || why === null || origin?.kind !== "explicit") continue;
      yield {
        message: digest.origin.kind === "explicit" ? "weak" : "default",
        data: { setting: digest.name, value: digest.value, why },
        severity: plain(digest.value) === "md5" ? "warning" : "info",
        at: { path: origin.path, span: origin.span },
      };
    }
  }
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "fingerprint-digest-weak",
    summary: "Fingerprints are compared with a weak digest, or with none",
    severity: "warning",
    fix: "safe",
    docs: {
      // src/tls/tls_client.c and tls_server.c; smtpd 3.7.11: `Digest algorithm "md55" not found`, "disabling TLS support".
      why: "Where certificates are told apart by their fingerprint, the digest is what keeps an impostor out. MD5 and SHA-1 are broken for this kind of use; MD5 is the default before Postfix 3.6, and later where `compatibility_level` is below 3.6. A digest that OpenSSL does not have switches TLS off.",
      remedy:
        "Set the digest to `sha256` and work out all fingerprints anew, in the same step: `openssl x509 -noout -fingerprint -sha256 -in cert.pem`. Until both are changed, nothing matches.",
      references: [
        {
          title: "postconf(5): smtpd_tls_fingerprint_digest",
          url: "https://www.postfix.org/postconf.5.html#smtpd_tls_fingerprint_digest",
        },
      ],
    },
    messages: {
      weak: "{setting} = {value}: the fingerprints that {why} relies on are not safe from forgery. Change to sha256, and the fingerprints with it.",
      default:
        "{why} compares fingerprints, and the default of {setting} is {value} here, which is not safe from forgery. Set it to sha256, and change the fingerprints with it.",
      unknown: '{setting}: OpenSSL has no digest "{value}", so Postfix switches TLS off. Write {better}.',
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_fingerprint_digest = sha265\nsmtp_tls_security_level = may\n",
        findings: [{ message: "unknown", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_fingerprint_digest = sha256\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-main",
        bad: "compatibility_level = 2\nsmtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = fingerprint\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nrelayhost = [relay.example.com]:587\nsmtp_tls_fingerprint_cert_match = 3D:95:34:51:24:66:33:B9:D2:40:99:C0:C1:17:0B:D1\n",
        findings: [{ message: "default", line: 4, severity: "warning" }],
        good: "compatibility_level = 3.6\nsmtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = fingerprint\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nrelayhost = [relay.example.com]:587\nsmtp_tls_fingerprint_cert_match = A0:16:AC:76:53:36:10:8A:97:F5:9D:AE:79:94:4A:0D:D6:2C:74:F9:DC:3C:97:DA:AA:91:6E:BC:79:F7:B0:61\n",
      },
    ],
  },
  *check(model) {
    yield* unknownDigests(model);
    yield* weakDigests(model);
  },
});
