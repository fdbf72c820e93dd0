// The server as a child process, for desktop and remote windows. Nothing that a browser could not do lives elsewhere.

import { Uri, type ExtensionContext } from "vscode";
import { LanguageClient, TransportKind, type LanguageClientOptions } from "vscode-languageclient/node";
import { CLIENT_ID, CLIENT_NAME } from "./extension.js";

/** Runs `dist/server/server-node.cjs` of the extension on the editor's own Node.js. */
export function startServer(context: ExtensionContext, options: LanguageClientOptions): LanguageClient {
  const module = Uri.joinPath(context.extensionUri, "dist", "server", "server-node.cjs").fsPath;
  return new LanguageClient(CLIENT_ID, CLIENT_NAME, { module, transport: TransportKind.ipc }, options);
}
