// What the reader of lookup tables makes of a text: rows, places, problems. Agreement with postmap is oracle.test.ts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { dialect } from "../../../../server/src/core/dialects/postfix-map/index.js";
import type { Row } from "../../../../server/src/core/dialects/postfix-map/tree.js";
import { sourceSpan } from "../../../../server/src/core/dialects/postfix-lines.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";
import { table } from "./tables.js";

function read(text: string): { rows: readonly Row[]; problems: readonly (readonly [string, string])[] } {
  const source = new SourceText("tls_policy", text);
  const { tree, problems } = dialect.parse(source);
  return {
    rows: tree.nodes.filter((node) => node.kind === "row"),
    problems: problems.map(({ kind, span }) => [kind, source.slice(span)] as const),
  };
}

const pairs = (text: string): (readonly [string, string])[] =>
  read(text).rows.map(({ key, value }) => [key.text, value.text] as const);

describe("postfix-map", () => {
  const cases: readonly [
    name: string,
    text: string,
    rows: readonly (readonly [string, string])[],
    kinds: readonly string[],
  ][] = [
    ["a row", "example.com encrypt\n", [["example.com", "encrypt"]], []],
    ["blanks around the value", "example.com\t  may \t\r\n", [["example.com", "may"]], []],
    ["no newline at the end", "a b", [["a", "b"]], []],
    ["comments and blank lines", "# a b\n\n \t\n  # c\na b # not a comment\n", [["a", "b # not a comment"]], []],
    ["a continued row", "a secure\n # within\n\n  match=b\n", [["a", "secure  match=b"]], []],
    ["a value on the next line", "a\n  b\n", [["a", "b"]], []],
    ["`=` means nothing", "a = b\n", [["a", "= b"]], []],
    ["a key in quotes", '"a b" c\n', [['"a b"', "c"]], []],
    ["a blank behind a backslash", "a\\ b c\n", [["a\\ b", "c"]], []],
    ["an open quote", 'a" b\n', [], ["unbalanced-quotes"]],
    ["a quote behind a backslash", 'a\\" b\n', [['a\\"', "b"]], []],
    ["no value", "example.com\nb c\n", [["b", "c"]], ["missing-value"]],
    ["text before the first row", "  a b\nc d\n", [["c", "d"]], ["leading-whitespace"]],
    ["the form of an alias file", "a: b\n", [["a:", "b"]], ["alias-format"]],
    [
      "two rows for a key",
      "a b\nA c\na d\n",
      [
        ["a", "b"],
        ["A", "c"],
        ["a", "d"],
      ],
      ["duplicate-key", "duplicate-key"],
    ],
    [
      "a NUL byte",
      "a b\0c\nd e\n",
      [
        ["a", "b"],
        ["d", "e"],
      ],
      ["nul-byte"],
    ],
    ["a NUL byte for a key", "\0a b\n", [], ["nul-byte", "missing-key"]],
    ["a byte that is not UTF-8", "a \uDCE4\nb \u00E4\n", [["b", "\u00E4"]], ["not-utf8"]],
    ["a byte order mark", "\uFEFFa b\n", [["\uFEFFa", "b"]], ["byte-order-mark"]],
    ["U+00A0 is no blank", "a\u00A0b c\n", [["a\u00A0b", "c"]], []],
    ["nothing", "", [], []],
  ];
  for (const [name, text, rows, kinds] of cases)
    test(name, () => {
      assert.deepEqual(pairs(text), rows);
      assert.deepEqual(
        read(text).problems.map(([kind]) => kind),
        kinds,
      );
    });

  test("problems stand where they are", () => {
    assert.deepEqual(read("a b\nA c\nd: e\n").problems, [
      ["duplicate-key", "A"],
      ["alias-format", "d:"],
    ]);
    assert.deepEqual(read("x y\nexample.com\n").problems, [["missing-value", "example.com\n"]]);
  });

  test("a value leads back to the source over comments and line ends", () => {
    const text = "a secure\n  # c\n  match=b\n";
    const [row] = read(text).rows;
    assert.ok(row !== undefined);
    const at = row.value.text.indexOf("match");
    const span = sourceSpan(row.value, at, at + "match=b".length);
    assert.equal(text.slice(span.start, span.end), "match=b");
    assert.equal(row.interior.length, 1);
    assert.deepEqual(row.span, { start: 0, end: text.length });
  });

  test("any text is printed as it was, in nodes without gap", () => {
    fc.assert(
      fc.property(fc.oneof(table, fc.string({ unit: "binary" })), (text) => {
        const { tree } = dialect.parse(new SourceText("t", text));
        assert.equal(dialect.print(tree), text);
        let at = 0;
        for (const { span } of tree.nodes) {
          assert.equal(span.start, at);
          at = span.end;
        }
        assert.equal(at, text.length);
      }),
      { numRuns: 500 },
    );
  });

  test("is recognised by the names of TLS tables only", () => {
    const kind = (path: string): string | null => dialect.recognise({ path, text: "example.com encrypt\n" });
    for (const name of [
      "tls_policy",
      "tls-policy",
      "tls_policy_maps",
      "smtp_tls_policy",
      "smtp_tls_policy_maps",
      "tls_per_site",
      "sni_maps",
      "tls_server_sni_maps",
      "vmail_sni_maps",
      "tls_policy.j2",
      "tls_policy.map.j2",
      "tls_policy.example",
    ])
      assert.equal(kind(`/etc/postfix/${name}`), "name", name);
    for (const name of [
      "transport",
      "tls_policy.db",
      "tls_policy.lmdb",
      "tls_policy.cdb",
      "sni_maps.db",
      "tls_policy.pcre",
      "mysql_tls_policy.cf",
      "tls_policy.py",
      "smtp_tls_policy.md",
      "my_tls_policy_test.ts",
      "access",
    ])
      assert.equal(kind(`/etc/postfix/${name}`), null, name);
  });
});
