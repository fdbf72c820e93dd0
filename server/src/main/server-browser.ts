// Entry of the language server in a Web Worker: wiring only. A browser opens no TCP connections, so there is no probe.

import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { startServer } from "../lsp/server.js";

startServer(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), {
  probe: null,
  productHost: undefined,
  files: null,
  now: Date.now,
});
