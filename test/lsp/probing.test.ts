// What the server makes of probes in files: offers to probe, findings until they are cleared, and what got worse since the last time.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { after, before, test, type TestContext } from "node:test";
import { CodeLensRefreshRequest, type CodeLens, type Diagnostic } from "vscode-languageserver-protocol/node";
import {
  CLEAR_PROBES_COMMAND,
  MAX_SNAPSHOTS,
  PROBE_COMMAND,
  PROBE_PLACES_COMMAND,
  TRUST_GRANTED,
  type ProbeResult,
  type Snapshot,
} from "../../server/src/lsp/protocol.js";
import { createAuthority, issue } from "../support/certificates.js";
import { startDouble, type Mischief } from "../support/mail-double.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, PULL, VERSIONED } from "./support/editor.js";

const URI = "file:///srv/mail/main.cf";

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

function execute<T>(editor: Editor, command: string, argument?: object): Promise<T> {
  return editor.connection.sendRequest("workspace/executeCommand", { command, arguments: argument ? [argument] : [] });
}

function lenses(editor: Editor, uri = URI): Promise<CodeLens[] | null> {
  return editor.connection.sendRequest("textDocument/codeLens", { textDocument: { uri } });
}

/** A mail server that offers TLS 1.0 to 1.2, until `strip` takes STARTTLS out of its answers. */
async function weakServer(t: TestContext): Promise<{ target: string; strip: () => void }> {
  const identity = issue(createAuthority(), { names: ["mail.example.test"] });
  const at: { capabilities?: Mischief } = {};
  const tls = { minVersion: "TLSv1", maxVersion: "TLSv1.2", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  const { port } = await startDouble(t, { identity, at, tls });
  return {
    target: `127.0.0.1:${port}`,
    strip() {
      at.capabilities = (socket) => {
        socket.write("250-mx.test\r\n250 8BITMIME\r\n");
      };
    },
  };
}

const ofProbe = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ source }) => source === "Mail TLS probe");

const words = (message: Diagnostic["message"]): string => (typeof message === "string" ? message : message.value);

const relay = (target: string): string => `relayhost = [${target.replace(":", "]:")}\n`;

test("lenses offer to probe what a file names, by the server's own command or that of the client", async (t) => {
  const text = "# Relays\nrelayhost = [relay.example.net]:587\n";
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };
  const title = "Probe relay.example.net:587";
  const plain = await Editor.start(t, bundle.file);
  await plain.open(URI, text);
  const argument = { target: "relay.example.net:587" };
  assert.deepEqual(await lenses(plain), [{ range, command: { title, command: PROBE_COMMAND, arguments: [argument] } }]);
  assert.deepEqual(await execute(plain, PROBE_PLACES_COMMAND, { uri: URI }), ["relay.example.net:587"]);
  await plain.open("file:///srv/mail/notes.txt", "Dear diary\n", "plaintext");
  assert.equal(await lenses(plain, "file:///srv/mail/notes.txt"), null);
  assert.deepEqual(await execute(plain, PROBE_PLACES_COMMAND, { uri: "file:///srv/mail/notes.txt" }), []);

  const rich = await Editor.start(t, bundle.file, { initializationOptions: { probeLensCommand: "mailTls.probeHost" } });
  await rich.open(URI, text);
  assert.deepEqual(await lenses(rich), [
    { range, command: { title, command: "mailTls.probeHost", arguments: ["relay.example.net:587"] } },
  ]);
});

test("in an untrusted workspace there are no lenses until trust is granted, which has them asked for again", async (t) => {
  const editor = await Editor.start(t, bundle.file, {
    capabilities: { workspace: { codeLens: { refreshSupport: true } } },
    initializationOptions: { trusted: false },
  });
  await editor.open(URI, relay("127.0.0.1:25"));
  assert.equal(await lenses(editor), null);
  const refreshed = new Promise<void>((resolve) => {
    editor.connection.onRequest(CodeLensRefreshRequest.method, resolve);
  });
  await editor.connection.sendNotification(TRUST_GRANTED);
  await refreshed;
  assert.equal((await lenses(editor))?.length, 1);
});

