// Tests of what the extension does in every window, with or without Node.js. Each leaves the file on disk as the next expects it.

import {
  commands,
  extensions,
  languages,
  window,
  workspace,
  Position,
  type CodeAction,
  type CompletionList,
  type Diagnostic,
  type Hover,
  type MarkdownString,
  type Range,
  type TextDocument,
} from "vscode";
import { FILE, FINDINGS, FIXED, HARDENING, HOVER, LANGUAGES, PAIR, QUICK_FIX, SETTING } from "./expected.js";
import { equal, eventually, exists, file, match, type Tests } from "./harness.js";

const EXTENSION_ID = "mail-tls.mail-tls";

export const editingTests: Tests = {
  "recognises files by name, place and first line": async () => {
    const found: Record<string, string> = {};
    for (const path of Object.keys(LANGUAGES)) found[path] = (await workspace.openTextDocument(file(path))).languageId;
    equal(found, LANGUAGES, "language ids");
  },

  "starts for such a file": async () => {
    await show();
    const extension = exists(extensions.getExtension(EXTENSION_ID), EXTENSION_ID);
    await extension.activate();
    const known = await commands.getCommands(true);
    for (const command of ["mailTls.probeHost", "mailTls.fixAll", "mailTls.harden", "mailTls.showOutput"]) {
      equal(known.includes(command), true, command);
    }
  },

  "reports every finding at its place": async () => {
    const document = await show();
    const diagnostics = await diagnosticsWhere(
      document,
      "as many findings as expected",
      (all) => all.length >= FINDINGS.length,
    );
    equal(diagnostics.map(summary).sort(byPlace), [...FINDINGS].sort(byPlace), "findings");
  },

  "judges anew when a setting changes": async () => {
    const document = await show();
    const settings = workspace.getConfiguration("mailTls");
    await settings.update(SETTING.name, SETTING.value);
    const wanted = JSON.stringify(SETTING.finding);
    const isThere = (all: Diagnostic[]): boolean => all.some((one) => JSON.stringify(summary(one)) === wanted);
    await diagnosticsWhere(document, `${wanted} to come`, isThere);
    await settings.update(SETTING.name, undefined);
    await diagnosticsWhere(document, `${wanted} to go`, (all) => !isThere(all));
  },

  "explains a parameter on hover": async () => {
    const { uri } = await show();
    const at = new Position(HOVER.line, HOVER.character);
    const hovers = await commands.executeCommand<Hover[]>("vscode.executeHoverProvider", uri, at);
    const text = hovers
      .flatMap((hover) => hover.contents.map((content) => (content as MarkdownString).value))
      .join("\n");
    match(text, HOVER.text, "hover");
  },

  "offers a fix that removes its finding": async () => {
    const document = await show();
    const { range } = await diagnosticsWhere(document, QUICK_FIX.rule, (all) => all.some(isFixable)).then((all) =>
      exists(all.find(isFixable), QUICK_FIX.rule),
    );
    const actions = await quickFixes(document, range);
    const action = exists(
      actions.find(({ title }) => QUICK_FIX.title.test(title)),
      `a fix among ${JSON.stringify(actions.map(({ title }) => title))}`,
    );
    equal(await workspace.applyEdit(exists(action.edit, "the fix's edit")), true, "applied");
    equal(document.lineAt(QUICK_FIX.line).text, QUICK_FIX.fixed, "line");
    await diagnosticsWhere(document, "the finding to go", (all) => !all.some(isFixable));
    await commands.executeCommand("workbench.action.files.revert");
    await diagnosticsWhere(document, "the finding to come back", (all) => all.some(isFixable));
  },

  "fixes all safe problems, down to the disk": async () => {
    const document = await show();
    const lines = document.getText().split("\n");
    for (const { line, text } of FIXED) lines[line] = text;
    await commands.executeCommand("mailTls.fixAll");
    equal(await document.save(), true, "saved");
    const bytes = await workspace.fs.readFile(document.uri);
    equal(new TextDecoder().decode(bytes), lines.join("\n"), "text on disk");
  },

  "judges and mends master.cf beside its main.cf": async () => {
    await workspace.openTextDocument(file(PAIR.main));
    const { document } = await window.showTextDocument(await workspace.openTextDocument(file(PAIR.master)));
    const isIt = (diagnostic: Diagnostic): boolean =>
      rule(diagnostic) === PAIR.rule && diagnostic.range.start.line === PAIR.line;
    const all = await diagnosticsWhere(document, PAIR.rule, (found) => found.some(isIt));
    const [action] = await quickFixes(document, exists(all.find(isIt), PAIR.rule).range);
    equal(await workspace.applyEdit(exists(action?.edit, "the fix's edit")), true, "applied");
    equal(document.getText().split("\n").includes(PAIR.added), true, "the override is there");
    await diagnosticsWhere(document, "the finding to go", (found) => !found.some(isIt));
    await commands.executeCommand("workbench.action.files.revert");
  },

  "shows a hardening for review before anything changes": async () => {
    await workspace.openTextDocument(file(PAIR.main));
    const { document } = await window.showTextDocument(await workspace.openTextDocument(file(PAIR.master)));
    const before = document.getText();
    const review = { open: true };
    const command = commands.executeCommand("mailTls.harden", HARDENING).then(() => (review.open = false));
    // Only a review that is open can be turned down; without one the edit would be there at once.
    while (review.open) await commands.executeCommand("refactorPreview.discard");
    await command;
    equal(document.getText(), before, "text");
  },

  "completes settings": async () => {
    const { uri } = await workspace.openTextDocument(file(PAIR.master));
    const { line, character, label } = PAIR.completion;
    const at = new Position(line, character);
    const list = await commands.executeCommand<CompletionList>("vscode.executeCompletionItemProvider", uri, at);
    equal(
      list.items.some((item) => item.label === label),
      true,
      label,
    );
  },
};

async function show(): Promise<TextDocument> {
  const editor = await window.showTextDocument(await workspace.openTextDocument(file(FILE)));
  return editor.document;
}

async function diagnosticsWhere(
  document: TextDocument,
  what: string,
  holds: (diagnostics: Diagnostic[]) => boolean,
): Promise<Diagnostic[]> {
  return eventually(what, [languages.onDidChangeDiagnostics], () => {
    const diagnostics = languages.getDiagnostics(document.uri);
    return holds(diagnostics) ? diagnostics : undefined;
  });
}

/** Asks again where there is no answer: VS Code cancels the question when another extension starts meanwhile. */
async function quickFixes({ uri }: TextDocument, range: Range): Promise<CodeAction[]> {
  for (let attempt = 1; ; attempt += 1) {
    const actions = await commands
      .executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", uri, range, "quickfix")
      .then(undefined, () => []);
    if (actions.length > 0 || attempt === 5) return actions;
  }
}

/** The rule's id, whether or not the diagnostic links to its explanation. */
function rule({ code }: Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

function summary(diagnostic: Diagnostic): (typeof FINDINGS)[number] {
  return { rule: rule(diagnostic), line: diagnostic.range.start.line, severity: diagnostic.severity };
}

function isFixable(diagnostic: Diagnostic): boolean {
  return rule(diagnostic) === QUICK_FIX.rule && diagnostic.range.start.line === QUICK_FIX.line;
}

function byPlace(a: { rule: string; line: number }, b: { rule: string; line: number }): number {
  return a.line - b.line || (a.rule < b.rule ? -1 : 1);
}
