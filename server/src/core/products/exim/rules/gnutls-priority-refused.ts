// A priority string that GnuTLS refuses: exim -bV passes it, and the daemon does not start.
import { defineProductRule } from "../../../rules/rule.js";
import { evaluatePriorityString } from "../../../tls/gnutls-priority.js";
import { fold } from "../expansion.js";
import type { Model } from "../model.js";
import { pieceOf } from "../places.js";
import { situationAt } from "../server-posture.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";

const OPTIONS = ["tls_require_ciphers", "dane_require_tls_ciphers"];

/** Words and names that OpenSSL's cipher lists have, and no priority string. */
const OPENSSL =
  /(?:^|[:,\s])[!+-]?(?:HIGH|MEDIUM|LOW|DEFAULT|ALL|EECDH|EDH|kRSA|aNULL|eNULL|aRSA|ECDHE-\w+-\w+|DHE-\w+-\w+|AES\d*|@STRENGTH|@SECLEVEL=\d|AES\d+-\w+|kEECDH|EECDH\+\w+)(?:$|[:,+\s])/;

export const rule = defineProductRule<Model>({
  meta: {
    id: "gnutls-priority-refused",
    summary: "GnuTLS refuses the priority string",
    severity: "error",
    fix: "none",
    docs: {
      why: "With GnuTLS, as in Debian's packages, `tls_require_ciphers` is a priority string. GnuTLS refuses the whole of it for one word that it does not know, such as a name of OpenSSL's. `exim -bV` and `exim -bP` do not notice, but the daemon does not start, and a transport gets no TLS at all.",
      remedy:
        "Correct the word, or remove the line: the default is `NORMAL`. `gnutls-cli --list --priority 'STRING'` shows what a string comes to.",
      references: [
        {
          title: "GnuTLS manual: priority strings",
          url: "https://www.gnutls.org/manual/html_node/Priority-Strings.html",
        },
        spec("tls", "requiring specific ciphers in GnuTLS"),
      ],
    },
    messages: {
      server: "GnuTLS refuses this string, and the daemon does not start, although `exim -bV` passes. {problem}",
      transport: "GnuTLS refuses this string, so that this transport gets no TLS with anybody. {problem}",
      "openssl-names":
        "This is a cipher list of OpenSSL, and this Exim uses GnuTLS: {consequence}. Write a priority string, for example `NORMAL:-VERS-TLS1.0:-VERS-TLS1.1`, or remove the line.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS-1.0\n`,
        findings: [{ message: "server", line: 3, severity: "error" }],
        good: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS1.0\n`,
      },
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  tls_require_ciphers = ECDHE-RSA-AES256-GCM-SHA384:HIGH:!aNULL\n`,
        findings: [{ message: "openssl-names", line: 6, severity: "error" }],
        good: `${SOUND}${TRANSPORT}`,
      },
    ],
  },
  *check(model) {
    if (model.library.kind !== "gnutls") return;
    for (const scope of [model.main, ...model.driversOf("transport", "smtp")]) {
      for (const name of OPTIONS) {
        const { written, value, unknown } = scope.get(name);
        const text = unknown ? null : fold(value, situationAt(model, null));
        if (written === undefined || text === null || text === "") continue;
        const { error } = evaluatePriorityString(text);
        if (error === null) continue;
        const { start, end } = text === value ? error.span : { start: 0, end: value.length };
        const server = scope === model.main;
        const consequence = server ? "the daemon does not start" : "this transport gets no TLS with anybody";
        const foreign = OPENSSL.test(text);
        yield {
          message: foreign ? "openssl-names" : server ? "server" : "transport",
          data: foreign ? { consequence } : { problem: error.message },
          at: foreign ? pieceOf(written, 0, value.length) : pieceOf(written, start, end),
        };
      }
    }
  },
});
