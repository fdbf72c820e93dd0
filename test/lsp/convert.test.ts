// Edits in the protocol's positions: exact for every kind of line end, also where a text mixes them.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { lineEdit, toWorkspaceEdit } from "../../server/src/lsp/convert.js";
import { applied } from "./support/editor.js";

const text = fc.array(fc.constantFrom("a", "b", "\n", "\r", "\r\n", "😀")).map((parts) => parts.join(""));

test("a line edit makes one text of another, and is no longer than what differs", () => {
  fc.assert(
    fc.property(text, text, text, text, (before, after, head, tail) => {
      const [from, to] = [`${head}\n${before}\n${tail}`, `${head}\n${after}\n${tail}`];
      const edit = lineEdit("untitled:a", from, to);
      if (edit === null) {
        assert.equal(from, to);
        return;
      }
      assert.ok(edit.span.end - edit.span.start <= before.length + 1 && edit.text.length <= after.length + 1);
      const document = TextDocument.create("untitled:a", "postfix-main", 7, from);
      const { documentChanges } = toWorkspaceEdit([edit], () => ({ document, version: 7 }), {
        workspace: { workspaceEdit: { documentChanges: true } },
      });
      const [change] = documentChanges ?? [];
      assert.ok(change && "edits" in change && change.textDocument.version === 7);
      assert.equal(applied(from, change.edits as Parameters<typeof applied>[1]), to);
    }),
  );
});
