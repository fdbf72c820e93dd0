// The commands of the server process: a probe of a local SMTP server, its progress, its end, and who may not start one.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { hostname } from "node:os";
import { after, before, test, type TestContext } from "node:test";
import { SMTPServer } from "smtp-server";
import {
  CancellationTokenSource,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  WorkDoneProgress,
  type ClientCapabilities,
} from "vscode-languageserver-protocol/node";
import {
  PROBE_COMMAND,
  PROBE_PLACES_COMMAND,
  PROBE_TARGET_COMMAND,
  TRUST_GRANTED,
  type ProbeResult,
} from "../../server/src/lsp/protocol.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor } from "./support/editor.js";
import { WEAK } from "./support/texts.js";

const PROGRESS: ClientCapabilities = { window: { workDoneProgress: true } };

/** Probes that end by themselves only long after their test has failed. */
const PATIENT = { settings: { probe: { timeoutSeconds: 3600 } } };

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

function execute<T>(editor: Editor, command: string, argument: unknown, workDoneToken?: string): Promise<T> {
  return editor.connection.sendRequest("workspace/executeCommand", { command, arguments: [argument], workDoneToken });
}

const hasCode =
  (code: number, message?: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof ResponseError);
    assert.equal(error.code, code, error.message);
    if (message) assert.match(error.message, message);
    return true;
  };

