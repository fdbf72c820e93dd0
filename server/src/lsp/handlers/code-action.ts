// textDocument/codeAction: a quick fix per finding, and all safe fixes at once. Edits are always computed from the current text.

import { CodeActionKind, type CodeAction, type Diagnostic } from "vscode-languageserver";
import { fixFiles, overlaps, type Finding, type TextEdit } from "../../core/api.js";
import { lineEdit, toWorkspaceEdit } from "../convert.js";
import { findingsIn, type OpenFile, type Session } from "../session.js";
import { SOURCE } from "./diagnostics.js";

/** The kind of the action that applies every safe fix, for example on save. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.mailTls`;

export function registerCodeAction(session: Session): void {
  session.connection.onCodeAction(async ({ textDocument, range, context }) => {
    const open = await session.open(textDocument.uri);
    if (open === null) return [];
    const { document } = open;
    const asked = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const wants = (kind: string): boolean =>
      context.only?.some((only) => only === "" || `${kind}.`.startsWith(`${only}.`)) ?? true;
    const action = (title: string, kind: string, edits: readonly TextEdit[]): CodeAction => ({
      title,
      kind,
      edit: toWorkspaceEdit(document, edits, session.client),
    });

    const findings = findingsIn(open);
    // A client that names problems wants these solved; one that names none, all in the range.
    const named = context.diagnostics.filter(({ source }) => source === SOURCE);
    const actions: CodeAction[] = [];
    for (const finding of wants(CodeActionKind.QuickFix) ? findings : []) {
      const { fix, span } = finding;
      const diagnostics = named.filter((diagnostic) => isAbout(diagnostic, finding));
      if (fix === undefined || !overlaps(span, asked) || (named.length > 0 && diagnostics.length === 0)) continue;
      const isPreferred = fix.safety === "safe";
      const title = isPreferred ? fix.title : `${fix.title} (review: can stop mail)`;
      actions.push({ ...action(title, CodeActionKind.QuickFix, fix.edits), diagnostics, isPreferred });
    }

    const safe = findings.filter(({ fix }) => fix?.safety === "safe").length;
    const kinds: string[] = [];
    if (safe > 1 && actions.some(({ isPreferred }) => isPreferred)) kinds.push(CodeActionKind.QuickFix);
    if (safe > 0 && wants(FIX_ALL)) kinds.push(FIX_ALL);
    const edit = kinds.length === 0 ? null : allSafeFixes(open);
    if (edit !== null) actions.push(...kinds.map((kind) => action("Fix all safe problems in this file", kind, [edit])));
    return actions;
  });
}

/** Null where they leave the text as it is. */
function allSafeFixes({ file, options }: OpenFile): TextEdit | null {
  const fixed = fixFiles([file], options, { unsafe: false }).files[0];
  return fixed === undefined ? null : lineEdit(file.source.path, file.source.text, fixed.text);
}

/** Whether the client's diagnostic is this finding, even where the text has moved since. */
function isAbout(diagnostic: Diagnostic, finding: Finding): boolean {
  return diagnostic.code === finding.rule && diagnostic.message === finding.message;
}
