// Diagnostics of the server process, pushed and pulled, against what core finds in the same text.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DiagnosticSeverity, type Diagnostic } from "vscode-languageserver-protocol/node";
import { lint, SourceText } from "../../server/src/core/api.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, positionOf, PULL } from "./support/editor.js";
import { SOUND, WEAK } from "./support/texts.js";

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What the server must say about `text`, by core and by the test's own idea of positions. */
function expected(uri: string, text: string): Diagnostic[] {
  return lint([{ source: new SourceText(uri, text), dialect: "postfix-main" }], {}).map((finding) => ({
    range: { start: positionOf(text, finding.span.start), end: positionOf(text, finding.span.end) },
    severity: SEVERITY[finding.severity],
    code: finding.rule,
    codeDescription: { href: finding.docs },
    source: "Mail TLS",
    message: finding.message,
  }));
}

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

test("a client that cannot pull gets diagnostics with every version, and none after closing", async (t) => {
  const editor = await Editor.start(t, bundle.file);
  assert.equal(editor.initialized.capabilities.diagnosticProvider, undefined);
  const uri = "file:///srv/mail/main.cf";
  await editor.open(uri, WEAK);
  const found = await editor.pushed(uri);
  assert.ok(found.length > 0);
  assert.deepEqual(found, expected(uri, WEAK));

  const text = `# ünïcödé 😀\r\n\r\n${WEAK}`;
  await editor.change(uri, { start: 0, end: 0, text: "# ünïcödé 😀\r\n\r\n" });
  assert.deepEqual(await editor.pushed(uri), expected(uri, text));

  await editor.change(uri, { start: 0, end: text.length, text: SOUND });
  assert.deepEqual(await editor.pushed(uri), []);

  await editor.change(uri, { start: 0, end: SOUND.length, text: WEAK });
  assert.ok((await editor.pushed(uri)).length > 0);
  await editor.close(uri);
  await editor.until(() => editor.published.at(-1)?.version === undefined);
  assert.deepEqual(editor.published.at(-1), { uri, diagnostics: [] });
  assert.equal(await editor.stop(), 0);
});

test("a client that pulls is asked for nothing and gets nothing pushed", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  assert.deepEqual(editor.initialized.capabilities.diagnosticProvider, {
    interFileDependencies: true,
    workspaceDiagnostics: false,
  });
  const uri = "file:///srv/mail/main.cf";
  await editor.open(uri, WEAK);
  assert.deepEqual(await editor.pulled(uri), expected(uri, WEAK));
  await editor.change(uri, { start: 0, end: WEAK.length, text: SOUND });
  assert.deepEqual(await editor.pulled(uri), []);
  await editor.close(uri);
  assert.deepEqual(await editor.pulled(uri), []);
  assert.deepEqual(editor.published, []);
  assert.equal(await editor.stop(), 0);
});

test("files are known by language or by name, and others ignored", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  // Too little to be known by its content.
  const text = "smtpd_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2\n";
  const cases: [uri: string, languageId: string, known: boolean][] = [
    ["file:///etc/postfix/main.cf", "conf", true],
    ["file:///srv/with%20space/main.cf", "cfg", true],
    ["file:///C%3A/mail/main.cf", "plaintext", true],
    ["file:///srv/main%2Ecf", "conf", true],
    ["untitled:Untitled-1", "postfix-main", true],
    ["vscode-remote://ssh-remote%2Bhost/etc/postfix/main.cf", "postfix-main", true],
    ["no uri at all", "postfix-main", true],
    ["file:///home/me/notes.txt", "plaintext", false],
    ["http:///%zz", "plaintext", false],
    ["//x y://", "plaintext", false],
  ];
  for (const [uri, languageId, known] of cases) {
    await editor.open(uri, text, languageId);
    assert.equal((await editor.pulled(uri)).length > 0, known, uri);
  }
  assert.deepEqual(await editor.pulled("file:///never/opened/main.cf"), []);
  assert.equal(await editor.stop(), 0);
});

test("a client that leaves without shutdown ends the server with an error code", async (t) => {
  const editor = await Editor.start(t, bundle.file);
  const exited = new Promise((resolve) => editor.process.once("exit", resolve));
  await editor.connection.sendNotification("exit");
  assert.equal(await exited, 1);
});
