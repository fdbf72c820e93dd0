// The lexical grammar of master.cf: a table of what Postfix 3.7.11 was seen to do, and properties of every tree.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Parsed } from "../../../../server/src/core/dialects/dialect.js";
import { sourceSpan } from "../../../../server/src/core/dialects/postfix-lines.js";
import { dialect } from "../../../../server/src/core/dialects/postfix-master/index.js";
import type { MasterCf } from "../../../../server/src/core/dialects/postfix-master/tree.js";
import { decodeBytes } from "../../../../server/src/core/text/bytes.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";
import type { Span } from "../../../../server/src/core/text/span.js";
import { shippedFiles } from "../../../support/shipped.js";
import { mutated } from "../postfix-main/arbitraries.js";
import { masterCf } from "./arbitraries.js";
import { CASES } from "./cases.js";

const parse = (text: string): Parsed<MasterCf> => dialect.parse(new SourceText("master.cf", text));

function outline(text: string): string[] {
  const { source, tree, problems } = parse(text);
  const nodes = tree.nodes.map((node) => {
    if (!("interior" in node)) return node.kind;
    const interior = node.interior.length === 0 ? [] : [`[${node.interior.map(({ kind }) => kind).join(" ")}]`];
    if (node.kind === "malformed") return ["malformed", ...interior].join(" ");
    const words = node.arguments.map((one) =>
      one.kind === "override" ? `${one.name.text}=<${one.value.text}>` : one.text,
    );
    return [node.fields.name.text, node.fields.type.text, node.command.text, "|", ...words, ...interior].join(" ");
  });
  const complaints = problems.map(
    ({ severity, kind, span }) => `${severity} ${kind} at line ${source.position(span.start).line + 1}`,
  );
  return [...nodes, ...complaints];
}

describe("postfix-master: the lexical grammar", () => {
  for (const [name, text, expected] of CASES)
    test(name, () => {
      assert.deepEqual(outline(text), expected);
    });

  test("spans of a service over several lines", () => {
    const text = "# c\nx unix - - n -\n  - smtpd -v\n# d\n  -o { a =\n   b c } -oe=f -o g=\n# z\n";
    const slice = ({ start, end }: Span): string => text.slice(start, end);
    const entry = parse(text).tree.nodes[1];
    assert.ok(entry?.kind === "service");
    assert.equal(slice(entry.span), text.slice(4, -4));
    assert.equal(slice(entry.fields.maxproc.span), "-");
    assert.equal(slice(entry.command.span), "smtpd");
    assert.deepEqual(
      entry.arguments.map((one) =>
        one.kind === "argument"
          ? [one.text, slice(one.span)]
          : [one.braced, slice(one.span), slice(one.name.span), slice(one.value.span), one.value.span.start],
      ),
      [
        ["-v", "-v"],
        [true, "-o { a =\n   b c }", "a", "b c", text.indexOf("b c")],
        [false, "-oe=f", "e", "f", text.indexOf("f -o")],
        [false, "-o g=", "g", "", text.indexOf("g=") + 2],
      ],
    );
  });

  test("an empty value within braces stands behind the blank, unless they are never closed", () => {
    for (const [rest, at] of [
      ["-o { a = }\n", 32],
      ["-o { a =   \n", 31],
      ["{-oa=   ", 28],
    ] as const) {
      const entry = parse(`x unix - - n - - smtpd ${rest}`).tree.nodes[0];
      const override = entry?.kind === "service" ? entry.arguments[0] : undefined;
      assert.ok(override?.kind === "override");
      assert.deepEqual(override.value, { text: "", span: { start: at, end: at }, segments: [] });
    }
  });
});

describe("postfix-master: every text", () => {
  test("is printed as it was, without gap, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), masterCf), (bytes) => {
        check(decodeBytes(bytes));
      }),
      { numRuns: 10_000 },
    );
  });

  test("also where it is a damaged file of Postfix itself", (t) => {
    const files = shippedFiles(t, "master");
    if (files.length === 0) return;
    fc.assert(
      fc.property(mutated(files.map(({ bytes }) => bytes)), (bytes) => {
        check(decodeBytes(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test("is read whole, however long", () => {
    for (const piece of ["\n", "x", "{", "{ ", "}", " -o a=b", "x unix - - n - - smtpd\n", "\0", "\n a"])
      check(`x unix - - n - - smtpd ${piece.repeat(100_000)}`);
  });
});

/** What must hold for every tree. */
function check(text: string): void {
  const { source, tree, problems } = parse(text);
  assert.ok(dialect.print(tree) === text);
  let at = 0;
  for (const node of tree.nodes) {
    assert.equal(node.span.start, at);
    assert.ok(node.span.end > node.span.start);
    at = node.span.end;
    if (node.kind !== "service") continue;
    let last = node.command.span.end;
    for (const one of node.arguments) {
      assert.ok(last <= one.span.start && one.span.start <= one.span.end && one.span.end <= node.span.end);
      last = one.span.end;
      if (one.kind !== "override") continue;
      assert.ok(one.span.start < one.name.span.start && one.name.span.end <= one.value.span.start);
      assert.ok(one.value.span.end <= one.span.end);
      assert.equal(one.value.segments.map(({ span }) => source.slice(span)).join(""), one.value.text);
      assert.deepEqual(sourceSpan(one.value, 0, one.value.text.length), one.value.span);
    }
  }
  assert.equal(at, text.length);
  for (const { span, message } of problems) {
    assert.ok(0 <= span.start && span.start < span.end && span.end <= text.length, message);
    assert.ok(message.length < 500 && message.endsWith("."), message);
  }
}
