// The lossless tree of Dovecot's files: what each line is, and what is wrong with it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { dialect } from "../../../../server/src/core/dialects/dovecot/index.js";
import { parse } from "../../../../server/src/core/dialects/dovecot/parse.js";
import type { Node } from "../../../../server/src/core/dialects/dovecot/tree.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";

const read = (text: string) => parse(new SourceText("dovecot.conf", text));

/** The nodes in short. */
function shown(text: string): readonly string[] {
  const words = (node: Node): string => {
    switch (node.kind) {
      case "setting":
        return `${node.name.text} ${node.value.kind} ${node.value.text}`;
      case "include":
        return `include${node.optional ? "?" : ""} ${node.pattern.text}`;
      case "open":
        return `open ${node.name.text} ${node.argument?.text ?? "-"}`;
      default:
        return node.kind;
    }
  };
  return read(text).tree.nodes.map(words);
}

describe("lines", () => {
  const cases: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
    ["settings", "a = b\nc=d\n  e  =  f g \n", ["a plain b", "c plain d", "e plain f g"]],
    ["empty values", "a =\nb=", ["a plain ", "b plain "]],
    ["files", "ssl_cert = </a b\nssl_key =<  /c\n", ["ssl_cert file /a b", "ssl_key file /c"]],
    ["quotes", `a = "b # \\"c\\""\nd = 'e'\nf = "g" h\n`, ['a quoted b # "c"', "d quoted e", 'f plain "g" h']],
    ["variables", "a = $a b\nb = '$a'\n", ["a variable $a b", "b quoted $a"]],
    ["comments", "# x\n\n  # y\na = b # c\nd = e#f\n", ["comment", "blank", "comment", "a plain b", "d plain e"]],
    ["continuation", "a = b \\\n   c\\\n d # e\n", ["a plain b c d"]],
    [
      "blocks",
      'x {\n}\ny z {\n} # why\ny "z z" {\n}\n',
      ["open x -", "close", "open y z", "close", "open y z z", "close"],
    ],
    ["includes", "!include a/*.conf\n!include_try b\n", ["include a/*.conf", "include? b"]],
    ["groups of 2.4", "group @g one {\n}\n", ["open group @g", "close"]],
    ["carriage returns", "a = b\r\nc {\r\n}\r\n", ["a plain b", "open c -", "close"]],
    ["a brace in a value", "a = b }\n", ["a plain b }"]],
  ];
  for (const [what, text, expected] of cases)
    test(what, () => {
      assert.deepEqual(shown(text), expected);
    });
});

describe("problems", () => {
  const cases: readonly (readonly [text: string, kinds: readonly (readonly [kind: string, line: number])[]])[] = [
    ["just words\n", [["expecting-brace", 1]]],
    ["a\n", [["expecting-brace", 1]]],
    ["} x\n", [["expecting-brace", 1]]],
    ["a { b = c }\n", [["garbage-after-brace", 1]]],
    ["}\n", [["unexpected-brace", 1]]],
    ["a {\nb {\n}\n", [["missing-brace", 1]]],
    ["a = b#c\n", [["ambiguous-comment", 1]]],
    ["a = b \\\n# c\nd = e\n", [["dropped-continuation", 1]]],
    ["a = \\\n  b \\\n\n", [["dropped-continuation", 2]]],
    ["\uFEFFa = b\n", [["byte-order-mark", 1]]],
    ["a = b\nc {\n}\n", []],
  ];
  for (const [text, kinds] of cases)
    test(JSON.stringify(text), () => {
      const { problems, source } = read(text);
      assert.deepEqual(
        problems.map(({ kind, span }) => [kind, source.position(span.start).line + 1]),
        kinds,
      );
    });
});

test("the nodes are the text, whatever it is", () => {
  const piece = fc.constantFrom(
    "a",
    " = ",
    "b",
    "\n",
    "\r\n",
    "{",
    "}",
    "#",
    "\\",
    '"',
    "'",
    "<",
    "$x",
    "!include ",
    " ",
    "\t",
    "\0",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (any) => {
      const { tree } = read(any);
      assert.equal(dialect.print(tree), any);
      let at = 0;
      for (const { span } of tree.nodes) {
        assert.equal(span.start, at);
        at = span.end;
      }
    }),
    { numRuns: 500 },
  );
});

test("files are recognised by name, place and content", () => {
  const by = (path: string, text = "") => dialect.recognise({ path, text });
  for (const path of ["/etc/dovecot/dovecot.conf", "roles/mail/templates/dovecot.conf.j2", "my-dovecot.conf"])
    assert.equal(by(path), "name", path);
  for (const path of [
    "/etc/dovecot/conf.d/10-ssl.conf",
    "/etc/dovecot/local.conf",
    "x/dovecot/conf.d/auth-sql.conf.ext",
  ])
    assert.equal(by(path), "place", path);
  assert.equal(by("/etc/dovecot/conf.d/mine.conf", "ssl_min_protocol = TLSv1.2\n"), "place");
  assert.equal(by("mail.conf", "protocols = imap\nssl_cert = </x\nmail_location = maildir:~/M\n"), "content");
  for (const [path, text] of [
    ["/etc/nginx/conf.d/10-ssl.conf", "ssl_certificate /x;\n"],
    ["/etc/dovecot/dovecot-sql.conf.ext", "driver = mysql\nconnect = host=x\n"],
    ["my.cnf", "[client]\nssl_ca = /x\nssl_cert = /y\nssl_key = /z\n"],
    ["other.conf", "protocols = imap\nmail_location = x\n[section]\nssl_cert = y\n"],
  ] as const)
    assert.equal(by(path, text), null, path);
});
