// The other ways in besides stdio, which every other test takes: Node's IPC, as VS Code starts it, and a socket.

import assert from "node:assert/strict";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { after, before, test } from "node:test";
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeResult,
  type ProtocolConnection,
} from "vscode-languageserver-protocol/node";
import { bundleServer, type Bundle } from "./support/bundle.js";

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

async function converse(connection: ProtocolConnection): Promise<void> {
  connection.listen();
  const params = { processId: process.pid, rootUri: null, capabilities: {} };
  const { serverInfo } = await connection.sendRequest<InitializeResult>("initialize", params);
  assert.equal(serverInfo?.name, "mailtls");
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
}

test("the server speaks over Node's IPC", async (t) => {
  const child = fork(bundle.file, ["--node-ipc"], { execArgv: [] });
  t.after(() => child.kill());
  const exited = once(child, "exit");
  await converse(createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child)));
  assert.deepEqual(await exited, [0, null]);
});

test("the server connects to the socket of a client", async (t) => {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  t.after(() => listener.close());
  const { port } = listener.address() as AddressInfo;
  const child = spawn(process.execPath, [bundle.file, `--socket=${port}`], { stdio: "inherit" });
  t.after(() => child.kill());
  const exited = once(child, "exit");
  const [socket] = (await once(listener, "connection")) as [Socket];
  await converse(createProtocolConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket)));
  assert.deepEqual(await exited, [0, null]);
});
