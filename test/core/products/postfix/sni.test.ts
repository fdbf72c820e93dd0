// The rows of SNI tables: which names find them, and the files that they name.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readSniRow, sniKeys } from "../../../../server/src/core/products/postfix/sni.js";

describe("SNI tables", () => {
  test("are asked for the name and its parents, and for host names only", () => {
    assert.deepEqual(sniKeys("Mail.Example.com"), ["mail.example.com", ".example.com", ".com"]);
    for (const name of ["", "192.0.2.1", "mail.example.com.", "*.example.com", "münchen.example"])
      assert.deepEqual(sniKeys(name), []);
  });

  test("name files", () => {
    const value = "/a/key.pem, /a/chain.pem";
    const { files, problems } = readSniRow("mail.example.com", value);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      files.map(({ text, span }) => [text, value.slice(span.start, span.end)]),
      [
        ["/a/key.pem", "/a/key.pem"],
        ["/a/chain.pem", "/a/chain.pem"],
      ],
    );
  });

  test("have keys that are never found", () => {
    const kinds = (key: string, value = "/a"): readonly string[] =>
      readSniRow(key, value).problems.map(({ kind }) => kind);
    assert.deepEqual(kinds("*.example.com"), ["wildcard"]);
    assert.deepEqual(kinds("192.0.2.1"), ["address"]);
    assert.deepEqual(kinds("2001:db8::1"), ["address"]);
    assert.deepEqual(kinds("münchen.example"), ["international"]);
    assert.deepEqual(kinds("[mx.example.com]:25"), ["not-a-name"]);
    assert.deepEqual(kinds("mx.example.com."), ["not-a-name"]);
    assert.deepEqual(kinds("a", ","), ["no-files"]);
    assert.deepEqual(kinds("a", "key.pem"), ["relative-path"]);
    for (const key of ["a", ".example.com", "MAIL.example.com", "xn--mnchen-3ya.example"])
      assert.deepEqual(kinds(key), [], key);
  });
});
