// A private key that others than root can read or replace.
import { defineProductRule, type Severity } from "../../../rules/rule.js";
import { chainOf, key } from "../../../posture/example-certificates.js";
import type { FileStatus } from "../../../posture/named-file.js";
import { gravestPerFile, type OpenedFile, openedFiles, pathOf } from "../certificate-uses.js";
import { readMapList } from "../maps.js";
import type { Model } from "../model.js";
import { placeOfPiece } from "../setting-text.js";
import { sniCertificates } from "../sni-certificates.js";

interface Exposure {
  readonly message: string;
  readonly severity: Severity;
}

/** Who else may use the file, at worst; null where only its owner and the group of root may. */
function exposure({ mode = 0, gid }: FileStatus): Exposure | null {
  if ((mode & 0o002) !== 0) return { message: "writable", severity: "error" };
  if ((mode & 0o004) !== 0) return { message: "everybody", severity: "error" };
  // Debian keeps a group ssl-cert for programs that are not started by root; Postfix is.
  if ((mode & 0o060) !== 0 && gid !== 0) return { message: "group", severity: "info" };
  return null;
}

interface NamedFile extends Pick<OpenedFile, "file" | "path" | "at"> {
  readonly kind: OpenedFile["kind"] | "table";
}

/** The files of certificates by name, and the compiled tables that hold copies of them (`postmap -F`). */
function sniFiles(model: Model): readonly NamedFile[] {
  const files = sniCertificates(model).flatMap(({ row, value }) =>
    row.files.map(({ text, span }): NamedFile => ({
      ...{ kind: "chain", file: text, path: pathOf(model, model, text), at: value.place(span) },
    })),
  );
  const tables = model.written("tls_server_sni_maps").flatMap((setting) =>
    readMapList(setting.effective.value).flatMap((reference): NamedFile[] => {
      if (reference.type === null || reference.source.kind !== "file" || reference.source.compiled === null) return [];
      const file = reference.source.compiled;
      return [{ kind: "table", file, path: model.locate(file), at: placeOfPiece(setting, reference.span) }];
    }),
  );
  return [...files, ...tables];
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "private-key-readable",
    summary: "Others can read the private key",
    severity: "error",
    fix: "none",
    docs: {
      why: "Whoever has the private key can pose as this server, and read recorded sessions that had no forward secrecy. Postfix reads its keys as root when a process starts, so nobody else needs to.",
      remedy:
        "`chown root:root FILE` and `chmod 600 FILE`. If strangers had access to the machine, make a new key and have a new certificate issued.",
      references: [
        {
          title: "Postfix TLS_README: server-side certificate and private key",
          url: "https://www.postfix.org/TLS_README.html#server_cert_key",
        },
      ],
    },
    messages: {
      everybody:
        "{file} holds a private key, and everybody on the machine can read it (mode {mode}). Let only root read it: chmod 600.",
      writable:
        "{file} holds a private key, and everybody on the machine can replace it (mode {mode}). Let only root write and read it: chmod 600.",
      group:
        "{file} holds a private key, and the members of a group can read it (mode {mode}). Postfix does not need that: unless another program does, chmod 600.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/shared.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "everybody", line: 2, severity: "error" }],
        good: "smtpd_tls_cert_file = /etc/ssl/mx.crt\nsmtpd_tls_key_file = /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        files: {
          "/etc/ssl/mx.crt": { pem: chainOf().slice(1) },
          "/etc/ssl/shared.key": { pem: [key()], status: { mode: 0o644 } },
          "/etc/ssl/mx.key": { pem: [key()], status: { mode: 0o600 } },
        },
      },
    ],
  },
  check: (model) =>
    gravestPerFile(
      [...openedFiles(model), ...sniFiles(model)].flatMap(({ kind, file, path, at }) => {
        if (kind === "authorities") return [];
        const status = model.files?.status(path) ?? null;
        const found = status?.kind === "file" ? exposure(status) : null;
        const holdsKey =
          kind === "table" || model.files?.pem(path)?.some((object) => object.kind === "private-key") === true;
        if (!found || !holdsKey) return [];
        const mode = ((status?.mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
        return [{ message: found.message, data: { file, mode }, severity: found.severity, path, at }];
      }),
    ),
});
