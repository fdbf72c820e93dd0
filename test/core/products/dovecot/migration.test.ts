// From 2.3 to 2.4: the fixes leave nothing that 2.4 does not know, and lose nothing that was set.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fixFiles, lint, settingsReports, SourceText, type InputFile } from "../../../../server/src/core/api.js";
import { modernLocation } from "../../../../server/src/core/products/dovecot/migration.js";
import { requireProgram } from "../../../support/programs.js";

const file = (path: string, text: string): InputFile => ({ dialect: "dovecot", source: new SourceText(path, text) });

function migrated(files: readonly InputFile[]): readonly InputFile[] {
  const rules = new Set(["dovecot-24-version-missing", "renamed-in-dovecot-24", "dovecot-ssl-options"]);
  const result = fixFiles(files, { serverVersion: "2.4.1" }, { unsafe: false, rules });
  return result.files.map((source) => file(source.path, source.text));
}

/** Setting → value, as a release reads the files. */
function settings(files: readonly InputFile[], serverVersion: string): ReadonlyMap<string, string> {
  const reports = settingsReports(files, { serverVersion });
  return new Map(reports.flatMap((report) => report.settings.map(({ name, value }) => [name, value] as const)));
}

const OLD = `# The whole of TLS.
protocols = imap pop3
ssl = yes
ssl_cert = </etc/dovecot/mx.pem   # renewed by a hook
ssl_key = </etc/dovecot/mx.key
ssl_ca = </etc/dovecot/clients.pem
ssl_dh = </etc/dovecot/dh.pem
ssl_prefer_server_ciphers = yes
ssl_verify_client_cert = no
ssl_require_crl = no
disable_plaintext_auth = no
verbose_ssl = no
ssl_options = no_compression
mail_location = maildir:~/Maildir:INDEX=/var/index/%u
passdb {
  args = cache_key=%u
  driver = pam
}
userdb {
  driver = passwd
}
local_name imap.example.com {
  ssl_cert = </etc/dovecot/imap.pem
  ssl_key = </etc/dovecot/imap.key
}
service imap-login {
  service_count = 0
  inet_listener imaps {
    address = 192.0.2.1
  }
}
plugin {
  # Mail filters.
  sieve = file:~/sieve;active=~/.dovecot.sieve
  acl = vfile
}
`;

test("every setting of TLS has its counterpart, with its filter, comment and value", () => {
  const [after] = migrated([file("/etc/dovecot/dovecot.conf", OLD)]);
  assert.ok(after);
  const read = settings([after], "2.4.1");
  const expected: Readonly<Record<string, string>> = {
    dovecot_config_version: "2.4.1",
    dovecot_storage_version: "2.4.1",
    protocols: "imap pop3",
    ssl: "yes",
    ssl_server_cert_file: "/etc/dovecot/mx.pem",
    ssl_server_key_file: "/etc/dovecot/mx.key",
    ssl_server_ca_file: "/etc/dovecot/clients.pem",
    ssl_server_dh_file: "/etc/dovecot/dh.pem",
    ssl_server_prefer_ciphers: "server",
    ssl_server_request_client_cert: "no",
    ssl_server_require_crl: "no",
    auth_allow_cleartext: "yes",
    mail_driver: "maildir",
    mail_path: "~/Maildir",
    mail_index_path: "/var/index/%{user}",
    "passdb/pam/driver": "pam",
    "userdb/passwd/driver": "passwd",
    "local_name imap.example.com/ssl_server_cert_file": "/etc/dovecot/imap.pem",
    "local_name imap.example.com/ssl_server_key_file": "/etc/dovecot/imap.key",
    "service/imap-login/restart_request_count": "unlimited",
    "service/imap-login/inet_listener/imaps/listen": "192.0.2.1",
    "sieve_script/personal/driver": "file",
    "sieve_script/personal/path": "~/sieve",
    "sieve_script/personal/active_path": "~/.dovecot.sieve",
    acl_driver: "vfile",
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(read.get(name), value, name);
  for (const comment of ["# The whole of TLS.", "# renewed by a hook", "# Mail filters."])
    assert.ok(after.source.text.includes(comment), comment);
  // What has no plain counterpart is left, and told.
  const left = lint([after], { serverVersion: "2.4.1" }).filter(({ rule }) => rule === "renamed-in-dovecot-24");
  assert.deepEqual(
    left.map(({ span }) => after.source.slice(span)),
    ["args"],
  );
});

test("mail locations", () => {
  assert.deepEqual(modernLocation("mbox:~/mail:INBOX=/var/mail/%u"), [
    "mail_driver = mbox",
    "mail_path = ~/mail",
    "mail_inbox_path = /var/mail/%{user}",
  ]);
  assert.deepEqual(modernLocation(""), []);
  for (const text of ["maildir:~/%2n", "maildir:~/M:NOPE=1", "/var/mail"])
    assert.equal(modernLocation(text), null, text);
});

test("the packaged configuration of 2.3 becomes one that 2.4 knows, and nothing of it is lost", (t) => {
  if (requireProgram(t, "doveconf") === null || !existsSync("/usr/share/dovecot/dovecot.conf")) return;
  const root = "/usr/share/dovecot";
  const names = readdirSync(join(root, "conf.d")).map((name) => join("conf.d", name));
  const before = ["dovecot.conf", ...names.sort()].map((name) =>
    file(join("/srv/copy", name), readFileSync(join(root, name), "utf8")),
  );
  const after = migrated(before);
  const known = new Set([
    "unknown-dovecot-setting",
    "unknown-dovecot-block",
    "renamed-in-dovecot-24",
    "dovecot-syntax-error",
  ]);
  const left = lint(after, { serverVersion: "2.4.1" }).filter(({ rule }) => known.has(rule));
  assert.deepEqual(left, []);
  const [old, now] = [settings(before, "2.3.19"), settings(after, "2.4.1")];
  const counterparts: Readonly<Record<string, readonly string[]>> = {
    mail_location: ["mail_driver", "mail_path", "mail_inbox_path"],
    ssl_cert: ["ssl_server_cert_file"],
    ssl_key: ["ssl_server_key_file"],
    ssl_dh: ["ssl_server_dh_file"],
    "plugin/sieve": ["sieve_script/personal/path", "sieve_script/personal/active_path"],
  };
  assert.ok(old.size > 10, "there is something to lose");
  for (const name of old.keys()) {
    const plain = name.replace(/^(passdb|userdb)\/\d+\//, "$1/*/");
    const wanted = counterparts[plain] ?? [plain];
    for (const one of wanted) {
      const found = [...now.keys()].some((key) => key.replace(/^(passdb|userdb)\/[^/]+\//, "$1/*/") === one);
      assert.ok(found, `${name} is lost`);
    }
  }
});
