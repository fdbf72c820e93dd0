// Composed edits do in one step what two rounds of edits do one after the other.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { composeEdits } from "../../../server/src/core/text/compose-edits.js";
import { applyEdits, type TextEdit } from "../../../server/src/core/text/text-edit.js";

const path = "main.cf";
const joined = (edit: Pick<TextEdit, "span" | "text">): TextEdit => ({ path, ...edit });

/** Edits of a text of a length that do not overlap; several insertions at one place are among them. */
function editsOf(length: number): fc.Arbitrary<TextEdit[]> {
  const cut = fc.tuple(fc.nat({ max: length }), fc.nat({ max: 3 }), fc.string({ maxLength: 3 }));
  return fc.array(cut, { maxLength: 5 }).map((cuts) => {
    let at = 0;
    return cuts
      .sort(([a], [b]) => a - b)
      .flatMap(([from, size, text]): TextEdit[] => {
        const [start, end] = [Math.max(from, at), Math.min(Math.max(from, at) + size, length)];
        at = end;
        return [{ path, span: { start, end }, text }];
      });
  });
}

test("one after the other is the same as composed", () => {
  const rounds = fc.string({ maxLength: 12 }).chain((text) =>
    editsOf(text.length).chain((first) => {
      const middle = applyEdits(text, first) ?? assert.fail();
      return editsOf(middle.length).map((second) => ({ text, first, middle, second }));
    }),
  );
  fc.assert(
    fc.property(rounds, ({ text, first, middle, second }) => {
      assert.equal(applyEdits(text, composeEdits(first, second, joined)), applyEdits(middle, second));
    }),
    { numRuns: 3000 },
  );
});

test("what does not touch stays apart, what does is merged", () => {
  const insert = (at: number, text: string): TextEdit => ({ path, span: { start: at, end: at }, text });
  assert.deepEqual(composeEdits([insert(3, "a\n")], [insert(5, "b\n")], joined), [insert(3, "a\n"), insert(3, "b\n")]);
  assert.deepEqual(composeEdits([insert(3, "one")], [{ path, span: { start: 4, end: 5 }, text: "" }], joined), [
    insert(3, "oe"),
  ]);
});
