// The password of a key in a file that every user can read.
import { defineProductRule } from "../../../rules/rule.js";
import { CERTIFICATE, KEY } from "../example-certificates.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

/** Permission bit of "others may read". */
const READABLE_BY_ALL = 0o004;

export const rule = defineProductRule<Model>({
  meta: {
    id: "key-password-readable-by-all",
    summary: "Everybody on this machine can read the password of the key",
    severity: "warning",
    fix: "none",
    docs: {
      why: "A password for the private key only helps where others cannot read it. `dovecot.conf` and the files in `conf.d` are readable for everybody.",
      remedy:
        "Put the setting into a file of its own with mode 600 and include it with `!include_try`, or take the password off the key and protect that.",
      references: [SSL_MANUAL],
    },
    messages: {
      readable:
        "Every user of this machine can read this file, and in it the password of the private key. Put it into a file with mode 600 and include that.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "ssl_key_password = example\n",
        findings: [{ message: "readable", line: 5, severity: "warning" }],
        good: EXAMPLE + "!include_try /etc/dovecot/private/password.conf\n",
        files: {
          "dovecot.conf": { status: { mode: 0o644 } },
          "/etc/dovecot/tls/mx.pem": { pem: [CERTIFICATE] },
          "/etc/dovecot/tls/mx.key": { pem: [KEY], status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(model) {
    for (const written of model.written(model.names.keyPassword)) {
      const mode = model.tree?.status(written.source.path)?.mode ?? 0;
      if (written.value === "" || written.file || written.unknown || (mode & READABLE_BY_ALL) === 0) continue;
      yield { message: "readable", at: placeOf(written) };
    }
  },
});
