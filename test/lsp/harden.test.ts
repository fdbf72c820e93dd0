// "Harden for…" in an editor: the choices, and an edit over several files that asks to be confirmed line by line.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ClientCapabilities, WorkspaceEdit } from "vscode-languageserver-protocol/node";
import {
  HARDEN_CHOICES_COMMAND,
  HARDEN_CLIENT_COMMAND,
  HARDEN_COMMAND,
  type HardenArguments,
  type HardenChoices,
  type HardenResult,
} from "../../server/src/lsp/protocol.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, EVERYTHING, VERSIONED } from "./support/editor.js";

const MAIN = "file:///srv/mail/main.cf";
const MASTER = "file:///srv/mail/master.cf";
const TEXTS = {
  [MAIN]: "smtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
  [MASTER]:
    "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\nsmtp unix - - y - - smtp\n",
};
const ANNOTATING: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
};

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

async function start(t: Parameters<typeof Editor.start>[0], capabilities: ClientCapabilities): Promise<Editor> {
  const settings = { postfix: { version: "3.7" } };
  const editor = await Editor.start(t, bundle.file, {
    capabilities,
    initializationOptions: { harden: true, settings },
  });
  await editor.open(MAIN, TEXTS[MAIN]);
  await editor.open(MASTER, TEXTS[MASTER], "postfix-master");
  return editor;
}

function run<Result>(editor: Editor, command: string, argument: unknown): Promise<Result> {
  return editor.connection.sendRequest("workspace/executeCommand", { command, arguments: [argument] });
}

const harden = (editor: Editor, chosen: Partial<HardenArguments> = {}): Promise<HardenResult> =>
  run(editor, HARDEN_COMMAND, { uri: MAIN, service: "submission/inet", profile: "bsi", ...chosen });

test("services and profiles are to be chosen from, in either file", async (t) => {
  const editor = await start(t, VERSIONED);
  for (const uri of [MAIN, MASTER]) {
    const { services, profiles } = await run<HardenChoices>(editor, HARDEN_CHOICES_COMMAND, uri);
    assert.deepEqual(
      services.map(({ id }) => id),
      ["smtp/inet", "submission/inet", "smtp/unix"],
    );
    assert.ok(profiles.some(({ id }) => id === "bsi"));
    const actions = await editor.codeActions(uri, EVERYTHING, { only: ["refactor"] });
    assert.deepEqual(
      actions.map(({ kind, command }) => [kind, command?.command, command?.arguments]),
      [["refactor", HARDEN_CLIENT_COMMAND, [uri]]],
    );
  }
});

test("each change is annotated with its reason and waits to be confirmed", async (t) => {
  const editor = await start(t, ANNOTATING);
  const { edit, left } = await harden(editor);
  const annotations = Object.values(edit?.changeAnnotations ?? {});
  assert.equal(annotations.length, 3);
  assert.ok(annotations.every(({ needsConfirmation, description }) => needsConfirmation && description?.includes("“")));
  assert.equal(annotations[0]?.label, "smtpd_tls_mandatory_protocols = >=TLSv1.2");
  assert.deepEqual(idsIn(edit), Object.keys(edit?.changeAnnotations ?? {}));
  assert.ok(left.some(({ reason }) => /TLS 1\.3/.test(reason)));
  await editor.apply(edit ?? undefined);
  assert.ok(editor.buffer(MAIN).text.includes("\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\n"));
  assert.match(
    editor.buffer(MASTER).text,
    /\n {2}-o tls_eecdh_auto_curves=.*\n {2}-o tls_medium_cipherlist=.*\nsmtp unix/,
  );
  assert.equal((await harden(editor)).edit, null);
});

function idsIn(edit: WorkspaceEdit | null): unknown[] {
  return (edit?.documentChanges ?? []).flatMap((change) =>
    "edits" in change ? change.edits.map((one) => ("annotationId" in one ? one.annotationId : undefined)) : [],
  );
}

test("a client that knows no annotations gets a plain edit", async (t) => {
  const editor = await start(t, VERSIONED);
  const { edit } = await harden(editor);
  assert.equal(edit?.changeAnnotations, undefined);
  assert.deepEqual([...new Set(idsIn(edit))], [undefined]);
});

test("an unknown service, profile or argument is refused", async (t) => {
  const editor = await start(t, VERSIONED);
  await assert.rejects(harden(editor, { service: "pop3/inet" }), /no service pop3\/inet/);
  await assert.rejects(harden(editor, { profile: "none" }), /no profile none/);
  await assert.rejects(run(editor, HARDEN_COMMAND, { uri: MAIN }), /takes one argument/);
  await assert.rejects(run(editor, HARDEN_CHOICES_COMMAND, 1), /takes one argument/);
  await assert.rejects(run(editor, HARDEN_CHOICES_COMMAND, "file:///none"), /not an open configuration/);
});
