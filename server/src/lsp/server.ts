// The language server: what it tells the client that it can do, and which handler does it. No handler's work lives here.

import { CodeActionKind, TextDocumentSyncKind, type Connection, type InitializeResult } from "vscode-languageserver";
import { FIX_ALL, registerCodeAction } from "./handlers/code-action.js";
import { registerCompletion, TRIGGER_CHARACTERS } from "./handlers/completion.js";
import { registerConfiguration } from "./handlers/configuration.js";
import { registerDiagnostics } from "./handlers/diagnostics.js";
import { registerExecuteCommand } from "./handlers/execute-command.js";
import { registerHover } from "./handlers/hover.js";
import {
  HARDEN_CHOICES_COMMAND,
  HARDEN_COMMAND,
  PROBE_COMMAND,
  PROBE_TARGET_COMMAND,
  TRUST_GRANTED,
} from "./protocol.js";
import { Session, type Runtime } from "./session.js";
import { member } from "./settings.js";

export type { Runtime } from "./session.js";

/** Serves one client on `connection`, until the client ends the session. */
export function startServer(connection: Connection, runtime: Runtime): void {
  const session = new Session(connection, runtime);
  const diagnostics = registerDiagnostics(session);
  registerConfiguration(session, diagnostics.refresh);
  registerCodeAction(session);
  registerCompletion(session);
  registerHover(session);
  registerExecuteCommand(session);

  connection.onInitialize(({ capabilities, initializationOptions }): InitializeResult => {
    session.client = capabilities;
    session.trusted = member(initializationOptions, "trusted") !== false;
    session.hasHardenCommand = member(initializationOptions, "harden") === true;
    session.initialSettings = member(initializationOptions, "settings");
    return {
      serverInfo: { name: "mailtls" },
      capabilities: {
        positionEncoding: "utf-16",
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(session.pullsDiagnostics && {
          diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false },
        }),
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor, FIX_ALL] },
        hoverProvider: true,
        completionProvider: { triggerCharacters: TRIGGER_CHARACTERS },
        executeCommandProvider: {
          commands: [PROBE_COMMAND, PROBE_TARGET_COMMAND, HARDEN_CHOICES_COMMAND, HARDEN_COMMAND],
          workDoneProgress: true,
        },
      },
    };
  });
  connection.onNotification(TRUST_GRANTED, () => {
    session.trusted = true;
  });
  session.documents.listen(connection);
  connection.listen();
}
