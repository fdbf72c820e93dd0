// A cipher list that OpenSSL refuses, or of which the exclusions leave nothing: no TLS session succeeds.
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { evaluateCipherString } from "../../../tls/openssl-cipher-string.js";
import { exclusionItems, hasOperator } from "../cipher-names.js";
import { type CipherUse, cipherText, cipherUses } from "../cipher-use.js";
import type { Model } from "../model.js";
import { placeOfPiece, writtenOfType } from "../setting-text.js";
import { atLeast } from "../version.js";

/** Lists that Postfix reads and ignores since 3.8. */
const RETIRED = ["tls_low_cipherlist", "tls_export_cipherlist"];

/** "HIGH # why" has a rule of its own. */
const hasComment = (value: string): boolean => /\s#/.test(value);

function* brokenLists(model: Model, uses: readonly CipherUse[]): Generator<ProductReport> {
  for (const setting of writtenOfType(model, "openssl-cipher-list")) {
    const { name, value } = setting.effective;
    if (
      !name.startsWith("tls_") ||
      value === "" ||
      hasComment(value) ||
      (RETIRED.includes(name) && atLeast(model.version, "3.8"))
    )
      continue;
    const { error } = evaluateCipherString(value, model.library);
    if (!error) continue;
    const inUse = uses.some(
      ({ list, service }) => list === name && (!setting.service || setting.service.id === service.id),
    );
    yield {
      message: inUse ? "list" : "unused",
      data: { setting: name, problem: error.message },
      severity: inUse ? "error" : "warning",
      at: placeOfPiece(setting, error.span),
    };
  }
}

/** Exclusions that leave nothing, or with which the string is malformed. */
function* brokenByExclusions(model: Model, uses: readonly CipherUse[]): Generator<ProductReport> {
  for (const use of uses) {
    const { service, list, exclusions } = use;
    const settings = exclusions.flatMap((name) => service.get(name) ?? []);
    const items = settings.flatMap(({ value }) => exclusionItems(value));
    if (items.length === 0 || items.some(hasOperator) || settings.some(({ value }) => hasComment(value))) continue;
    if (!evaluateCipherString(service.get(list)?.value ?? "", model.library).valid) continue;
    const text = cipherText(use);
    const { error } = evaluateCipherString(text, model.library);
    const written = settings.filter(({ origin }) => origin.kind === "explicit").at(-1);
    if (!error || written?.origin.kind !== "explicit") continue;
    // What is wrong with the string as a whole is that nothing is left.
    const empty = error.span.start === 0 && error.span.end === text.length;
    yield {
      message: empty ? "nothingLeft" : "list",
      data: empty ? { setting: written.name, list } : { setting: written.name, problem: error.message },
      at: { path: written.origin.path, span: written.origin.span },
      endpoint: service.id,
    };
  }
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-cipher-list",
    summary: "OpenSSL refuses the cipher list",
    severity: "error",
    fix: "none",
    docs: {
      // tls_set_ciphers in src/tls/tls_misc.c; seen with Postfix 3.7.11: "error setting cipher grade", TLS 1.3 fails as well.
      why: "OpenSSL refuses a cipher string as a whole when a command in it is unknown, a character cannot stand where it does, or no cipher suite for TLS 1.2 is left. Postfix then starts no session at all, not even with TLS 1.3: the server agrees to start TLS and hangs up, the client gives up TLS.",
      remedy:
        "Remove the line: the lists that Postfix brings along are good, and its manual strongly discourages others. To take out single algorithms use `smtpd_tls_exclude_ciphers`. `mailtls ciphers STRING` shows what a list comes to.",
      references: [
        {
          title: "postconf(5): tls_medium_cipherlist",
          url: "https://www.postfix.org/postconf.5.html#tls_medium_cipherlist",
        },
        {
          title: "openssl-ciphers(1)",
          url: "https://docs.openssl.org/3.0/man1/openssl-ciphers/",
        },
      ],
    },
    messages: {
      list: "{setting}: {problem} No TLS session succeeds, not even with TLS 1.3. Correct it, or remove it: the default is good.",
      unused:
        "{setting}: {problem} No service uses this list now; as soon as one does, its TLS sessions fail. Correct the list, or remove it.",
      nothingLeft:
        "{setting} takes everything out that {list} lets in for TLS 1.2 and older, and OpenSSL refuses an empty list: no TLS session succeeds, not even with TLS 1.3. Exclude less.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_medium_cipherlist = HIGH:@SECLVL=2\n",
        findings: [{ message: "list", line: 4, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = HIGH, MEDIUM\nsmtp_tls_security_level = may\n",
        findings: [{ message: "nothingLeft", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = MEDIUM\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    const uses = cipherUses(model);
    yield* brokenLists(model, uses);
    yield* brokenByExclusions(model, uses);
  },
});