/** A mail server with STARTTLS and a self-signed certificate; its address. */
async function mailServer(t: TestContext): Promise<string> {
  const server = new SMTPServer({ authOptional: true });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  t.after(
    () =>
      new Promise<void>((resolve) => {
        server.close(resolve);
      }),
  );
  return `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

/** A server that accepts and says nothing; its address, and the end of its first connection. */
async function silentServer(t: TestContext): Promise<{ target: string; ended: Promise<void> }> {
  let end: () => void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket
      .on("error", () => undefined)
      .on("close", () => {
        end();
      })
      .resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { target: `127.0.0.1:${(server.address() as AddressInfo).port}`, ended };
}

test("a probe gives the report, as data and as Markdown, and tells its steps", async (t) => {
  const target = await mailServer(t);
  const editor = await Editor.start(t, bundle.file);
  const steps: string[] = [];
  editor.connection.onProgress(WorkDoneProgress.type, "probe-1", (step) => {
    steps.push(step.kind);
  });
  const { report, markdown } = await execute<ProbeResult>(editor, PROBE_COMMAND, { target }, "probe-1");
  assert.equal(report.status, "complete");
  assert.equal(report.target, target);
  assert.equal(report.starttls?.offered, true);
  assert.ok(report.versions.length > 0);
  assert.equal(report.certificates.length, 1);
  assert.ok(markdown.includes(target));
  assert.equal(steps[0], "begin");
  assert.equal(steps.at(-1), "end");
  assert.ok(steps.filter((kind) => kind === "report").length >= 2);
  assert.equal(await editor.stop(), 0);
});

test("a host that cannot be reached is a result, not an error", async (t) => {
  const { target } = await silentServer(t);
  const editor = await Editor.start(t, bundle.file, {
    initializationOptions: { settings: { probe: { timeoutSeconds: 0.2 } } },
  });
  const late = await execute<ProbeResult>(editor, PROBE_COMMAND, { target });
  assert.notEqual(late.report.status, "complete");
  assert.equal(late.report.error?.kind, "timeout");
  assert.match(late.report.error.message, /0\.2 seconds/);
  const nonsense = await execute<ProbeResult>(editor, PROBE_COMMAND, { target: "no host at all" });
  assert.equal(nonsense.report.status, "failed");
  assert.equal(await editor.stop(), 0);
});

test("cancelling the request ends the probe and its connection", { timeout: 20_000 }, async (t) => {
  const { target, ended } = await silentServer(t);
  const editor = await Editor.start(t, bundle.file, { initializationOptions: PATIENT });
  const source = new CancellationTokenSource();
  const finished: string[] = [];
  editor.connection.onProgress(WorkDoneProgress.type, "probe-2", (step) => {
    finished.push(step.kind);
    if (step.kind === "report") source.cancel();
  });
  const params = { command: PROBE_COMMAND, arguments: [{ target }], workDoneToken: "probe-2" };
  const probe = editor.connection.sendRequest("workspace/executeCommand", params, source.token);
  await assert.rejects(probe, hasCode(LSPErrorCodes.RequestCancelled));
  await ended;
  assert.equal(finished.at(-1), "end");
  assert.equal(await editor.stop(), 0);
});

test(
  "without a token of the client the server shows the progress itself, and can be stopped there",
  { timeout: 20_000 },
  async (t) => {
    const { target, ended } = await silentServer(t);
    const editor = await Editor.start(t, bundle.file, { capabilities: PROGRESS, initializationOptions: PATIENT });
    editor.connection.onRequest("window/workDoneProgress/create", ({ token }: { token: string }) => {
      editor.connection.onProgress(WorkDoneProgress.type, token, (step) => {
        if (step.kind === "begin") assert.equal(step.cancellable, true);
        if (step.kind === "report")
          void editor.connection.sendNotification("window/workDoneProgress/cancel", { token });
      });
      return null;
    });
    await assert.rejects(execute(editor, PROBE_COMMAND, { target }), hasCode(LSPErrorCodes.RequestCancelled));
    await ended;
    assert.equal(await editor.stop(), 0);
  },
);

test("an untrusted workspace gets no probe until trust is granted", async (t) => {
  const target = await mailServer(t);
  const editor = await Editor.start(t, bundle.file, { initializationOptions: { trusted: false } });
  await assert.rejects(execute(editor, PROBE_COMMAND, { target }), hasCode(LSPErrorCodes.RequestFailed, /untrusted/));
  await editor.open("untitled:main.cf", WEAK);
  assert.ok((await editor.pushed("untitled:main.cf")).length > 0);
  await editor.connection.sendNotification(TRUST_GRANTED);
  const { report } = await execute<ProbeResult>(editor, PROBE_COMMAND, { target });
  assert.equal(report.status, "complete");
  assert.equal(await editor.stop(), 0);
});

test("arguments that make no sense and unknown commands are refused", async (t) => {
  const editor = await Editor.start(t, bundle.file);
  for (const argument of [undefined, null, "mail.example.org", {}, { target: 25 }, { target: "h", servername: {} }]) {
    await assert.rejects(execute(editor, PROBE_COMMAND, argument), hasCode(ErrorCodes.InvalidParams));
  }
  for (const argument of [
    undefined,
    {},
    { uri: 1 },
    { uri: "untitled:a" },
    { uri: "untitled:a", position: { line: -1 } },
  ]) {
    await assert.rejects(execute(editor, PROBE_TARGET_COMMAND, argument), hasCode(ErrorCodes.InvalidParams));
  }
  for (const argument of [undefined, "untitled:a", {}, { uri: 1 }]) {
    await assert.rejects(execute(editor, PROBE_PLACES_COMMAND, argument), hasCode(ErrorCodes.InvalidParams));
  }
  await assert.rejects(execute(editor, "mailTls.other", {}), hasCode(ErrorCodes.InvalidParams));
  assert.equal(await editor.stop(), 0);
});

test("the target that a line suggests", async (t) => {
  const editor = await Editor.start(t, bundle.file);
  const uri = "untitled:main.cf";
  await editor.open(uri, "myhostname = mx.example.org\nrelayhost = [relay.example.org]:587\n");
  const at = (line: number): Promise<string | null> =>
    execute(editor, PROBE_TARGET_COMMAND, { uri, position: { line, character: 4 } });
  assert.match((await at(0)) ?? "", /^mx\.example\.org/);
  assert.equal(await at(1), "relay.example.org:587");

  // Only a file of this very machine says something about this machine's name.
  const own = "file:///etc/postfix/main.cf";
  const other = "file:///srv/backup/etc/postfix/main.cf";
  await editor.open(own, "");
  await editor.open(other, "");
  const position = { line: 0, character: 0 };
  assert.ok(
    (await execute<string | null>(editor, PROBE_TARGET_COMMAND, { uri: own, position }))?.startsWith(hostname()),
  );
  assert.equal(await execute(editor, PROBE_TARGET_COMMAND, { uri: other, position }), null);
  await editor.open("untitled:notes", "Dear diary\n", "plaintext");
  assert.equal(await execute(editor, PROBE_TARGET_COMMAND, { uri: "untitled:notes", position }), null);
  assert.equal(await editor.stop(), 0);
});
