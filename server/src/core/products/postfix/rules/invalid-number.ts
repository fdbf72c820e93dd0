// A number or a time that Postfix cannot read: the programs that read it do not start. Checked with Postfix 3.7.11.
import { defineProductRule } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { numberFault } from "../numbers.js";
import { isKnownIn, parameter } from "../parameters.js";
import { readers } from "../readers.js";
import { writtenOfType } from "../setting-text.js";
import { isTernarySlip } from "../ternary.js";

/** tls_log_table in src/tls/tls_misc.c, newest release; one unknown word and nothing is logged (NAME_MASK_RETURN). */
const LOG_LEVEL =
  /^(\d|none|routine|debug|ssl-expert|ssl-developer|summary|untrusted|peercert|certmatch|verbose|cache|dane|ssl-debug|ssl-(handshake|session)-packet-dump)$/i;

/** More time behind the first unit, which is lost: `1h30m` is one hour. */
const LOST = /^(\d+[wdhms])\s*\d/i;

/** A time with a blank before its unit: `5 m`, `30 seconds`. */
const APART = /^(\d+)\s+([wdhms])[a-z]*$/i;

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-number",
    summary: "The value is not a number or a time as Postfix reads it",
    severity: "error",
    fix: "safe",
    docs: {
      why: 'Postfix reads whole numbers, and times with one unit directly behind: `s`, `m`, `h`, `d` or `w`; without a unit, that of the default counts. At anything else each program that reads the setting logs "bad numerical configuration" or "bad time value or unit" and ends. Of `1h30m` it silently takes one hour: only the first letter is looked at. Many numbers have a least value, mostly 1: below it, 0 included, the program ends too.',
      remedy: "Write one number and at most one unit, without a blank between them: `90m`.",
      references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      number: '{setting} must be a whole number. With "{value}" a fatal error stops {programs}. Write digits only.',
      time: '{setting} must be a number with at most one unit (s, m, h, d, w). With "{value}" a fatal error stops {programs}. Correct it.',
      apart:
        '{setting}: the unit must follow the number without a blank. With "{value}" a fatal error stops {programs}. Write {better}.',
      least:
        '{setting} must be at least {limit}. With "{value}" a fatal error stops {programs}. Remove it to get the default.',
      most: '{setting} must be at most {limit}. With "{value}" a fatal error stops {programs}. Remove it to get the default.',
      level:
        '{setting}: there is no level "{value}", so Postfix warns and logs nothing of the TLS there. Write 0 or 1; 2 to 4 are for finding faults.',
      lost: '{setting}: Postfix takes "{value}" for {better} and drops the rest. Write it with one unit.',
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_starttls_timeout = 5 min\nsmtp_tls_security_level = may\n",
        findings: [{ message: "apart", line: 3, severity: "error" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_starttls_timeout = 5m\nsmtp_tls_security_level = may\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_scert_verifydepth = nine\nsmtp_starttls_timeout = 1m30s\nsmtp_helo_timeout = soon\n",
        findings: [
          { message: "number", line: 4, severity: "error" },
          { message: "lost", line: 5, severity: "warning" },
          { message: "time", line: 6, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_scert_verifydepth = 9\nsmtp_starttls_timeout = 90s\nsmtp_helo_timeout = 5m\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_starttls_timeout = 0\nsmtp_tls_security_level = may\nsmtp_tls_session_cache_timeout = 15w\nsmtp_tls_loglevel = high\n",
        findings: [
          { message: "least", line: 3, severity: "error" },
          { message: "most", line: 5, severity: "error" },
          { message: "level", line: 6, severity: "warning" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtp_tls_loglevel = 1\n",
      },
    ],
  },
  *check(model) {
    for (const { effective, at } of writtenOfType(model, "tls-loglevel")) {
      const { name, value } = effective;
      if (effective.unknown || /\s#/.test(value) || isTernarySlip(effective)) continue;
      const words = value.split(/[\s,]+/).filter((word) => word !== "");
      const wrong = words.find((word) => !LOG_LEVEL.test(word));
      if (wrong !== undefined)
        yield { message: "level", data: { setting: name, value: wrong }, severity: "warning", at };
    }
    for (const type of ["int", "time"]) {
      for (const setting of writtenOfType(model, type)) {
        const { effective, scope, at } = setting;
        const { name, value } = effective;
        const known = parameter(name);
        const programs = readers(setting);
        // An empty value and "5m # why" have rules of their own.
        if (effective.unknown || value === "" || /\s#/.test(value) || isTernarySlip(effective)) continue;
        if (programs === null || !known || !isKnownIn(known, model.version)) continue;
        const lost = type === "time" ? LOST.exec(value)?.[1] : undefined;
        if (lost !== undefined) {
          yield { message: "lost", data: { setting: name, value, better: lost }, severity: "warning", at };
          continue;
        }
        const fault = numberFault(value, known, model.version);
        if (fault === null) continue;
        if (fault.kind !== "malformed") {
          yield { message: fault.kind, data: { setting: name, value, programs, limit: String(fault.limit) }, at };
          continue;
        }
        const [, digits, unit] = (type === "time" && APART.exec(value)) || [];
        const better = digits !== undefined && unit !== undefined ? digits + unit.toLowerCase() : null;
        yield {
          message: better === null ? (type === "time" ? "time" : "number") : "apart",
          data: { setting: name, value, programs, better: better ?? "" },
          at,
          // The programs that read it do not run today, so no mail that flows can stop.
          ...(better !== null && {
            fix: { title: `Change to ${better}`, safety: "safe", edits: [setParameter(model, name, better, scope)] },
          }),
        };
      }
    }
  },
});
