// Entry of the language server on Node.js: wiring only. The arguments --stdio, --node-ipc, --socket=N and --pipe=NAME choose the way in.

import { createConnection } from "vscode-languageserver/node";
import { startServer } from "../lsp/server.js";
import { hostFacts } from "../platform/host-facts.js";
import { fileTree } from "../platform/named-files.js";
import { pemObjects } from "../platform/pem.js";
import { probe } from "../platform/probe-node.js";

startServer(createConnection(), {
  probe: (target, { onCancel, ...request }) => {
    const abort = new AbortController();
    onCancel(() => {
      abort.abort();
    });
    return probe(target, { ...request, signal: abort.signal });
  },
  productHost: hostFacts(),
  files: (options) => fileTree({ ...options, readPem: pemObjects }),
  now: Date.now,
});
