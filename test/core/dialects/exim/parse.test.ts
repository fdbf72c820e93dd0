// The tree of an Exim file: nothing lost, nothing thrown; and what one file alone comes to.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decodeBytes, SourceText } from "../../../../server/src/core/api.js";
import { dialect } from "../../../../server/src/core/dialects/exim/index.js";
import { readConfiguration } from "../../../../server/src/core/dialects/exim/statements.js";
import { dequote, listItems } from "../../../../server/src/core/dialects/exim/strings.js";

const parse = (text: string) => dialect.parse(new SourceText("exim.conf", text));

const WORDS = [
  "A",
  "AB",
  "a",
  "=",
  "==",
  " ",
  "\t",
  "\n",
  "\r\n",
  "\\\n",
  "#",
  ".ifdef A",
  ".endif",
  ".else",
  ".include x",
  "begin acl",
  "begin transports",
  "x:",
  '"',
  "${if",
  "{",
  "}",
  ":",
  "\uFFFC",
  "_HAVE",
  "driver = smtp",
  "\0",
  "é",
];

test("what is printed is what was read, whatever it was", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }), (words) => {
      const text = words.join("");
      assert.equal(dialect.print(parse(text).tree), text);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = decodeBytes(bytes);
      assert.equal(dialect.print(parse(text).tree), text);
    }),
    { numRuns: 500 },
  );
});

/** The options that a text sets: `name = value`. */
function options(text: string): readonly string[] {
  const { statements } = readConfiguration([new SourceText("exim.conf", text)], {
    builtins: [["_HAVE_X", "y"]],
    include: () => "unknown",
  });
  return statements.flatMap((statement) =>
    statement.kind === "option" ? [`${statement.name.text} = ${statement.value.text}`] : [],
  );
}

describe("logical lines", () => {
  const cases: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ["a = b \\\n   c", ["a = b c"]],
    ["a = b \\\n# comment\n\t c", ["a = b c"]],
    ["a = b \\\n\nc = d", ["a = b", "c = d"]],
    ["a = b\\\\\n\nc = d", ["a = bc = d"]],
    ["A = x\na = AAA", ["a = xxx"]],
    ["A = x\nB = AA\na = B", ["a = xx"]],
    ["B = A\nA = x\na = B", ["a = x"]],
    ["A = b\nA = c\na = A", ["a = b"]],
    ["A = b\nA == c\na = A", ["a = c"]],
    ["OPT = tls_certificate = /x\nOPT", ["tls_certificate = /x"]],
    ["A = tls_certificate = /x\n  A", ["tls_certificate = /x"]],
    [".ifdef A\na = 1\n.else\na = 2\n.endif", ["a = 2"]],
    [".ifdef _HAVE_X\na = 1\n.endif", ["a = 1"]],
    ["a = 1 \\\n.ifdef A\n 2 \\\n.else\n 3 \\\n.endif\n 4", ["a = 1 3 4"]],
    ["hide a = b", ["a = b"]],
    ["no_a", ["no_a = "]],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => {
      assert.deepEqual(options(text), expected);
    });
  }

  test("macros that double one another stop before they fill the memory", () => {
    const lines = Array.from(
      { length: 60 },
      (_, index) => `M${"x".repeat(60 - index)} = ${index === 0 ? "y" : `M${"x".repeat(61 - index)}`.repeat(2)}`,
    );
    const { problems } = readConfiguration([new SourceText("exim.conf", `${lines.join("\n")}\na = Mx`)], {
      builtins: [],
      include: () => "unknown",
    });
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      ["line-too-long"],
    );
  });

  test("a value is mapped back to where it is written, one from a macro is not", () => {
    const text = "A = x\na = b \\\n  c\nd = A";
    const { statements } = readConfiguration([new SourceText("exim.conf", text)], {
      builtins: [],
      include: () => "unknown",
    });
    const spans = statements.flatMap((statement) => (statement.kind === "option" ? [statement.value.span] : []));
    assert.deepEqual(spans, [{ start: text.indexOf("b \\"), end: text.indexOf("c\nd") + 1 }, null]);
  });
});

test("includes are read in place, and their absence is told", () => {
  const files = new Map([["inner", new SourceText("inner", "b = 2\n")]]);
  const read = (text: string) =>
    readConfiguration([new SourceText("exim.conf", text)], {
      builtins: [],
      include: (path) => files.get(path) ?? (path === "gone" ? "missing" : "unknown"),
    });
  const names = read("a = 1\n.include inner\nc = 3").statements.map((statement) =>
    statement.kind === "option" ? statement.name.text : "",
  );
  assert.deepEqual(names, ["a", "b", "c"]);
  assert.deepEqual(
    read(".include gone").problems.map(({ problem }) => problem),
    ["include-missing"],
  );
  assert.deepEqual(
    read(".include other").unknownIncludes.map(({ path }) => path),
    ["other"],
  );
  files.set("loop", new SourceText("loop", ".include loop\n"));
  assert.deepEqual(
    read(".include loop").problems.map(({ problem }) => problem),
    ["include-too-deep"],
  );
});

test("lists and strings", () => {
  assert.deepEqual(listItems("a : b::c : ::1"), ["a", "b:c", ":1"]);
  assert.deepEqual(listItems("<; ::1 ; 127.0.0.1 ;"), ["::1", "127.0.0.1"]);
  assert.deepEqual(listItems(""), []);
  assert.deepEqual(dequote('"a\\n\\101\\x42\\"" rest'), { text: 'a\nAB"', rest: " rest" });
  assert.deepEqual(dequote('"open'), { text: "open", rest: null });
});

describe("recognition", () => {
  const cases: readonly (readonly [path: string, text: string, expected: string | null])[] = [
    ["/etc/exim/exim.conf", "", "name"],
    ["/etc/exim4/exim4.conf.template", "", "name"],
    ["roles/mail/templates/exim4.conf.j2", "", "name"],
    ["/etc/exim4/conf.d/main/03_exim4-config_tlsoptions", "", "place"],
    ["/var/lib/exim4/config.autogenerated", "# exim", "place"],
    ["/etc/exim4/update-exim4.conf.conf", "dc_eximconfig_configtype='internet'", null],
    ["/srv/mail.conf", "begin acl\nbegin routers\n", "content"],
    ["/srv/mail.conf", "begin acl\n", null],
    ["/etc/nginx/conf.d/main/x", "", null],
  ];
  for (const [path, text, expected] of cases) {
    test(path, () => {
      assert.equal(dialect.recognise({ path, text }), expected);
    });
  }
});
