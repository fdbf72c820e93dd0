// Which documents Mail TLS looks after. The ids are declared in package.json; what they mean is the server's business.

import { workspace, type TextDocument } from "vscode";
import type { TextDocumentFilter } from "vscode-languageclient";

const LANGUAGE_IDS: readonly string[] = ["postfix-main", "postfix-master", "postfix-map", "dovecot", "exim"];

/** Whether the document is a mail server's configuration file. */
export function isMailConfig(document: TextDocument): boolean {
  return LANGUAGE_IDS.includes(document.languageId);
}

/**
 * The documents to send to the server: files of this workspace, wherever it lives, and new ones. Not every scheme, or the old
 * side of a diff (`git:`) would be judged a second time.
 */
export function mailConfigSelector(): TextDocumentFilter[] {
  const schemes = new Set([
    "file",
    "untitled",
    ...(workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme),
  ]);
  return [...schemes].flatMap((scheme) => LANGUAGE_IDS.map((language) => ({ scheme, language })));
}
