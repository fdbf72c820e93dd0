// The bundle for browsers: no Node.js inside, and it speaks through a worker's postMessage. The worker is a bare vm context
// with what a Web Worker has and a Node.js thread behind it has not been given: no require, no process, no Buffer.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import {
  type InitializeResult,
  LSPErrorCodes,
  type Message,
  type ResponseMessage,
} from "vscode-languageserver-protocol/node";
import { PROBE_COMMAND } from "../../server/src/lsp/protocol.js";
import { bundleServer } from "./support/bundle.js";
import { WEAK } from "./support/texts.js";

interface WorkerScope {
  onmessage?: (event: { data: unknown }) => void;
}

/** Runs the script as a worker would; `send` posts to it, `receive` gives the next message that it posts and that fits. */
function startWorker(script: string): {
  send: (message: object) => void;
  receive: <T>(fits: (message: T) => boolean) => Promise<T>;
} {
  const received: unknown[] = [];
  let wake = (): void => undefined;
  const scope: WorkerScope & Record<string, unknown> = {
    postMessage(message: unknown) {
      received.push(structuredClone(message));
      wake();
    },
    addEventListener: () => undefined,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    console,
    URL,
    TextEncoder,
    TextDecoder,
    crypto,
  };
  scope["self"] = scope;
  runInContext(script, createContext(scope), { filename: "server-browser.js" });
  return {
    send(message) {
      scope.onmessage?.({ data: { jsonrpc: "2.0", ...message } });
    },
    async receive<T>(fits: (message: T) => boolean): Promise<T> {
      for (;;) {
        const index = received.findIndex((message) => fits(message as T));
        if (index !== -1) return received.splice(index, 1)[0] as T;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

test("the browser bundle imports nothing and serves a worker", async () => {
  const bundle = await bundleServer("browser");
  const script = await readFile(bundle.file, "utf8");
  await bundle.remove();
  assert.deepEqual(bundle.imports, []);
  assert.doesNotMatch(script, /\brequire\(\s*["']/);

  const worker = startWorker(script);
  const request = (id: number, method: string, params: object): Promise<ResponseMessage> => {
    worker.send({ id, method, params });
    return worker.receive<ResponseMessage>((message) => message.id === id);
  };
  const initialized = await request(1, "initialize", { processId: null, rootUri: null, capabilities: {} });
  const { capabilities } = initialized.result as InitializeResult;
  assert.equal(capabilities.codeLensProvider, undefined, "an offer to probe would be an empty one");
  worker.send({ method: "initialized", params: {} });
  const uri = "vscode-vfs://github/example/main.cf";
  worker.send({
    method: "textDocument/didOpen",
    params: { textDocument: { uri, languageId: "postfix-main", version: 1, text: WEAK } },
  });
  type Published = Message & { method: string; params: { diagnostics: unknown[] } };
  const { params } = await worker.receive<Published>(({ method }) => method === "textDocument/publishDiagnostics");
  assert.ok(params.diagnostics.length > 0);
  const probe = await request(2, "workspace/executeCommand", {
    command: PROBE_COMMAND,
    arguments: [{ target: "localhost" }],
  });
  assert.equal(probe.error?.code, LSPErrorCodes.RequestFailed);
  assert.match(probe.error.message, /browser/);
  const shutdown = await request(3, "shutdown", {});
  assert.equal(shutdown.error, undefined);
});
