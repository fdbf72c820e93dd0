// `.mailtlsrc.json`: what is read from it, and where it is said to be wrong. The published schema says the same.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { lint, readRc, SourceText } from "../../../server/src/core/api.js";

/** The only problem of a text: the piece of it that is marked, and the message. */
function problem(text: string): readonly [string, string] {
  const { rc, problems } = readRc(text);
  assert.equal(rc, null);
  const [first, ...more] = problems;
  assert.ok(first);
  assert.deepEqual(more, []);
  return [text.slice(first.span.start, first.span.end), first.message];
}

test("reads every key", () => {
  const { rc, problems } = readRc(`\uFEFF{
    "$schema": "./x.json", "profile": "bsi", "library": "openssl-3.0", "serverVersion": { "postfix": "3.7" },
    "severities": { "sslv3-enabled": "off", "trailing-comment": "hint" }, "baseline": "known.json", "failOn": "error"
  }`);
  assert.deepEqual(problems, []);
  assert.deepEqual(rc, {
    options: { profile: "bsi", library: "openssl-3.0", serverVersions: { postfix: "3.7" } },
    lint: { severities: { "sslv3-enabled": "off", "trailing-comment": "hint" } },
    baseline: "known.json",
    failOn: "error",
  });
  assert.deepEqual(readRc("{}").rc, { options: {}, lint: {} });
});

test("what is wrong is said where it stands", () => {
  assert.deepEqual(problem('{ "profle": "bsi" }'), [
    '"profle"',
    '"profle" is not a key of this file. Did you mean "profile"?',
  ]);
  assert.match(problem('{ "profile": "bsii" }').join(), /^"bsii",.*did you mean bsi/);
  assert.match(problem('{ "library": 3 }').join(), /^3,.*quotation marks/);
  assert.match(problem('{ "library": "wolfssl" }').join(), /^"wolfssl",.*openssl-3.0/);
  assert.match(problem('{ "library": { "dovecot": "gnutls-3.7" } }').join(), /^"gnutls-3.7",.*Dovecot/);
  assert.match(problem('{ "library": { "exm": "gnutls-3.7" } }').join(), /^"exm",.*"exim"\?/);
  assert.match(problem('{ "serverVersion": "3.7" }').join(), /^"3.7",.*"postfix": "3.7"/);
  assert.match(problem('{ "serverVersion": { "postfix": "three" } }').join(), /^"three",.*not a Postfix version/);
  assert.match(problem('{ "serverVersion": { "postfx": "3.7" } }').join(), /^"postfx",.*"postfix"\?/);
  assert.match(problem('{ "severities": { "sslv3-enabeld": "off" } }').join(), /^"sslv3-enabeld",.*"sslv3-enabled"\?/);
  assert.match(problem('{ "severities": { "sslv3-enabled": "fatal" } }').join(), /^"fatal",.*"hint", "off"/);
  assert.match(problem('{ "severities": ["sslv3-enabled"] }').join(), /^\["sslv3-enabled"\],/);
  assert.match(problem('{ "baseline": "" }').join(), /^"",/);
  assert.match(problem('{ "failOn": "hint" }').join(), /^"hint",.*"info"/);
  assert.match(problem("[]").join(), /^\[\],/);
  assert.equal(readRc('{ "a": 1, "b": [{ "c": {} }] }').problems.length, 2);
});

test("syntax errors have a place and plain words", () => {
  assert.deepEqual(problem('{ "profile": "bsi", }'), ["}", "a name in quotation marks is expected here."]);
  assert.deepEqual(problem('{ "profile" "bsi" }'), ['"bsi"', "a colon is expected here."]);
  assert.deepEqual(problem('{ "profile": "bsi" "library": "" }'), ['"library"', 'a comma or "}" is expected here.']);
  assert.deepEqual(problem('{ "profile": "bsi }\n'), ['"', "the closing quotation mark is missing in this line."]);
  assert.deepEqual(problem("{"), ["", "the file ends where a name in quotation marks is expected."]);
  assert.deepEqual(problem(""), ["", "the file ends where a value is expected."]);
  assert.deepEqual(problem("{} x"), ["x", "the end of the file is expected here."]);
  assert.deepEqual(problem("// no\n{}"), ["//", "a value is expected here."]);
  assert.deepEqual(problem('{ "profile": "bsi", "profile": "nist" }'), ['"profile"', '"profile" is there twice.']);
  assert.match(problem("[".repeat(100_000)).join(), /levels deep/);
});

describe("the reader of JSON", () => {
  test("accepts what JSON.parse accepts and nothing else", () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const isRead = (text: string): boolean => {
      const { problems } = readRc(text);
      return !problems.some(({ message }) => /expected|missing in this line/.test(message));
    };
    const piece = fc.constantFrom(
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      " ",
      "\n",
      "1",
      "-0.5e3",
      "01",
      "true",
      "nul",
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        assert.equal(isRead(text), isJson(text), text);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => readRc(text).problems.every(({ message }) => !/expected here/.test(message))),
    );
  });
});

test("severities replace those of the rules, and off takes a rule out", () => {
  const text = "smtpd_tls_security_level = may # x\nsmtp_tls_security_level = may\n";
  const file = { dialect: "postfix-main", source: new SourceText("main.cf", text) };
  const of = (severity: "hint" | "off"): string[] =>
    lint([file], {}, { severities: { "trailing-comment": severity } }).flatMap((found) =>
      found.rule === "trailing-comment" ? [found.severity] : [],
    );
  assert.deepEqual(of("hint"), ["hint"]);
  assert.deepEqual(of("off"), []);
});

test("the published schema has the keys that are read, and every rule", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../../server/mailtlsrc.schema.json", import.meta.url), "utf8"),
  ) as {
    properties: Record<
      string,
      { enum?: string[]; properties?: Record<string, { enum?: string[]; examples?: string[] }> }
    >;
  };
  for (const [key, { enum: values = [], properties = {} }] of Object.entries(schema.properties)) {
    for (const value of values) assert.deepEqual(readRc(JSON.stringify({ [key]: value })).problems, [], key);
    for (const [name, { enum: inner, examples = [] }] of Object.entries(properties)) {
      for (const value of inner ?? examples)
        assert.deepEqual(readRc(JSON.stringify({ [key]: { [name]: value } })).problems, [], name);
    }
    const unknown = readRc(JSON.stringify({ [key]: null })).problems.some(({ message }) =>
      message.includes("not a key"),
    );
    assert.equal(unknown, false, key);
  }
  const keys = ["$schema", "baseline", "failOn", "library", "profile", "serverVersion", "severities"];
  assert.deepEqual(Object.keys(schema.properties).sort(), keys);
});
