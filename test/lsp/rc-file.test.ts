// `.mailtlsrc.json` beside an open file, and the quick fix that writes a suppression comment.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { RegistrationParams } from "vscode-languageserver-protocol/node";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, EVERYTHING, PULL, VERSIONED } from "./support/editor.js";
import { SOUND } from "./support/texts.js";

/** One problem, an error of the rule trailing-comment. */
const WEAK = SOUND.replace("auth_only = yes", "auth_only = yes # no passwords in the clear");

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

/** A folder with one below it, and the URI of a main.cf in that. */
function project(t: TestContext): { root: string; uri: string } {
  const root = mkdtempSync(join(tmpdir(), "mailtls rc-"));
  t.after(() => {
    rmSync(root, { recursive: true });
  });
  mkdirSync(join(root, "postfix"));
  mkdirSync(join(root, ".git"));
  return { root, uri: pathToFileURL(join(root, "postfix/main.cf")).href };
}

test("a file above the document decides; a change of it is seen; a broken one is told once and ignored", async (t) => {
  const { root, uri } = project(t);
  const rc = join(root, ".mailtlsrc.json");
  writeFileSync(rc, '{ "severities": { "trailing-comment": "hint" } }');
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  await editor.open(uri, WEAK);
  const severities = async (): Promise<unknown[]> => (await editor.pulled(uri)).map(({ severity }) => severity);
  assert.deepEqual(await severities(), [4]);
  writeFileSync(rc, '{ "severities": { "trailing-comment": "off" } }');
  assert.deepEqual(await severities(), []);

  writeFileSync(rc, '{ "severities": { "trailing-coment": "off" } }');
  assert.deepEqual(await severities(), [1]);
  assert.deepEqual(await severities(), [1]);
  assert.equal(editor.messages.length, 1);
  assert.match(editor.messages[0] ?? "", /\.mailtlsrc\.json is ignored: line 1, column 19: .*"trailing-comment"\?/);
  rmSync(rc);
  assert.deepEqual(await severities(), [1]);
  assert.equal(await editor.stop(), 0);
});

test("settings of the editor win; nothing above .git is read, nor for documents that are no files", async (t) => {
  const { root, uri } = project(t);
  writeFileSync(
    join(root, ".mailtlsrc.json"),
    '{ "serverVersion": { "postfix": "3.5" }, "severities": { "trailing-comment": "off" } }',
  );
  const text = `${WEAK}smtpd_tls_mandatory_protocols = >=TLSv1.2\n`;
  const codes = async (editor: Editor, of: string): Promise<unknown[]> =>
    (await editor.pulled(of)).map(({ code }) => code);
  const start = async (version: string): Promise<Editor> => {
    const initializationOptions = { settings: { postfix: { version } } };
    const editor = await Editor.start(t, bundle.file, { capabilities: PULL, initializationOptions });
    await editor.open(uri, text);
    return editor;
  };
  const [file, own] = [await start(""), await start("3.7")];
  assert.ok((await codes(file, uri)).includes("invalid-protocol-list"), "Postfix 3.5 does not know >=");
  assert.ok(!(await codes(own, uri)).includes("invalid-protocol-list"));
  await own.open("untitled:main.cf", WEAK);
  assert.deepEqual(await codes(own, "untitled:main.cf"), ["trailing-comment"]);
  mkdirSync(join(root, "postfix/.git"));
  assert.ok((await codes(own, uri)).includes("trailing-comment"));
  assert.deepEqual([await file.stop(), await own.stop()], [0, 0]);
});

test("a client that watches files is asked to watch these, and what it tells has all judged again", async (t) => {
  const { root, uri } = project(t);
  const registered: RegistrationParams[] = [];
  const workspace = { ...VERSIONED.workspace, didChangeWatchedFiles: { dynamicRegistration: true } };
  const editor = await Editor.start(t, bundle.file, {
    capabilities: { workspace },
    registerCapability: (params) => {
      registered.push(params);
      return null;
    },
  });
  await editor.open(uri, WEAK);
  assert.equal((await editor.pushed(uri)).length, 1);
  assert.match(JSON.stringify(registered), /\*\*\/\.mailtlsrc\.json/);
  writeFileSync(join(root, ".mailtlsrc.json"), '{ "severities": { "trailing-comment": "off" } }');
  const before = editor.published.length;
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [] });
  await editor.until(() => editor.published.length > before);
  assert.deepEqual(editor.published.at(-1)?.diagnostics, []);
  assert.equal(await editor.stop(), 0);
});

test("a problem can be left out with a comment, which then asks for its reason", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  const uri = "file:///srv/mail/main.cf";
  await editor.open(uri, WEAK);
  const actions = await editor.codeActions(uri, EVERYTHING, { diagnostics: await editor.pulled(uri) });
  const ignore = actions.find(({ title }) => title === "Ignore trailing-comment on this line…");
  assert.deepEqual([ignore?.kind, ignore?.isPreferred], ["quickfix", false]);
  assert.equal(actions.at(-1)?.title, ignore?.title, "repairs come first");
  await editor.apply(ignore?.edit);
  const { text } = editor.buffer(uri);
  assert.match(text, /\n# mailtls: ignore trailing-comment: reason\nsmtpd_tls_auth_only/);
  const [left, ...more] = await editor.pulled(uri);
  assert.deepEqual([left?.code, more], ["malformed-suppression", []]);
  assert.deepEqual(await editor.codeActions(uri, EVERYTHING, { only: ["quickfix"] }), []);
  const reason = text.indexOf(": reason") + 2;
  await editor.change(uri, { start: reason, end: reason + "reason".length, text: "a script reads it" });
  assert.deepEqual(await editor.pulled(uri), []);
  assert.equal(await editor.stop(), 0);
});
