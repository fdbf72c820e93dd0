// textDocument/codeAction: a quick fix per finding, and all safe fixes at once. Edits are always computed from the current text.

import { CodeActionKind, type CodeAction, type Diagnostic } from "vscode-languageserver";
import { fixFiles, overlaps, suppressionEdit, type Finding, type TextEdit } from "../../core/api.js";
import { lineEdit, toWorkspaceEdit } from "../convert.js";
import { HARDEN_CLIENT_COMMAND } from "../protocol.js";
import { findingsIn, type OpenFile, type Session } from "../session.js";
import { SOURCE } from "./diagnostics.js";

/** The kind of the action that applies every safe fix, for example on save. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.mailTls`;

export function registerCodeAction(session: Session): void {
  session.connection.onCodeAction(async ({ textDocument, range, context }) => {
    const open = await session.open(textDocument.uri);
    if (open === null) return [];
    const { document, file } = open;
    const asked = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const wants = (kind: string): boolean =>
      context.only?.some((only) => only === "" || `${kind}.`.startsWith(`${only}.`)) ?? true;
    const action = (title: string, kind: string, edits: readonly TextEdit[]): CodeAction => ({
      title,
      kind,
      edit: toWorkspaceEdit(edits, (path) => session.changed(open, path), session.client),
    });

    const findings = findingsIn(open);
    // A client that names problems wants these solved; one that names none, all in the range.
    const named = context.diagnostics.filter(({ source }) => source === SOURCE);
    const relevant = (wants(CodeActionKind.QuickFix) ? findings : []).flatMap((finding) => {
      const diagnostics = named.filter((diagnostic) => isAbout(diagnostic, finding));
      const isAsked = overlaps(finding.span, asked) && (named.length === 0 || diagnostics.length > 0);
      return isAsked ? [{ finding, diagnostics }] : [];
    });
    const actions = relevant.flatMap(({ finding: { fix }, diagnostics }): CodeAction[] => {
      if (fix === undefined) return [];
      const isPreferred = fix.safety === "safe";
      const title = isPreferred ? fix.title : `${fix.title} (review: can stop mail)`;
      return [{ ...action(title, CodeActionKind.QuickFix, fix.edits), diagnostics, isPreferred }];
    });

    const safe = findings.filter(({ fix }) => fix?.safety === "safe").length;
    const kinds: string[] = [];
    if (safe > 1 && actions.some(({ isPreferred }) => isPreferred)) kinds.push(CodeActionKind.QuickFix);
    if (safe > 0 && wants(FIX_ALL)) kinds.push(FIX_ALL);
    const edits = kinds.length === 0 ? [] : allSafeFixes(open);
    if (edits.length > 0)
      actions.push(...kinds.map((kind) => action("Fix all safe problems in this file", kind, edits)));

    // Last: whoever looks for a repair meets these after all repairs.
    for (const { finding, diagnostics } of relevant) {
      const edit = suppressionEdit(finding, file);
      if (edit === null) continue;
      const title = `Ignore ${finding.rule} on this line…`;
      actions.push({ ...action(title, CodeActionKind.QuickFix, [edit]), diagnostics, isPreferred: false });
    }
    if (wants(CodeActionKind.Refactor) && session.hasHardenCommand) {
      const command = { title: "Harden for…", command: HARDEN_CLIENT_COMMAND, arguments: [textDocument.uri] };
      actions.push({ title: "Harden for…", kind: CodeActionKind.Refactor, command });
    }
    return actions;
  });
}

/** None where they leave the text as it is. A fix may reach into another file of the configuration. */
function allSafeFixes({ file, files, options, lint }: OpenFile): readonly TextEdit[] {
  const fixed = fixFiles(files, options, { unsafe: false, path: file.source.path }, lint).files;
  return files.flatMap(
    ({ source }, index) => lineEdit(source.path, source.text, fixed[index]?.text ?? source.text) ?? [],
  );
}

/** Whether the client's diagnostic is this finding, even where the text has moved since. */
function isAbout(diagnostic: Diagnostic, finding: Finding): boolean {
  return diagnostic.code === finding.rule && diagnostic.message === finding.message;
}
