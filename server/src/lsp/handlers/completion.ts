// textDocument/completion: names and values that the server knows, in the words of the protocol.

import { CompletionItemKind, CompletionItemTag, type CompletionItem } from "vscode-languageserver";
import { completions, type Completion } from "../../core/api.js";
import { toRange } from "../convert.js";
import type { Session } from "../session.js";

/** Characters after which a client asks without being told to: a value begins, or the next word of a list. */
export const TRIGGER_CHARACTERS = ["=", " ", ",", ":", "!"];

const KINDS: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  setting: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
};

export function registerCompletion(session: Session): void {
  session.connection.onCompletion(async ({ textDocument, position }) => {
    const open = await session.open(textDocument.uri);
    if (open === null) return null;
    const list = completions(open.file, open.document.offsetAt(position), open.options);
    if (list === null) return null;
    const range = toRange(open.document, list.span);
    const kind = session.markup(session.client.textDocument?.completion?.completionItem?.documentationFormat);
    return list.items.map((item): CompletionItem => ({
      label: item.label,
      kind: KINDS[item.kind],
      detail: item.detail,
      documentation: { kind, value: item.markdown },
      ...(item.deprecated && { tags: [CompletionItemTag.Deprecated] }),
      // What is written already, and what is going away, comes last.
      sortText: `${item.preferred && !item.deprecated ? 0 : 1}${item.label}`,
      textEdit: { range, newText: item.text },
    }));
  });
}
