// A compiled table that is missing or older than its text: Postfix opens only the compiled one.
import { chainOf } from "../../../posture/example-certificates.js";
import { defineProductRule } from "../../../rules/rule.js";
import { absolute } from "../certificates.js";
import { type MapReference, postmapCommand, readMapList } from "../maps.js";
import type { Model } from "../model.js";
import { sniCertificates } from "../sni-certificates.js";
import { placeOfPiece } from "../setting-text.js";
import { TLS_TABLES } from "../tables.js";

/** What is wrong with the compiled table; null where nothing is, or nothing is known. */
function problem(model: Model, reference: MapReference, contents: readonly string[]): string | null {
  const { source } = reference;
  if (source.kind !== "file" || source.compiled === null) return null;
  const status = (path: string) => model.files?.status(model.locate(path)) ?? null;
  const [text, compiled] = [status(source.path), status(source.compiled)];
  if (compiled?.kind === "missing") return text?.kind === "file" ? "missing" : null;
  const made = compiled?.modified;
  if (made === undefined) return null;
  if (text?.modified !== undefined && text.modified > made) return "older";
  return contents.some((path) => (status(path)?.modified ?? 0) > made) ? "content" : null;
}

const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";
const SERVER = { "/etc/postfix/tls/mx.pem": { pem: chainOf(), status: { mode: 0o600 } } };
const TABLE = { text: "example.com encrypt\n", status: { modified: Date.UTC(2026, 10, 20) } };

export const rule = defineProductRule<Model>({
  meta: {
    id: "compiled-table-outdated",
    summary: "The compiled table is missing or out of date",
    severity: "warning",
    fix: "none",
    docs: {
      // util/dict_db.c: "database … is older than source file"; postmap of 3.7.11: "open database …: No such file or directory".
      why: "Of a `hash:`, `btree:`, `lmdb:` or `cdb:` table Postfix opens only what `postmap` made of the text. Rows that were changed since do not count, and without the compiled file every lookup fails, so that mail waits. A table of certificates (`postmap -F`) holds the content of the files: after a renewal the old certificate is served until it is made anew.",
      remedy: "Run the `postmap` command that the message names, also from the hook that renews certificates.",
      references: [{ title: "postmap(1)", url: "https://www.postfix.org/postmap.1.html" }],
    },
    messages: {
      missing:
        "{compiled} does not exist, and Postfix opens nothing else: each lookup fails, so mail or TLS does. Run {command}.",
      older:
        "{compiled} is older than {text}, and only the compiled table counts: the last changes are not in force. Run {command}.",
      content:
        "{compiled} holds copies of certificate files that have changed since: clients still get the old ones. Run {command}.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: `${MAIN}smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n`,
        findings: [{ message: "older", line: 4, severity: "warning" }],
        good: `${MAIN}smtp_tls_policy_maps = lmdb:/etc/postfix/tls_policy\n`,
        files: {
          ...SERVER,
          "/etc/postfix/tls_policy": TABLE,
          "/etc/postfix/tls_policy.db": { status: { modified: Date.UTC(2026, 10, 19) } },
          "/etc/postfix/tls_policy.lmdb": { status: { modified: Date.UTC(2026, 10, 21) } },
        },
      },
      {
        dialect: "postfix-main",
        bad: `${MAIN}smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n`,
        findings: [{ message: "missing", line: 4, severity: "error" }],
        good: `${MAIN}smtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n`,
        files: { ...SERVER, "/etc/postfix/tls_policy": TABLE },
      },
    ],
  },
  *check(model) {
    const files = sniCertificates(model).flatMap(({ row }) => row.files.map(({ text }) => absolute(model, text)));
    for (const [setting, use] of Object.entries(TLS_TABLES)) {
      for (const written of model.written(setting)) {
        for (const reference of readMapList(written.effective.value)) {
          if (reference.type === null || reference.source.kind !== "file") continue;
          const message = problem(model, reference, use === "sni" ? files : []);
          if (message === null) continue;
          const { path, compiled } = reference.source;
          const command = postmapCommand(reference, use === "sni") ?? "postmap";
          const severity = message === "missing" ? "error" : "warning";
          const data = { compiled: compiled ?? "", text: path, command: `\`${command}\`` };
          yield { message, data, severity, at: placeOfPiece(written, reference.span) };
        }
      }
    }
  },
});
