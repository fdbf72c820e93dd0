// Private keys that every user of the machine can read.
import { defineProductRule } from "../../../rules/rule.js";
import { CERTIFICATE, KEY } from "../example-certificates.js";
import { namedFile } from "../named.js";
import type { Model } from "../model.js";
import { EXAMPLE, SSL_MANUAL, placeOf } from "../report.js";

/** Permission bit of "others may read". */
const READABLE_BY_ALL = 0o004;

export const rule = defineProductRule<Model>({
  meta: {
    id: "dovecot-key-readable-by-all",
    summary: "Everybody on this machine can read the private key",
    severity: "error",
    fix: "none",
    docs: {
      why: "Dovecot reads the key as root before it gives its rights up, so nobody else needs to. Whoever has the key can pretend to be this server, and read what is recorded without forward secrecy.",
      remedy:
        "Run `chmod 600` on the file, and `chown root`. Think about a new key when other people have logins here.",
      references: [SSL_MANUAL],
    },
    messages: {
      readable: "Every user of this machine can read the private key in {file}. Take the right away with chmod 600.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE,
        findings: [{ message: "readable", line: 4, severity: "error" }],
        good: "protocols = imap\nssl = required\nssl_cert = </etc/dovecot/tls/mx.pem\nssl_key = </etc/dovecot/tls/safe.key\n",
        files: {
          "/etc/dovecot/tls/mx.pem": { pem: [CERTIFICATE] },
          "/etc/dovecot/tls/mx.key": { pem: [KEY], status: { mode: 0o644 } },
          "/etc/dovecot/tls/safe.key": { pem: [KEY], status: { mode: 0o600 } },
        },
      },
    ],
  },
  *check(model) {
    for (const name of [model.names.key, model.names.altKey]) {
      for (const written of model.written(name)) {
        const named = namedFile(model, written);
        const holdsKey = named !== null && model.tree?.pem(named.path)?.some(({ kind }) => kind === "private-key");
        if (named === null || holdsKey !== true) continue;
        if (((model.tree?.status(named.path)?.mode ?? 0) & READABLE_BY_ALL) !== 0)
          yield { message: "readable", data: { file: named.file }, at: placeOf(written) };
      }
    }
  },
});
