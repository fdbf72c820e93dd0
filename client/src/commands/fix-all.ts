// "Mail TLS: Fix All Safe Problems". Which fixes are safe, and what they write, is the server's answer.

import { CodeActionKind, Range, window, workspace, type TextDocument, type WorkspaceEdit } from "vscode";
import { CodeAction, CodeActionRequest, type BaseLanguageClient } from "vscode-languageclient";
import { reportingFailure } from "../failure.js";
import { isMailConfig } from "../languages.js";

const FIX_ALL = CodeActionKind.SourceFixAll.append("mailTls").value;

/** The command: applies every safe fix to the active editor, as one step for Undo. The file is not saved. */
export function fixAll(client: BaseLanguageClient) {
  return reportingFailure("the file could not be fixed.", async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    if (document === undefined || !isMailConfig(document)) {
      void window.showInformationMessage(
        "Mail TLS: open a mail server's configuration file first, for example main.cf.",
      );
      return;
    }
    const { version } = document;
    const edit = await requestEdit(client, document);
    if (edit === undefined) {
      void window.showInformationMessage("Mail TLS: nothing in this file can be fixed without risk.");
    } else if (document.version !== version || !(await workspace.applyEdit(edit))) {
      void window.showErrorMessage("Mail TLS: nothing was fixed, because the file changed meanwhile. Try again.");
    }
  });
}

/** Asks the server itself: VS Code may drop such a request when another extension starts meanwhile. */
async function requestEdit(client: BaseLanguageClient, document: TextDocument): Promise<WorkspaceEdit | undefined> {
  const actions = await client.sendRequest(CodeActionRequest.type, {
    textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
    range: client.code2ProtocolConverter.asRange(new Range(0, 0, document.lineCount, 0)),
    context: { diagnostics: [], only: [FIX_ALL] },
  });
  const edit = actions?.filter((action) => CodeAction.is(action)).find((action) => action.kind === FIX_ALL)?.edit;
  return client.protocol2CodeConverter.asWorkspaceEdit(edit);
}
