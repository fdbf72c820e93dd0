// Core's offsets and edits in the words of the Language Server Protocol. Lines are the protocol's: "\r" alone ends one too.

import type { ClientCapabilities, Range, TextEdit as ProtocolEdit, WorkspaceEdit } from "vscode-languageserver";
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

/** Edits to documents, bound to their versions where the client can check them. `find` knows every file that an edit names. */
export function toWorkspaceEdit(
  edits: readonly TextEdit[],
  find: (path: string) => Changed,
  client: ClientCapabilities,
): WorkspaceEdit {
  const paths = [...new Set(edits.map(({ path }) => path))];
  const changes = paths.map((path) => {
    const { document, version } = find(path);
    const own = edits.filter((edit) => edit.path === path);
    const converted: ProtocolEdit[] = own.map((edit) => ({ range: toRange(document, edit.span), newText: edit.text }));
    return { textDocument: { uri: path, version }, edits: converted };
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
