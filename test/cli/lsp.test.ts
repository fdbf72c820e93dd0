// `mailtls lsp --stdio`: the language server answers through the bundle of the command line. What it answers is tested in test/lsp.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { startMailtls } from "./support/mailtls.js";

function message(content: object): string {
  const body = JSON.stringify({ jsonrpc: "2.0", ...content });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

test("initialize, shutdown, exit: exit code 0", async () => {
  const child = startMailtls(["lsp", "--stdio"]);
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stdin?.write(
    message({ id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } }),
  );
  child.stdin?.write(message({ method: "initialized", params: {} }));
  child.stdin?.write(message({ id: 2, method: "shutdown" }));
  while (!output.includes('"id":2')) await once(child.stdout ?? child, "data");
  child.stdin?.write(message({ method: "exit" }));
  const [code] = (await once(child, "close")) as [number | null];
  assert.equal(code, 0);
  assert.match(output, /"id":1,"result":\{.*"capabilities"/u);
  assert.match(output, /"id":2,"result":null/u);
});
