// textDocument/documentLink: from an include to the file.

import type { DocumentLink } from "vscode-languageserver";
import { URI } from "vscode-uri";
import { fileLinks } from "../../core/api.js";
import { toRange } from "../convert.js";
import type { Session } from "../session.js";

export function registerDocumentLink(session: Session): void {
  session.connection.onDocumentLinks(async ({ textDocument }) => {
    const open = await session.open(textDocument.uri);
    if (open === null) return null;
    return fileLinks(open.file, open.options).map(({ span, path }): DocumentLink => ({
      range: toRange(open.document, span),
      // Absolute paths of a configuration, and URIs as they are.
      target: path.startsWith("/") ? URI.file(path).toString() : path,
    }));
  });
}
