// Completion: names and values fit the file, the release and the place; what is chosen replaces what was typed.

import assert from "node:assert/strict";
import { after, before, describe, test, type TestContext } from "node:test";
import type { CompletionItem, TextEdit } from "vscode-languageserver-protocol/node";
import { CompletionRequest } from "vscode-languageserver-protocol/node";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { applied, Editor, positionOf, PULL } from "./support/editor.js";

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

/** The items at `|` of a text, and the text without it. */
async function complete(t: TestContext, marked: string, language: string): Promise<[CompletionItem[], string]> {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  const at = marked.indexOf("|");
  const text = marked.slice(0, at) + marked.slice(at + 1);
  const uri = `untitled:${language}`;
  await editor.open(uri, text, language);
  const answer = await editor.connection.sendRequest(CompletionRequest.type, {
    textDocument: { uri },
    position: positionOf(text, at),
  });
  assert.equal(await editor.stop(), 0);
  return [Array.isArray(answer) ? answer : (answer?.items ?? []), text];
}

function choose(items: readonly CompletionItem[], label: string, text: string): string {
  const item = items.find((candidate) => candidate.label === label);
  assert.ok(item?.textEdit, `${label} is offered`);
  return applied(text, [item.textEdit as TextEdit]);
}

describe("completion", () => {
  test("offers parameters of the release at the start of a line, and puts what was there last", async (t) => {
    const [items, text] = await complete(t, "mail_version = 3.7\nsmtpd_use_tls = yes\nsmtpd_tls_se|\n", "postfix-main");
    assert.equal(
      choose(items, "smtpd_tls_security_level", text),
      "mail_version = 3.7\nsmtpd_use_tls = yes\nsmtpd_tls_security_level = \n",
    );
    const labels = items.map(({ label }) => label);
    assert.ok(!labels.includes("smtp_tls_enforce_sts_mx_patterns"), "3.7 does not have it");
    const used = items.find(({ label }) => label === "smtpd_use_tls");
    assert.ok((used?.sortText ?? "") > (items.find(({ label }) => label === "smtpd_tls_auth_only")?.sortText ?? "9"));
    const { documentation } = items.find(({ label }) => label === "smtpd_tls_security_level") ?? {};
    assert.match(JSON.stringify(documentation), /postconf\.5\.html#smtpd_tls_security_level/);
  });

  test("offers the values that the program takes", async (t) => {
    const [server] = await complete(t, "smtpd_tls_security_level = |\n", "postfix-main");
    assert.deepEqual(server.map(({ label }) => label).sort(), ["encrypt", "may", "none"]);
    const [client] = await complete(t, "smtp_tls_security_level =\n  d|\n", "postfix-main");
    assert.ok(client.some(({ label }) => label === "dane"));
    const [bool, text] = await complete(t, "smtpd_tls_auth_only = n|o\n", "postfix-main");
    assert.equal(choose(bool, "yes", text), "smtpd_tls_auth_only = yes\n");
  });

  test("offers overrides in master.cf", async (t) => {
    const [names, text] = await complete(t, "submission inet n - y - - smtpd\n  -o smtpd_tls_se|\n", "postfix-master");
    assert.match(choose(names, "smtpd_tls_security_level", text), /-o smtpd_tls_security_level=\n$/);
    const [values] = await complete(t, "smtp inet n - y - - smtpd\n -o smtpd_tls_security_level=|\n", "postfix-master");
    assert.ok(values.some(({ label }) => label === "encrypt"));
    const [none] = await complete(t, "submission inet n - y - - sm|\n", "postfix-master");
    assert.deepEqual(none, []);
  });

  test("offers levels, then attributes, in a policy table", async (t) => {
    const [levels] = await complete(t, "example.com |\n", "postfix-map");
    assert.ok(levels.some(({ label }) => label === "secure"));
    const [attributes, text] = await complete(t, "example.com secure ma|\n", "postfix-map");
    assert.equal(choose(attributes, "match", text), "example.com secure match=\n");
  });

  test("stays away from comments", async (t) => {
    assert.deepEqual((await complete(t, "# smtpd_tls_|\n", "postfix-main"))[0], []);
  });
});
