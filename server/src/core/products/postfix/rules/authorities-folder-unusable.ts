// A folder of authorities in which OpenSSL finds nobody.
import { certificate, chainOf } from "../../../posture/example-certificates.js";
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { absolute } from "../certificates.js";
import { clientLevel } from "../levels.js";
import type { Model, Scope } from "../model.js";
import { isChrooted, type Service } from "../services.js";
import type { Side } from "../side.js";

const SIDES = ["smtp", "lmtp", "smtpd"] as const;

/** Whether mail depends on it: otherwise the authorities only change a word in the log. */
function isNeeded(scope: Scope, side: Side): boolean {
  if (side === "smtpd" || side === "tlsproxy") return scope.bool("smtpd_tls_req_ccert") === true;
  return ["verify", "secure"].includes(clientLevel(scope, side).level);
}

/** The folder as a service sees it once it has confined itself to the queue directory. */
function seenBy(service: Service, folder: string, chrooted: boolean): string {
  return chrooted ? absolute(service, folder.replace(/^\/+/, "")) : absolute(service, folder);
}

function problem(model: Model, service: Service, folder: string): { message: string; path: string } | null {
  const chrooted = isChrooted(service) === true;
  const path = seenBy(service, folder, chrooted);
  const status = model.files?.status(model.locate(path)) ?? null;
  if (status === null) return chrooted ? { message: "chroot", path } : null;
  if (status.kind === "missing") return { message: chrooted ? "missingInChroot" : "missing", path };
  if (status.kind === "file") return { message: "file", path };
  return status.kind === "directory" && status.hashed === 0 ? { message: "noHashes", path } : null;
}

const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";
const MASTER = "smtp inet n - n - - smtpd\nsmtp unix - - y - - smtp\ntlsmgr unix - - y 1000? 1 tlsmgr\n";
const SERVER = { "/etc/postfix/tls/mx.pem": { pem: chainOf(), status: { mode: 0o600 } } };

export const rule = defineProductRule<Model>({
  meta: {
    id: "authorities-folder-unusable",
    summary: "No authority is found in the folder",
    severity: "warning",
    fix: "none",
    docs: {
      why: "OpenSSL looks an authority up in the folder at the moment when it is needed, in a file that is named by a hash (`4a6481c9.0`). A service with chroot looks below the queue directory by then, so that `/etc/ssl/certs` there is `/var/spool/postfix/etc/ssl/certs`. Where nothing is found, certificates are untrusted: at `verify` and `secure` mail waits, elsewhere the log says so.",
      remedy:
        "Name one file of authorities in `smtp_tls_CAfile`: it is read before a service confines itself. With a folder, run `openssl rehash` in it, and keep a copy in the chroot.",
      references: [
        { title: "postconf(5): smtp_tls_CApath", url: "https://www.postfix.org/postconf.5.html#smtp_tls_CApath" },
      ],
    },
    messages: {
      missing:
        "{setting}: there is no folder {path}, so no authority is trusted by it. Correct it, or name a file in {file}.",
      missingInChroot:
        "{setting}: {service} runs in a chroot and looks for the folder at {path}, where nothing is. Name a file of authorities in {file} instead, which is read before.",
      chroot:
        "{setting}: {service} runs in a chroot and looks for the folder at {path}: it has to be copied there after each change. A file of authorities in {file} is read before.",
      file: "{setting}: {path} is a file, and a folder is meant. Name it in {file}.",
      noHashes:
        "{setting}: in {path} no file is named by a hash, so OpenSSL finds no authority. Run openssl rehash there, or name a file in {file}.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: `${MAIN}smtp_tls_CApath = /etc/ssl/own\n`,
        findings: [{ message: "noHashes", line: 4, severity: "info" }],
        good: `${MAIN}smtp_tls_CAfile = /etc/ssl/own/ca.pem\n`,
        files: {
          ...SERVER,
          "/etc/ssl/own": { status: { kind: "directory", entries: 1, hashed: 0 } },
          "/etc/ssl/own/ca.pem": { pem: [certificate({ subject: "CN=Root", issuer: "CN=Root", isIssuer: true })] },
        },
      },
      {
        dialect: "postfix-main",
        bad: `${MAIN}smtp_tls_CApath = /etc/ssl/certs\n`,
        findings: [{ message: "missingInChroot", line: 4, severity: "info" }],
        good: `${MAIN}smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\n`,
        beside: [{ name: "master.cf", dialect: "postfix-master", text: MASTER }],
        files: {
          ...SERVER,
          "/etc/ssl/certs": { status: { kind: "directory", entries: 200, hashed: 100 } },
          "/etc/ssl/certs/ca-certificates.crt": {
            pem: [certificate({ subject: "CN=Root", issuer: "CN=Root", isIssuer: true })],
          },
        },
      },
    ],
  },
  *check(model): Generator<ProductReport> {
    for (const side of SIDES) {
      const setting = `${side}_tls_CApath`;
      for (const service of model.servicesOf(side)) {
        const folder = service.get(setting);
        if (folder?.origin.kind !== "explicit" || folder.unknown || folder.value === "") continue;
        const found = problem(model, service, folder.value);
        if (!found) continue;
        const data = { setting, path: found.path, service: service.id, file: `${side}_tls_CAfile` };
        const severity = isNeeded(service, side) && found.message !== "chroot" ? "error" : "info";
        yield { message: found.message, data, severity, at: folder.origin, endpoint: service.id };
      }
    }
  },
});
