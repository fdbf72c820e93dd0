// GnuTLS priority strings: what they permit, where they are wrong, and what depends on the machine.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { evaluatePriorityString } from "../../../server/src/core/tls/gnutls-priority.js";

const ALL_VERSIONS = ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"];

describe("accepted strings", () => {
  const cases: readonly (readonly [text: string, versions: readonly string[], suites: number])[] = [
    ["NORMAL", ALL_VERSIONS, 29],
    ["normal", ALL_VERSIONS, 29],
    ["  NORMAL", ALL_VERSIONS, 29],
    ["NORMAL: %SERVER_PRECEDENCE", ALL_VERSIONS, 29],
    ["NORMAL:-VERS-TLS1.0:-VERS-TLS1.1", ["TLSv1.3", "TLSv1.2"], 29],
    ["NORMAL:-VERS-ALL:+VERS-TLS1.2", ["TLSv1.2"], 25],
    ["NORMAL:+VERS-SSL3.0", ALL_VERSIONS, 29],
    ["SECURE256:-VERS-TLS-ALL:+VERS-TLS1.3", ["TLSv1.3"], 2],
    ["SUITEB192", ["TLSv1.2"], 1],
    ["NORMAL:+NULL", ["TLSv1.2", "TLSv1.1", "TLSv1"], 28],
    ["NORMAL:-VERS-TLS1.2", ["TLSv1.1", "TLSv1"], 8],
    ["NORMAL:-SIGN-ALL", ["TLSv1.1", "TLSv1"], 8],
    ["NORMAL:-VERS-ALL:+VERS-DTLS1.2", [], 0],
    ["NONE:+VERS-TLS1.2:+AES-128-GCM:+ECDHE-RSA:+AEAD:+SIGN-RSA-SHA256:+GROUP-X25519", ["TLSv1.2"], 1],
  ];
  for (const [text, versions, suites] of cases) {
    test(text, () => {
      const result = evaluatePriorityString(text);
      assert.equal(result.valid, true, result.error?.message);
      assert.deepEqual(result.versions, versions);
      assert.equal(result.suites.length, suites);
    });
  }

  test("the groups of a key exchange without suites are not used", () => {
    const { groups } = evaluatePriorityString("NORMAL:-VERS-TLS1.3:-ECDHE-RSA:-ECDHE-ECDSA");
    assert.ok(groups.length === 5 && groups.every(({ kind }) => kind === "ffdhe"));
  });

  test("signature algorithms are those of the versions, each once", () => {
    const { signatureAlgorithms } = evaluatePriorityString("SUITEB128");
    assert.deepEqual(
      signatureAlgorithms.map(({ iana }) => iana),
      ["ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384"],
    );
  });

  test("options are listed and idle elements marked", () => {
    const { options, elements } = evaluatePriorityString("NORMAL:%COMPAT:+COMP-NULL:%NEW_PADDING:-RSA-EXPORT:+MAC-X");
    assert.deepEqual(options, ["COMPAT", "NEW_PADDING"]);
    assert.deepEqual(
      elements.filter(({ ignored }) => ignored).map(({ text }) => text),
      ["+COMP-NULL", "%NEW_PADDING", "-RSA-EXPORT", "+MAC-X"],
    );
  });
});

describe("refused strings", () => {
  const cases: readonly (readonly [text: string, where: string])[] = [
    ["", ""],
    ["NORMAL:", ""],
    ["NORMAL::+RSA", ""],
    ["NORMAL :+RSA", "NORMAL "],
    ["NORMAL:-VERS-TLS1.4:+RSA", "-VERS-TLS1.4"],
    ["NORMAL:%compat", "%compat"],
    ["NORMAL:NONE", "NONE"],
    ["NORMAL:-NORMAL", "-NORMAL"],
    ["NORMAL:+GROUP-P256", "+GROUP-P256"],
    ["NORMAL:@SYSTEM", "@SYSTEM"],
    ["HIGH:!aNULL", "HIGH"],
    ["@SYSTEM:+X", "+X"],
    ["NONE", "NONE"],
    ["%COMPAT", "%COMPAT"],
    ["NORMAL:-GOST", "NORMAL:-GOST"],
    ["NONE:+VERS-SSL3.0:+AES-128-CBC:+SHA1:+RSA", "NONE:+VERS-SSL3.0:+AES-128-CBC:+SHA1:+RSA"],
  ];
  for (const [text, where] of cases) {
    test(JSON.stringify(text), () => {
      const { valid, error, suites, versions } = evaluatePriorityString(text);
      assert.equal(valid, false);
      assert.equal(error && text.slice(error.span.start, error.span.end), where);
      assert.deepEqual([suites, versions], [[], []]);
    });
  }
});

test("keywords of the machine's configuration leave everything open", () => {
  const { valid, systemKeywords, suites } = evaluatePriorityString("@EXIM,SYSTEM:-VERS-TLS1.0");
  assert.deepEqual([valid, systemKeywords, suites], [null, ["EXIM", "SYSTEM"], []]);
});

test("any text is read without a throw, and elements lie where they say", () => {
  const piece = fc.oneof(fc.constantFrom("NORMAL", ":", "+", "-", "%", "@", " ", "GROUP-", "CTYPE-ALL"), fc.string());
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const { elements, error, valid } = evaluatePriorityString(text);
      for (const { span, text: element } of elements) assert.equal(text.slice(span.start, span.end), element);
      assert.equal(error !== null, valid === false);
    }),
  );
  assert.equal(evaluatePriorityString(`NORMAL${":+RSA".repeat(100_000)}`).elements.length, 128);
});
