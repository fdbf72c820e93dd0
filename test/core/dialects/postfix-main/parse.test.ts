// The lexical grammar of main.cf: a table of what Postfix 3.7.11 was seen to do, and properties of every tree.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { dialect } from "../../../../server/src/core/dialects/postfix-main/index.js";
import type { MainCf, Value } from "../../../../server/src/core/dialects/postfix-main/tree.js";
import { physicalSegments, sourceSpan } from "../../../../server/src/core/dialects/postfix-lines.js";
import type { Parsed } from "../../../../server/src/core/dialects/dialect.js";
import { decodeBytes } from "../../../../server/src/core/text/bytes.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";
import type { Span } from "../../../../server/src/core/text/span.js";
import { mainCf, mutated } from "./arbitraries.js";
import { LEXICAL_CASES } from "./cases.js";
import { shippedFiles } from "../../../support/shipped.js";
import { fixtures } from "./fixtures.js";

const parse = (text: string): Parsed<MainCf> => dialect.parse(new SourceText("main.cf", text));

/** One line per node and problem; entries as `name = value`, interior lines in brackets. */
function outline(text: string): string[] {
  const { source, tree, problems } = parse(text);
  const nodes = tree.nodes.map((node) => {
    if (!("interior" in node)) return node.kind;
    const interior = node.interior.length === 0 ? "" : ` [${node.interior.map(({ kind }) => kind).join(" ")}]`;
    return node.kind === "entry" ? `${node.name.text} = ${node.value.text}${interior}` : `malformed${interior}`;
  });
  const complaints = problems.map(
    ({ severity, kind, span }) => `${severity} ${kind} at line ${source.position(span.start).line + 1}`,
  );
  return [...nodes, ...complaints];
}

describe("postfix-main: the lexical grammar", () => {
  for (const [name, text, expected] of LEXICAL_CASES)
    test(name, () => {
      assert.deepEqual(outline(text), expected);
    });

  test("spans of an entry over several lines", () => {
    const text = "# c\nname\n =\n# c\n  one,\r\n\n  two \n# c\n";
    const entry = parse(text).tree.nodes[1];
    assert.ok(entry?.kind === "entry");
    const slice = ({ start, end }: Span): string => text.slice(start, end);
    assert.deepEqual(
      {
        entry: slice(entry.span),
        name: slice(entry.name.span),
        equals: slice(entry.equals),
        value: slice(entry.value.span),
        segments: entry.value.segments.map(({ at, span }) => [at, slice(span)]),
        interior: entry.interior.map(({ span }) => slice(span)),
      },
      {
        entry: "name\n =\n# c\n  one,\r\n\n  two \n",
        name: "name",
        equals: "=",
        value: "one,\r\n\n  two",
        segments: [
          [0, "one,\r"],
          [5, "  two"],
        ],
        interior: ["# c\n", "\n"],
      },
    );
  });

  test("an empty value stands where one would be typed", () => {
    for (const [text, at] of [
      ["a=", 2],
      ["a =\n", 3],
      ["a = \n", 4],
      ["a = \r\n", 4],
      ["a = \n# c\n\0", 4],
      ["a= \t\0b", 4],
    ] as const) {
      const entry = parse(text).tree.nodes[0];
      assert.ok(entry?.kind === "entry");
      assert.deepEqual(entry.value, { text: "", span: { start: at, end: at }, segments: [] }, JSON.stringify(text));
    }
  });

  test("what is overridden is named, but never a password", () => {
    const [problem] = parse("a = 1\n\na = 2\n").problems;
    assert.match(problem?.message ?? "", /`a` of line 1, which said `1`/);
    const [secret] = parse("x_password = hush\nx_password = other\n").problems;
    assert.match(secret?.message ?? "", /line 1/);
    assert.doesNotMatch(secret?.message ?? "", /hush|other/);
  });

  test("fixtures", () => {
    const summary = fixtures.map(({ name, bytes }) => {
      const { tree, problems } = parse(decodeBytes(bytes));
      const entries = tree.nodes.filter(({ kind }) => kind === "entry").length;
      return [name, entries, problems.map(({ kind }) => kind).join(" ")];
    });
    assert.deepEqual(summary, [
      ["broken.main.cf", 4, "leading-whitespace missing-equals missing-name nul-byte overriding-earlier-entry"],
      ["relay.main.cf", 11, ""],
      ["roles.main.cf.j2", 3, "missing-equals missing-equals"],
      ["windows.main.cf", 3, "byte-order-mark missing-equals"],
    ]);
  });
});

describe("postfix-main: every text", () => {
  test("is printed as it was, without gap, and never throws", () => {
    const any = fc.oneof(fc.uint8Array({ maxLength: 60 }), mainCf, mutated(fixtures.map(({ bytes }) => bytes)));
    fc.assert(
      fc.property(any, (bytes) => {
        check(decodeBytes(bytes));
      }),
      { numRuns: 10_000 },
    );
  });

  test("also where it is a damaged file of Postfix itself", (t) => {
    const files = shippedFiles(t);
    if (files.length === 0) return;
    fc.assert(
      fc.property(mutated(files.map(({ bytes }) => bytes)), (bytes) => {
        check(decodeBytes(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test("has values that map back to the source, character by character", () => {
    fc.assert(
      fc.property(mainCf, fc.nat(), fc.nat(), (bytes, a, b) => {
        const text = decodeBytes(bytes);
        for (const node of parse(text).tree.nodes) if (node.kind === "entry") checkValue(text, node.value, a, b);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is read whole, however long", () => {
    for (const line of ["\n", "#\n", "a=1\n", " a\n", "a", "\0", " \n", "\ufeff"]) check(line.repeat(300_000));
    check(`a=1\n${"\n".repeat(300_000)} 2`);
  });
});

/** What must hold for every tree. */
function check(text: string): void {
  const { tree, problems } = parse(text);
  assert.equal(dialect.print(tree), text);
  let at = 0;
  for (const { span } of tree.nodes) {
    assert.equal(span.start, at);
    assert.ok(span.end > span.start);
    at = span.end;
  }
  assert.equal(at, text.length);
  for (const { span, message } of problems) {
    assert.ok(0 <= span.start && span.start < span.end && span.end <= text.length);
    assert.ok(message.length < 500);
  }
}

function checkValue(text: string, value: Value, a: number, b: number): void {
  const slice = ({ start, end }: Span): string => text.slice(start, end);
  assert.equal(value.segments.map(({ span }) => slice(span)).join(""), value.text);
  assert.deepEqual(sourceSpan(value, 0, value.text.length), value.span);
  const [start = 0, end = 0] = [a % (value.text.length + 1), b % (value.text.length + 1)].sort((x, y) => x - y);
  const pieces = [...physicalSegments(value, start, end)];
  assert.equal(pieces.map((piece) => piece.text).join(""), value.text.slice(start, end));
  for (const piece of pieces) {
    assert.equal(slice(piece.span), piece.text);
    assert.equal(value.text.slice(piece.at, piece.at + piece.text.length), piece.text);
    assert.doesNotMatch(piece.text, /\n/);
    assert.deepEqual(sourceSpan(value, piece.at, piece.at + piece.text.length), piece.span);
  }
  if (start < end) {
    const span = sourceSpan(value, start, end);
    assert.equal(text[span.start], value.text[start]);
    assert.equal(text[span.end - 1], value.text[end - 1]);
  } else assert.equal(sourceSpan(value, start, end).start, sourceSpan(value, start, end).end);
}
