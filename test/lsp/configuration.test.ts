// Settings: wherever a client keeps them, they decide what is found, and nonsense in them is told once.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { lint, SourceText } from "../../server/src/core/api.js";
import { readSettings } from "../../server/src/lsp/settings.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, PULL, VERSIONED } from "./support/editor.js";
import { WEAK } from "./support/texts.js";

const URI = "untitled:main.cf";

/** How many problems WEAK has in that version of the server. */
function problems(serverVersion?: string): number {
  const source = new SourceText(URI, WEAK);
  return lint([{ source, dialect: "postfix-main" }], serverVersion === undefined ? {} : { serverVersion }).length;
}

/** A version in which WEAK has another number of problems. */
const OTHER = ["3.9", "2.8"].find((version) => problems(version) !== problems()) ?? assert.fail("no version differs");

const settings = (version: unknown): unknown => ({ postfix: { version } });

describe("readSettings", () => {
  test("reads what makes sense and complains about the rest", () => {
    assert.deepEqual(
      readSettings({ postfix: { version: OTHER }, tlsLibrary: "", probe: { timeoutSeconds: 3, connections: 1 } }),
      {
        options: { serverVersions: { postfix: OTHER } },
        probeTimeoutMs: 3000,
        probeConnections: 1,
        problems: [],
      },
    );
    const none = readSettings(undefined);
    assert.deepEqual(none, { options: {}, probeTimeoutMs: 60_000, probeConnections: 16, problems: [] });
    const probe = { timeoutSeconds: -1, connections: 51 };
    const bad = readSettings({ postfix: { version: 3.7 }, tlsLibrary: "wolves", probe });
    assert.deepEqual({ ...bad, problems: [] }, none);
    assert.deepEqual(
      bad.problems.map((problem) => /mailTls\.[\w.]*\w/.exec(problem)?.[0]),
      ["mailTls.postfix.version", "mailTls.tlsLibrary", "mailTls.probe.timeoutSeconds", "mailTls.probe.connections"],
    );
  });

  test("takes any JSON", () => {
    const leaf = fc.jsonValue();
    const section = fc.record({ postfix: fc.oneof(leaf, fc.record({ version: leaf })), tlsLibrary: leaf, probe: leaf });
    fc.assert(
      fc.property(fc.oneof(leaf, section), (json) => {
        const { probeTimeoutMs, probeConnections } = readSettings(json);
        assert.ok(probeTimeoutMs > 0 && probeTimeoutMs <= 3_600_000);
        assert.ok(Number.isInteger(probeConnections) && probeConnections >= 1 && probeConnections <= 50);
      }),
    );
  });
});

describe("the server", () => {
  let bundle: Bundle;
  before(async () => {
    bundle = await bundleServer("node");
  });
  after(() => bundle.remove());

  test("asks a client that answers workspace/configuration, and judges open documents again", async (t) => {
    let version: unknown = OTHER;
    const editor = await Editor.start(t, bundle.file, {
      capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } },
      configuration: () => settings(version),
    });
    await editor.open(URI, WEAK);
    assert.equal((await editor.pushed(URI)).length, problems(OTHER));
    version = "";
    const count = editor.published.length;
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await editor.until(() => editor.published.length > count);
    assert.equal(editor.published.at(-1)?.diagnostics.length, problems());
    assert.deepEqual(editor.messages, []);
    assert.equal(await editor.stop(), 0);
  });

  test("tells a client that pulls to pull again", async (t) => {
    let refreshed = 0;
    const editor = await Editor.start(t, bundle.file, {
      capabilities: { ...PULL, workspace: { diagnostics: { refreshSupport: true } } },
      initializationOptions: { settings: settings(OTHER) },
    });
    const asked = new Promise<void>((resolve) => {
      editor.connection.onRequest("workspace/diagnostic/refresh", () => {
        refreshed += 1;
        resolve();
        return null;
      });
    });
    await editor.open(URI, WEAK);
    assert.equal((await editor.pulled(URI)).length, problems(OTHER));
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: { mailTls: {} } });
    await asked;
    assert.equal((await editor.pulled(URI)).length, problems());
    assert.equal(refreshed, 1);
    assert.equal(await editor.stop(), 0);
  });

  test("takes the initial settings where the client knows none", async (t) => {
    const editor = await Editor.start(t, bundle.file, {
      capabilities: { workspace: { configuration: true } },
      initializationOptions: { settings: settings(OTHER) },
    });
    await editor.open(URI, WEAK);
    assert.equal((await editor.pushed(URI)).length, problems(OTHER));
    assert.equal(await editor.stop(), 0);
  });

  test("outlives a client that refuses what it said it could", async (t) => {
    const refuse = { dynamicRegistration: true };
    const editor = await Editor.start(t, bundle.file, {
      capabilities: {
        workspace: { configuration: true, didChangeConfiguration: refuse, diagnostics: { refreshSupport: true } },
        textDocument: { diagnostic: {} },
      },
      configuration: () => {
        throw new Error("no settings today");
      },
      registerCapability: () => {
        throw new Error("no registrations today");
      },
    });
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await editor.open(URI, WEAK);
    assert.equal((await editor.pulled(URI)).length, problems());
    assert.equal(await editor.stop(), 0);
  });

  test("warns once about a setting that makes no sense, and ignores it", async (t) => {
    const editor = await Editor.start(t, bundle.file, {
      capabilities: VERSIONED,
      initializationOptions: { settings: settings("abc") },
    });
    await editor.open(URI, WEAK);
    assert.equal((await editor.pushed(URI)).length, problems());
    for (const version of ["abc", "abc", ""]) {
      const count = editor.published.length;
      await editor.connection.sendNotification("workspace/didChangeConfiguration", {
        settings: { mailTls: settings(version) },
      });
      await editor.until(() => editor.published.length > count);
    }
    assert.equal(editor.messages.length, 1);
    assert.match(editor.messages[0] ?? "", /mailTls\.postfix\.version.*abc/);
    assert.equal(await editor.stop(), 0);
  });
});
