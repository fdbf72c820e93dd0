// Core's offsets and edits in the words of the Language Server Protocol. Lines are the protocol's: "\r" alone ends one too.

import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  ClientCapabilities,
  Range,
  TextEdit as ProtocolEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Span, TextEdit } from "../core/api.js";

export function toRange(document: TextDocument, span: Span): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** A file that edits change: an open document, or one on the disk, which has no version. */
export interface Changed {
  readonly document: TextDocument;
  readonly version: number | null;
}

/** An edit and what a client may show beside it. */
export interface AnnotatedEdit extends TextEdit {
  readonly label: string;
  readonly description: string;
}

/** Edits to documents, bound to their versions where the client can check them. `find` knows every file that an edit names. */
export function toWorkspaceEdit(
  edits: readonly TextEdit[],
  find: (path: string) => Changed,
  client: ClientCapabilities,
): WorkspaceEdit {
  return workspaceEdit(edits, find, client, (edit, document) => ({
    range: toRange(document, edit.span),
    newText: edit.text,
  }));
}

/** The same with each edit to be confirmed by the user, where the client can ask. */
export function toAnnotatedEdit(
  edits: readonly AnnotatedEdit[],
  find: (path: string) => Changed,
  client: ClientCapabilities,
): WorkspaceEdit {
  const { documentChanges, changeAnnotationSupport } = client.workspace?.workspaceEdit ?? {};
  if (documentChanges !== true || changeAnnotationSupport === undefined) return toWorkspaceEdit(edits, find, client);
  const changeAnnotations: Record<string, ChangeAnnotation> = {};
  const converted = workspaceEdit(edits, find, client, ({ span, text, label, description }, document) => {
    const annotationId = String(Object.keys(changeAnnotations).length);
    changeAnnotations[annotationId] = { label, description, needsConfirmation: true };
    return { range: toRange(document, span), newText: text, annotationId };
  });
  return { ...converted, changeAnnotations };
}

function workspaceEdit<Edit extends TextEdit>(
  edits: readonly Edit[],
  find: (path: string) => Changed,
  client: ClientCapabilities,
  convert: (edit: Edit, document: TextDocument) => ProtocolEdit | AnnotatedTextEdit,
): WorkspaceEdit {
  const paths = [...new Set(edits.map(({ path }) => path))];
  const changes = paths.map((path) => {
    const { document, version } = find(path);
    const own = edits.filter((edit) => edit.path === path);
    return { textDocument: { uri: path, version }, edits: own.map((edit) => convert(edit, document)) };
  });
  return client.workspace?.workspaceEdit?.documentChanges === true
    ? { documentChanges: changes }
    : { changes: Object.fromEntries(changes.map(({ textDocument, edits: own }) => [textDocument.uri, own])) };
}

/** One edit that makes `after` of `before`: all lines from the first to the last that differ. Null where none does. */
export function lineEdit(path: string, before: string, after: string): TextEdit | null {
  if (before === after) return null;
  const old = before.split(LINE_START);
  const now = after.split(LINE_START);
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const start = old.slice(0, head).join("").length;
  const end = before.length - old.slice(old.length - tail).join("").length;
  return { path, span: { start, end }, text: now.slice(head, now.length - tail).join("") };
}

/** Every place after a newline; never inside "\r\n", where the protocol has no position. */
const LINE_START = /(?<=\n)/;
