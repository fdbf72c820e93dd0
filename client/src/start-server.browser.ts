// The server as a Web Worker, for windows without Node.js.

import { Uri, workspace, type ExtensionContext } from "vscode";
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
} from "vscode-languageclient/browser";
import { CLIENT_ID, CLIENT_NAME } from "./extension.js";

/** Runs `dist/server/server-browser.js` of the extension in a worker; a new one after each crash. */
export function startServer(context: ExtensionContext, options: LanguageClientOptions): LanguageClient {
  const script = Uri.joinPath(context.extensionUri, "dist", "server", "server-browser.js");
  const start = async (): Promise<MessageTransports> => {
    // Where a remote host serves the extension, a worker cannot be made from its URI: hence the detour over a Blob. Its URL
    // lives as long as the worker, because VS Code loads the script some time after `new Worker` has returned.
    const source = new Uint8Array(await workspace.fs.readFile(script));
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = new Worker(url);
    context.subscriptions.push({
      dispose: () => {
        worker.terminate();
        URL.revokeObjectURL(url);
      },
    });
    // Not the worker itself: the library asks `instanceof Worker`, which is false under VS Code's replacement for that class.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return new LanguageClient(CLIENT_ID, CLIENT_NAME, start, options);
}
