// Files of several mail servers in one workspace: what is open of one is judged with what another says.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, PULL } from "./support/editor.js";

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

const MAIN = `smtpd_tls_chain_files = /etc/postfix/tls/mx.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
`;

const DOVECOT = `protocols = imap
ssl = required
ssl_cert = </etc/dovecot/tls/mx.pem
ssl_key = </etc/dovecot/tls/mx.key
auth_mechanisms = cram-md5
service auth {
  unix_listener /var/spool/postfix/private/auth {
  }
}
`;

const EXIM = `tls_certificate = /etc/exim4/mx.pem
tls_privatekey = /etc/exim4/mx.key
tls_advertise_hosts = *
tls_require_ciphers = HIGH:!aNULL
`;

test("an open file of each server is judged; Postfix with the Dovecot beside it, as it is on the disk or open", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "mailtls mixed-"));
  t.after(() => {
    rmSync(root, { recursive: true });
  });
  for (const folder of [".git", "postfix", "dovecot", "exim4"]) mkdirSync(join(root, folder));
  const [postfix, dovecot, exim] = ["postfix/main.cf", "dovecot/dovecot.conf", "exim4/exim4.conf"].map(
    (name) => pathToFileURL(join(root, name)).href,
  ) as [string, string, string];
  // A library of which only one of the three can be built.
  const configuration = () => ({ tlsLibrary: "gnutls-3.7" });
  const editor = await Editor.start(t, bundle.file, {
    capabilities: { ...PULL, workspace: { ...PULL.workspace, configuration: true } },
    configuration,
  });
  const codes = async (uri: string): Promise<unknown[]> => (await editor.pulled(uri)).map(({ code }) => code);
  await editor.open(postfix, MAIN);
  assert.deepEqual(await codes(postfix), ["plaintext-login-allowed"], "nobody knows what Dovecot offers");

  writeFileSync(join(root, "dovecot/dovecot.conf"), DOVECOT);
  assert.deepEqual(await codes(postfix), []);

  await editor.open(dovecot, DOVECOT.replace("cram-md5", "plain"), "dovecot");
  assert.deepEqual(await codes(postfix), ["plaintext-login-allowed"], "not saved yet");
  assert.deepEqual(await codes(dovecot), []);

  await editor.open(exim, EXIM, "exim");
  assert.deepEqual(await codes(exim), ["gnutls-priority-refused"]);
  assert.deepEqual(editor.messages, []);
  assert.equal(await editor.stop(), 0);
});
