// Hover: what is wrong, why and what to do, together with what the setting means.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MarkupContent, type Hover } from "vscode-languageserver-protocol/node";
import { hover, lint, rule, SourceText } from "../../server/src/core/api.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, positionOf, PULL } from "./support/editor.js";
import { SOUND, WEAK } from "./support/texts.js";

const URI = "file:///srv/mail/main.cf";

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

function content(answer: Hover | null): MarkupContent {
  assert.ok(answer && MarkupContent.is(answer.contents));
  return answer.contents;
}

test("hover explains the problem and the setting under the cursor", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  await editor.open(URI, WEAK);
  const source = new SourceText(URI, WEAK);
  const [finding] = lint([{ source, dialect: "postfix-main" }], {});
  assert.ok(finding);
  const { kind, value } = content(await editor.hover(URI, positionOf(WEAK, finding.span.start)));
  assert.equal(kind, "markdown");
  const docs = rule(finding.rule)?.docs;
  assert.ok(docs);
  assert.ok(value.includes(docs.why) && value.includes(docs.remedy));
  assert.ok(value.includes(`[${finding.rule}](${finding.docs})`));
  // Markdown shows the message as it is.
  assert.ok(value.replaceAll("\\", "").includes(finding.message));

  const name = SOUND.indexOf("tls_security_level");
  await editor.open("untitled:sound", SOUND);
  const setting = hover({ source: new SourceText(URI, SOUND), dialect: "postfix-main" }, name, {});
  assert.ok(setting);
  const answer = await editor.hover("untitled:sound", positionOf(SOUND, name));
  assert.equal(content(answer).value, setting.markdown);
  assert.deepEqual(answer?.range, {
    start: positionOf(SOUND, setting.span.start),
    end: positionOf(SOUND, setting.span.end),
  });
  await editor.open("untitled:notes", "Dear diary\n", "plaintext");
  assert.equal(await editor.hover("untitled:notes", { line: 0, character: 2 }), null);
  assert.equal(await editor.hover("file:///not/open/main.cf", { line: 0, character: 2 }), null);
  assert.equal(await editor.stop(), 0);
});

test("values of the file cannot format the hover, nor put images into it", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  const text = WEAK.replaceAll("= !SSLv2", "= !SSLv2, ![x](https://example.org/x.png) <img src=x> **bold**");
  await editor.open(URI, text);
  for (const { range } of await editor.pulled(URI)) {
    const { value } = content(await editor.hover(URI, range.start));
    assert.doesNotMatch(value, /(?<!\\)\[x\]|(?<!\\)<img|(?<!\\)\*\*bold/);
  }
  assert.equal(await editor.stop(), 0);
});

test("a client that shows no Markdown is told plain text", async (t) => {
  const editor = await Editor.start(t, bundle.file, {
    capabilities: { textDocument: { hover: { contentFormat: ["plaintext"] } } },
  });
  await editor.open(URI, WEAK);
  const [diagnostic] = await editor.pushed(URI);
  assert.ok(diagnostic);
  const { kind, value } = content(await editor.hover(URI, diagnostic.range.start));
  assert.equal(kind, "plaintext");
  assert.ok(typeof diagnostic.message === "string" && value.includes(diagnostic.message));
  assert.equal(await editor.stop(), 0);
});
