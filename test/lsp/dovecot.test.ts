// Dovecot's files in an editor: several of them as one configuration, its own release, and links to what is included.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { DocumentLinkRequest } from "vscode-languageserver-protocol/node";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, PULL } from "./support/editor.js";

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

const MAIN = "protocols = imap\nssl = required\nssl_key = </k\n!include_try local.conf\n!include conf.d/*.conf\n";

test("parts are judged with the main file, and includes lead on", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-lsp-dovecot-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, "conf.d"));
  const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
  writeFileSync(join(folder, "dovecot.conf"), MAIN);
  writeFileSync(join(folder, "local.conf"), "");
  const part = "ssl_cert = /etc/ssl/mx.pem\n";
  writeFileSync(join(folder, "conf.d/10-ssl.conf"), part);

  const editor = await Editor.start(t, bundle.file, {
    capabilities: PULL,
    initializationOptions: { settings: { dovecot: { version: "2.3" }, postfix: { version: "3.7" } } },
  });
  await editor.open(uri("conf.d/10-ssl.conf"), part, "dovecot");
  const found = await editor.pulled(uri("conf.d/10-ssl.conf"));
  assert.deepEqual(
    found.map(({ code }) => code),
    ["certificate-path-without-less-than"],
  );
  await editor.open(uri("dovecot.conf"), MAIN, "dovecot");
  const links = await editor.connection.sendRequest(DocumentLinkRequest.type, {
    textDocument: { uri: uri("dovecot.conf") },
  });
  assert.deepEqual(
    links?.map(({ target }) => target),
    [uri("local.conf"), uri("conf.d/10-ssl.conf")],
  );
});
