// A word where Postfix knows only a few: the programs that read it do not start. Levels, grades and versions of TLS have rules of their own.
import { defineProductRule } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import { setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { isKnownIn, parameter } from "../parameters.js";
import { readers } from "../readers.js";
import { isTernarySlip } from "../ternary.js";

/** What can be written. Whether a list, or nothing, is taken too differs. */
interface Choice {
  readonly words: readonly string[];
  readonly list?: true;
  readonly empty?: true;
}

/** dns_support and lookup_masks in src/smtp/smtp.c, where the level for insecure MX records is read too. */
const DNS_SUPPORT: Choice = { words: ["disabled", "enabled", "dnssec"], empty: true };
const HOST_LOOKUP: Choice = { words: ["dns", "native"], list: true };
const INSECURE_MX: Choice = { words: ["may", "encrypt", "dane"] };

const CHOICES: Readonly<Record<string, Choice>> = {
  smtp_dns_support_level: DNS_SUPPORT,
  lmtp_dns_support_level: DNS_SUPPORT,
  smtp_host_lookup: HOST_LOOKUP,
  lmtp_host_lookup: HOST_LOOKUP,
  smtp_tls_dane_insecure_mx_policy: INSECURE_MX,
  // proto_table in src/util/inet_proto.c.
  inet_protocols: { words: ["all", "ipv4", "ipv6"], list: true, empty: true },
};

/** The first word that Postfix does not know: in a list case matters (util/name_mask.c), alone it does not (util/name_code.c). */
function unknownWord(value: string, { words, list, empty }: Choice): string | null {
  if (value === "") return empty ? null : "";
  if (!list) return words.includes(value.toLowerCase()) ? null : value;
  return value.split(/[\s,]+/).find((word) => word !== "" && !words.includes(word)) ?? null;
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "unknown-choice",
    summary: "Postfix does not know the word",
    severity: "error",
    fix: "safe",
    docs: {
      // smtp 3.7.11: `fatal: invalid smtp_dns_support_level: "foo"`, `unknown smtp_host_lookup value "foo"`.
      why: "DANE needs `smtp_dns_support_level = dnssec`, and `smtp_host_lookup` and `inet_protocols` decide how other servers are found. Each takes a few words only. At any other word the programs that read it end with a fatal error, and mail waits.",
      remedy: "Write one of the words that Postfix knows, or remove the line to get the default.",
      references: [
        {
          title: "postconf(5): smtp_dns_support_level",
          url: "https://www.postfix.org/postconf.5.html#smtp_dns_support_level",
        },
      ],
    },
    messages: {
      misspelt: '{setting}: Postfix does not know "{word}": a fatal error stops {programs}. Did you mean {guess}?',
      unknown: '{setting}: Postfix does not know "{word}": a fatal error stops {programs}. Write one of: {words}.',
      empty: "{setting} cannot be empty: a fatal error stops {programs}. Remove the line to get the default.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_dns_support_level = dnsec\ninet_protocols = ipv4, ipv6\n",
        findings: [{ message: "misspelt", line: 4, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_dns_support_level = dnssec\ninet_protocols = ipv4, ipv6\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_dns_support_level = maybe\nsmtp_host_lookup =\n",
        findings: [
          { message: "unknown", line: 4, severity: "error" },
          { message: "empty", line: 5, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_dns_support_level = enabled\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { effective, scope, at } = setting;
      const { name, value, problem } = effective;
      const choice = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
      const known = parameter(name);
      // "dnssec # why" has a rule of its own.
      if (choice === undefined || problem !== undefined || /\s#/.test(value) || isTernarySlip(effective)) continue;
      const word = unknownWord(value, choice);
      const programs = readers(setting);
      if (word === null || programs === null || !known || !isKnownIn(known, model.version)) continue;
      const guess = closest(word.toLowerCase(), choice.words);
      yield {
        message: word === "" ? "empty" : guess === null ? "unknown" : "misspelt",
        data: { setting: name, word, programs, words: choice.words.join(", "), guess: guess ?? "" },
        at,
        // The programs that read it do not run today, so no mail that flows can stop.
        ...(guess !== null &&
          word === value && {
            fix: { title: `Change to ${guess}`, safety: "safe", edits: [setParameter(model, name, guess, scope)] },
          }),
      };
    }
  },
});