test("pushed: what a probe found stands at the host's name, with its time, until it is cleared", async (t) => {
  const { target } = await weakServer(t);
  const editor = await Editor.start(t, bundle.file, { capabilities: VERSIONED });
  await editor.open(URI, relay(target));
  assert.deepEqual(ofProbe(await editor.pushed(URI)), []);
  const before = editor.published.length;
  const { report } = await execute<ProbeResult>(editor, PROBE_COMMAND, { target });
  await editor.until(() => editor.published.length > before);
  const found = ofProbe(await editor.pushed(URI));
  assert.ok(report.findings.some(({ rule }) => rule === "tls10-tls11-enabled"));
  assert.deepEqual(
    found.map(({ code }) => code),
    report.findings.map(({ rule }) => rule),
  );
  const [day, time] = [report.at.slice(0, 10), report.at.slice(11, 16)];
  for (const { range, message, codeDescription } of found) {
    assert.deepEqual(range, { start: { line: 0, character: 0 }, end: { line: 0, character: 9 } });
    assert.ok(words(message).startsWith(`${target}, probed ${day} ${time} UTC: `), words(message));
    assert.match(codeDescription?.href ?? "", /^https:/u);
  }

  // They stay while the file changes, and go with the line.
  await editor.change(URI, { start: 0, end: 0, text: "# a comment\n" });
  assert.deepEqual(
    ofProbe(await editor.pushed(URI)).map(({ range }) => range.start.line),
    found.map(() => 1),
  );

  const probed = editor.published.length;
  await execute(editor, CLEAR_PROBES_COMMAND);
  await editor.until(() => editor.published.length > probed);
  assert.deepEqual(ofProbe(await editor.pushed(URI)), []);
});

test("pulled: the client is asked to pull again after a probe and after clearing", async (t) => {
  const { target } = await weakServer(t);
  const workspace = { diagnostics: { refreshSupport: true } };
  const editor = await Editor.start(t, bundle.file, { capabilities: { ...PULL, workspace } });
  let refreshes = 0;
  const next: (() => void)[] = [];
  editor.connection.onRequest("workspace/diagnostic/refresh", () => {
    refreshes += 1;
    for (const resolve of next.splice(0)) resolve();
    return null;
  });
  const refreshed = async (count: number): Promise<void> => {
    while (refreshes < count) await new Promise<void>((resolve) => next.push(resolve));
  };
  await editor.open(URI, relay(target));
  assert.deepEqual(ofProbe(await editor.pulled(URI)), []);
  const already = refreshes;
  const { report } = await execute<ProbeResult>(editor, PROBE_COMMAND, { target });
  await refreshed(already + 1);
  assert.equal(ofProbe(await editor.pulled(URI)).length, report.findings.length);
  assert.ok(report.findings.length > 0);
  await execute(editor, CLEAR_PROBES_COMMAND);
  await refreshed(already + 2);
  assert.deepEqual(ofProbe(await editor.pulled(URI)), []);
});

test("a host that was not reached is told about where it is named", async (t) => {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const target = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  listener.close();
  await once(listener, "close");
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  await editor.open(URI, relay(target));
  const { report, snapshot } = await execute<ProbeResult>(editor, PROBE_COMMAND, { target });
  assert.equal(report.error?.kind, "refused");
  assert.equal(snapshot, null, "a host that is not reached has not changed");
  const [told, ...others] = ofProbe(await editor.pulled(URI));
  assert.ok(told && words(told.message).includes(report.error.message));
  assert.deepEqual(others, []);
});

const isDowngrade = ({ report }: ProbeResult): boolean =>
  report.findings.some(({ rule }) => rule === "possible-downgrade");

test("STARTTLS that is gone since the last probe is reported, also when somebody probes again to make sure", async (t) => {
  const { target, strip } = await weakServer(t);
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  const first = await execute<ProbeResult>(editor, PROBE_COMMAND, { target });
  assert.equal(isDowngrade(first), false);
  assert.equal(first.snapshot?.tls, true);
  strip();
  await editor.open(URI, relay(target));
  const seen: boolean[] = [];
  for (let count = 0; count <= MAX_SNAPSHOTS; count += 1) {
    seen.push(isDowngrade(await execute<ProbeResult>(editor, PROBE_COMMAND, { target })));
  }
  const codes = ofProbe(await editor.pulled(URI)).map(({ code }) => code);
  assert.deepEqual(codes, ["tls-off"], "said once");
  // The one with TLS is the oldest that is remembered, and then it is not.
  assert.deepEqual(seen, [...Array.from({ length: MAX_SNAPSHOTS }, () => true), false]);
});

test("what the client remembers counts in place of the session's own memory; nonsense in its storage is nothing", async (t) => {
  const { target } = await weakServer(t);
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  const probed = (previous: unknown): Promise<ProbeResult> => execute(editor, PROBE_COMMAND, { target, previous });
  const at = "2026-01-02T03:04:05.000Z";
  const modern: Snapshot = { target, at, tls: true, versions: ["TLSv1.2", "TLSv1.3"] };
  const worse = await probed([{ target, at, tls: false, versions: [] }, modern]);
  const message = worse.report.findings.find(({ rule }) => rule === "possible-downgrade")?.message ?? "";
  assert.match(message, /2026-01-02/u);
  assert.equal(isDowngrade(await probed([])), false);
  for (const nonsense of [null, 5, "x", {}, [null, { target }, { ...modern, versions: ["TLSv9", 5] }]])
    assert.equal(isDowngrade(await probed(nonsense)), false, JSON.stringify(nonsense));
});
