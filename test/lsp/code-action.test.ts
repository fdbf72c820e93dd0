// Quick fixes and "fix all": applied as a careful client would, they must leave a clean file.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CodeActionKind, type CodeAction } from "vscode-languageserver-protocol/node";
import { applyEdits, fixFiles, lint, SourceText, type Finding } from "../../server/src/core/api.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { applied, Editor, EVERYTHING, PULL } from "./support/editor.js";
import { SOUND, UNSAFE, WEAK } from "./support/texts.js";

const FIX_ALL = "source.fixAll.mailTls";
const URI = "file:///srv/mail/main.cf";

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

function file(text: string): { source: SourceText; dialect: string } {
  return { source: new SourceText(URI, text), dialect: "postfix-main" };
}

function safe(text: string): Finding[] {
  return lint([file(text)], {}).filter((finding) => finding.fix?.safety === "safe");
}

const isSingleFix = (action: CodeAction): boolean =>
  action.kind === CodeActionKind.QuickFix && (action.diagnostics ?? []).length > 0;

test("the quick fix of one diagnostic after the other gives a clean file", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  await editor.open(URI, WEAK);
  assert.ok(safe(WEAK).length > 1, "the text must have several fixable problems");
  let rounds = 0;
  for (let [diagnostic] = await editor.pulled(URI); diagnostic; [diagnostic] = await editor.pulled(URI)) {
    rounds += 1;
    assert.ok(rounds < 20, "fixes do not converge");
    const actions = await editor.codeActions(URI, diagnostic.range, { diagnostics: [diagnostic] });
    const fix = actions.find(isSingleFix);
    assert.ok(fix, `no fix for ${String(diagnostic.code)}`);
    assert.deepEqual(fix.diagnostics, [diagnostic]);
    await editor.apply(fix.edit);
  }
  assert.ok(rounds > 1);
  assert.deepEqual(lint([file(editor.buffer(URI).text)], {}), []);
  assert.equal(await editor.stop(), 0);
});

test("fix all applies what core calls safe, in one step, for every kind of line end", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  for (const text of [WEAK, WEAK.replaceAll("\n", "\r\n"), WEAK.trimEnd(), `# 😀\n\n${WEAK}\n\n# end`]) {
    await editor.open(URI, text);
    const actions = await editor.codeActions(URI, EVERYTHING, { only: [FIX_ALL] });
    assert.deepEqual(
      actions.map(({ kind }) => kind),
      [FIX_ALL],
    );
    await editor.apply(actions[0]!.edit);
    assert.equal(editor.buffer(URI).text, fixFiles([file(text)], {}, { unsafe: false }).files[0]!.text);
    assert.deepEqual(await editor.codeActions(URI, EVERYTHING, { only: [FIX_ALL] }), []);
    await editor.close(URI);
  }
  assert.equal(await editor.stop(), 0);
});

test("only the kinds, the problems and the range asked for are answered", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  await editor.open(URI, WEAK);
  const diagnostics = await editor.pulled(URI);
  const [first] = diagnostics;
  assert.ok(first);
  const kinds = async (only?: string[]): Promise<Set<string | undefined>> =>
    new Set((await editor.codeActions(URI, EVERYTHING, only && { only })).map(({ kind }) => kind));
  const both = new Set([CodeActionKind.QuickFix, FIX_ALL]);
  assert.deepEqual(await kinds(), both);
  assert.deepEqual(await kinds([""]), both);
  assert.deepEqual(await kinds(["quickfix"]), new Set(["quickfix"]));
  assert.deepEqual(await kinds(["source"]), new Set([FIX_ALL]));
  assert.deepEqual(await kinds(["source.fixAll"]), new Set([FIX_ALL]));
  assert.deepEqual(await kinds(["refactor", "source.organizeImports", "source.fixAll.other", "quick"]), new Set());

  // Every fix is offered where no problem is named; only its own where one is; none for another tool's problem on the same line.
  const all = await editor.codeActions(URI, EVERYTHING, { only: ["quickfix"] });
  assert.equal(all.filter(({ isPreferred }) => isPreferred).length, safe(WEAK).length);
  const named = await editor.codeActions(URI, EVERYTHING, { only: ["quickfix"], diagnostics: [first] });
  assert.deepEqual(
    named.flatMap(({ title, diagnostics }) => (diagnostics ? [[title.startsWith("Ignore "), diagnostics]] : [])),
    [
      [false, [first]],
      [true, [first]],
    ],
  );
  const foreign = { ...first, source: "other" };
  assert.deepEqual(await editor.codeActions(URI, EVERYTHING, { only: ["quickfix"], diagnostics: [foreign] }), all);
  const elsewhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
  assert.deepEqual(await editor.codeActions(URI, elsewhere, { only: ["quickfix"] }), []);

  assert.ok(all.some(({ title, diagnostics }) => title.startsWith("Fix all") && diagnostics === undefined));
  await editor.open("untitled:sound", SOUND);
  assert.deepEqual(await editor.codeActions("untitled:sound", EVERYTHING), []);
  assert.deepEqual(await editor.codeActions("file:///not/open/main.cf", EVERYTHING), []);
  assert.equal(await editor.stop(), 0);
});

test("a problem that moved is fixed where it is now", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  await editor.open(URI, WEAK);
  const [old] = await editor.pulled(URI);
  const [finding] = lint([file(WEAK)], {});
  assert.ok(old && finding?.fix);
  await editor.change(URI, { start: 0, end: 0, text: "# one line more\n" });
  const fix = (await editor.codeActions(URI, EVERYTHING, { diagnostics: [old] })).find(isSingleFix);
  await editor.apply(fix?.edit);
  assert.equal(editor.buffer(URI).text, `# one line more\n${applyEdits(WEAK, finding.fix.edits) ?? ""}`);
  assert.equal(await editor.stop(), 0);
});

test("a fix that can stop mail says so and is neither preferred nor part of fix all", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  await editor.open(URI, UNSAFE);
  const unsafe = lint([file(UNSAFE)], {}).find((finding) => finding.fix?.safety === "unsafe");
  assert.ok(unsafe?.fix, "the text must have a problem with an unsafe fix");
  const actions = await editor.codeActions(URI, EVERYTHING);
  const action = actions.find(({ title }) => title.startsWith(unsafe.fix!.title));
  assert.match(action?.title ?? "", /review/);
  assert.equal(action?.isPreferred, false);
  const fixAll = actions.find(({ kind }) => kind === FIX_ALL);
  if (fixAll !== undefined) {
    await editor.apply(fixAll.edit);
    assert.ok((await editor.pulled(URI)).some(({ code }) => code === unsafe.rule));
  }
  assert.equal(await editor.stop(), 0);
});

test("a client without versioned edits gets plain ones", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: {} });
  await editor.open(URI, WEAK);
  const [action] = await editor.codeActions(URI, EVERYTHING, { only: [FIX_ALL] });
  const edits = action?.edit?.changes?.[URI];
  assert.ok(edits && action.edit?.documentChanges === undefined);
  assert.equal(applied(WEAK, edits), fixFiles([file(WEAK)], {}, { unsafe: false }).files[0]!.text);
  assert.equal(await editor.stop(), 0);
});
