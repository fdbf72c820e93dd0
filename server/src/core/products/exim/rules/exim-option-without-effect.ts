// Options that the TLS library at hand, or every release for years, reads and does nothing with.
import { defineProductRule } from "../../../rules/rule.js";
import { removeOption } from "../edit.js";
import type { Model } from "../model.js";
import { nameOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

const GNUTLS_ONLY = new Set(["gnutls_compat_mode", "gnutls_allow_auto_pkcs11", "tls_dh_min_bits"]);
const OPENSSL_ONLY = new Set(["tls_eccurve"]);
/** Kept so that old files can be read: since 4.80, tls_require_ciphers is a priority string. */
const IDLE = new Set(["gnutls_require_kx", "gnutls_require_mac", "gnutls_require_protocols"]);

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-option-without-effect",
    summary: "An option has no effect with this TLS library",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "Exim is built either with GnuTLS, as Debian's packages are, or with OpenSSL. It takes the options of the other library without a word and does nothing with them, so that a restriction seems to be in force and is not. The three `gnutls_require_…` options have had no effect since 4.80.",
      remedy:
        "Remove the line. With GnuTLS, groups, versions and algorithms all belong in the priority string of `tls_require_ciphers`.",
      references: [spec("tls", "requiring specific ciphers in GnuTLS"), spec("main", "main configuration")],
    },
    messages: {
      library:
        "`{name}` has no effect: this Exim uses {library}. Remove the line; `tls_require_ciphers` says it there.",
      idle: "`{name}` has had no effect since Exim 4.80. Say it in the priority string of `tls_require_ciphers`, and remove the line.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}tls_eccurve = secp384r1\n`,
        findings: [{ message: "library", line: 3, severity: "warning" }],
        good: SOUND,
      },
      {
        dialect: "exim",
        serverVersion: "4.84",
        bad: `${SOUND}tls_advertise_hosts = *\ngnutls_require_protocols = TLS1.2\n`,
        findings: [{ message: "idle", line: 4, severity: "warning" }],
        good: `${SOUND}tls_advertise_hosts = *\n`,
      },
    ],
  },
  *check(model) {
    const gnutls = model.library.kind === "gnutls";
    for (const scope of [model.main, ...model.drivers]) {
      for (const written of scope.written) {
        const { name } = written.option;
        const other = (gnutls ? OPENSSL_ONLY : GNUTLS_ONLY).has(name);
        if (!other && !IDLE.has(name)) continue;
        const edit = removeOption(scope, name);
        yield {
          message: other ? "library" : "idle",
          data: { name, library: gnutls ? "GnuTLS" : "OpenSSL" },
          at: nameOf(written),
          ...(edit && { fix: { title: `Remove ${name}`, safety: "safe", edits: [edit] } }),
        };
      }
    }
  },
});
