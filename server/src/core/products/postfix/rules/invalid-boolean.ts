// A switch that is neither yes nor no: the programs that read it do not start.
import { defineProductRule } from "../../../rules/rule.js";
import { setParameter } from "../edit.js";
import type { Model } from "../model.js";
import { isKnownIn, parameter } from "../parameters.js";
import { readers } from "../readers.js";
import { writtenOfType } from "../setting-text.js";
import { isTernarySlip } from "../ternary.js";

const MEANT: Readonly<Record<string, "yes" | "no">> = {
  ...{ true: "yes", on: "yes", 1: "yes", y: "yes", enable: "yes", enabled: "yes" },
  ...{ false: "no", off: "no", 0: "no", n: "no", disable: "no", disabled: "no", none: "no" },
};

export const rule = defineProductRule<Model>({
  meta: {
    id: "invalid-boolean",
    summary: "The value must be yes or no",
    severity: "error",
    fix: "safe",
    docs: {
      // convert_mail_conf_bool in src/global/mail_conf_bool.c; smtpd 3.7.11: "fatal: bad boolean configuration: smtpd_tls_auth_only = true".
      why: 'Postfix knows only `yes` and `no`. At `true`, `on`, `1`, an empty value or a typing mistake each program that reads the setting logs "bad boolean configuration" and ends, again and again: with a `smtpd_…` setting no mail comes in, with a `smtp_…` setting none goes out.',
      remedy: "Write `yes` or `no`, or remove the line to get the default.",
      references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      meant: '{setting} must be yes or no. With "{value}" a fatal error stops {programs}. Write {better}.',
      unknown:
        '{setting} must be yes or no. With "{value}" a fatal error stops {programs}. Write the one that is meant.',
      empty:
        "{setting} must be yes or no. Left empty, it stops {programs} with a fatal error. Remove it to get the default.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_auth_only = true\nsmtpd_tls_received_header = 0\nsmtp_tls_security_level = may\n",
        findings: [
          { message: "meant", line: 3, severity: "error" },
          { message: "meant", line: 4, severity: "error" },
        ],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtpd_tls_received_header = no\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    for (const setting of writtenOfType(model, "bool")) {
      const { effective, scope, at } = setting;
      const { name, value } = effective;
      const known = parameter(name);
      const programs = readers(setting);
      if (scope.bool(name) !== null || programs === null || !known || !isKnownIn(known, model.version)) continue;
      // "yes # why" has a rule of its own.
      if (isTernarySlip(effective) || /\s#/.test(value)) continue;
      const better = MEANT[value.toLowerCase()];
      yield {
        message: better ? "meant" : value === "" ? "empty" : "unknown",
        data: { setting: name, value, programs, better: better ?? "" },
        at,
        // The programs that read it do not run today, so no mail that flows can stop.
        ...(better && {
          fix: { title: `Change to ${better}`, safety: "safe", edits: [setParameter(model, name, better, scope)] },
        }),
      };
    }
  },
});
