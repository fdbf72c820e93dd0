// Incremental synchronization: after any sequence of edits the server must hold the text that the client holds.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, EVERYTHING, positionOf, PULL } from "./support/editor.js";
import { WEAK } from "./support/texts.js";

/** Pieces that move lines, positions and findings when they are inserted; every kind of line end, characters of two units. */
const piece = fc.constantFrom(
  "",
  "a",
  " ",
  "\n",
  "\r",
  "\r\n",
  "\n\n",
  "😀",
  "ü",
  "#",
  "!SSLv2",
  "\nsmtpd_tls_protocols = !SSLv2\n",
  "\r\nsmtp_tls_protocols = !SSLv2 😀\r\n",
  "\n  ,!TLSv1\r\n",
  "\n".repeat(40),
);
/** Where a span begins and how long it is, as parts of the text as it is then. */
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(30), text: piece });
const edits = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

let bundle: Bundle;
before(async () => {
  bundle = await bundleServer("node");
});
after(() => bundle.remove());

/** Moves an offset out of the middle of "\r\n" and of a surrogate pair, where the protocol has no position. */
function atCharacter(text: string, offset: number): number {
  const splits = /^(?:\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF])$/.test(text.slice(offset - 1, offset + 1));
  return splits ? offset + 1 : offset;
}

test("random edits leave client and server with the same text", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  let documents = 0;
  /** Everything the server says that depends on the text. */
  const answers = async (uri: string, at: number): Promise<unknown> => {
    const { text } = editor.buffer(uri);
    const actions = await editor.codeActions(uri, EVERYTHING);
    return [
      await editor.pulled(uri),
      await editor.hover(uri, positionOf(text, at)),
      JSON.parse(
        JSON.stringify(actions)
          .replaceAll(uri, "URI")
          .replaceAll(/"version":\d+/g, '"version":0'),
      ),
    ];
  };
  await fc.assert(
    fc.asyncProperty(edits, async (rounds) => {
      documents += 1;
      const uri = `untitled:edited-${documents}`;
      await editor.open(uri, WEAK);
      let text = WEAK;
      for (const round of rounds) {
        const spans = round.map(({ at, length, text: inserted }) => {
          const start = atCharacter(text, Math.floor(at * text.length));
          const end = atCharacter(text, Math.min(start + length, text.length));
          text = text.slice(0, start) + inserted + text.slice(end);
          return { start, end, text: inserted };
        });
        await editor.change(uri, ...spans);
      }
      const fresh = `untitled:fresh-${documents}`;
      await editor.open(fresh, text);
      const at = atCharacter(text, Math.floor(text.length / 2));
      assert.deepEqual(await answers(uri, at), await answers(fresh, at));
      await editor.close(uri);
      await editor.close(fresh);
    }),
    { numRuns: 100 },
  );
  assert.equal(await editor.stop(), 0);
});

test("ranges beyond the text are moved into it", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  const uri = "untitled:clamped";
  await editor.open(uri, "a = 1\n");
  const beyond = { start: { line: 5, character: 3 }, end: { line: 9, character: 0 } };
  const change = (text: string, range?: typeof beyond): Promise<void> =>
    editor.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: (editor.buffer(uri).version += 1) },
      contentChanges: [range === undefined ? { text } : { range, text }],
    });
  await change("b = 2\nc = 3\n\n\n", beyond);
  await change(WEAK, beyond);
  const fresh = "untitled:fresh";
  await editor.open(fresh, `a = 1\nb = 2\nc = 3\n\n\n${WEAK}`);
  const found = await editor.pulled(fresh);
  assert.ok(found.length > 0);
  assert.deepEqual(await editor.pulled(uri), found);
  await change(WEAK);
  await editor.open("untitled:whole", WEAK);
  assert.deepEqual(await editor.pulled(uri), await editor.pulled("untitled:whole"));
  assert.equal(await editor.stop(), 0);
});

test("any text gets an answer to every request", async (t) => {
  const editor = await Editor.start(t, bundle.file, { capabilities: PULL });
  const uri = "untitled:any";
  const line = fc.oneof(fc.string({ unit: "binary" }), fc.string(), piece, fc.constantFrom(...WEAK.split("\n")));
  const position = fc.record({ line: fc.nat(50), character: fc.nat(200) });
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.constantFrom("\n", "\r\n", ""), position, async (texts, end, place) => {
      await editor.open(uri, texts.join(end));
      await editor.pulled(uri);
      await editor.hover(uri, place);
      await editor.codeActions(uri, { start: place, end: place });
      await editor.codeActions(uri, EVERYTHING);
      await editor.close(uri);
    }),
    { numRuns: 100 },
  );
  assert.equal(await editor.stop(), 0);
});
