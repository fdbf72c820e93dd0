// The cipher-string language: recorded answers of real libraries, what each element did, and hostile strings.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  evaluateCipherString,
  MAX_CIPHER_STRING_LENGTH,
  tls13Suites,
  type CipherStringResult,
  type OpenSslLibrary,
} from "../../../server/src/core/tls/openssl-cipher-string.js";
import { openSslLibrary } from "../../../server/src/core/tls/openssl-library.js";
import { permittedAtSecurityLevel } from "../../../server/src/core/tls/openssl-security-level.js";
import { OPENSSL_VOCABULARY } from "../../../server/src/core/tls/openssl-tables.generated.js";
import { suiteByOpenSsl } from "../../../server/src/core/tls/suites.js";

const LIBRARIES: readonly OpenSslLibrary[] = ["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5"];

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8"));
}

/** OpenSSL names in order, or null when the library refuses the string. */
const names = ({ valid, suites }: CipherStringResult): string | null =>
  valid ? suites.map(({ openssl }) => openssl).join(":") : null;

/** Each element as `text=suites`, an ignored one as `text?`. */
const elements = (text: string, library: OpenSslLibrary = "openssl-3.0", weakBuild = false): string[] =>
  evaluateCipherString(text, library, { weakBuild }).elements.map((element) => {
    assert.equal(text.slice(element.span.start, element.span.end), element.text);
    return element.text + (element.ignored ? "?" : `=${element.matched.join(",")}`);
  });

describe("cipher strings: recorded answers", () => {
  const { vectors } = fixture("openssl-vectors.json") as { vectors: { input: string; output: string | null }[] };
  test(`OpenSSL 3.0.19, ${vectors.length} strings`, () => {
    assert.equal(vectors.length, 140);
    for (const { input, output } of vectors) {
      assert.equal(names(evaluateCipherString(`${input}:@SECLEVEL=0`, "openssl-3.0")), output, input);
    }
  });

  interface Build {
    readonly build: string;
    readonly library: OpenSslLibrary;
    readonly weakBuild: boolean;
    readonly results: readonly (readonly [text: string, suites: string | null])[];
  }
  const { builds } = fixture("openssl-recorded.json") as { builds: Build[] };
  for (const { build, library, weakBuild, results } of builds) {
    test(`OpenSSL ${build}, ${results.length} strings`, () => {
      for (const [text, expected] of results) {
        const { valid, suites } = evaluateCipherString(text, library, { weakBuild });
        assert.equal(valid ? suites.map(({ id }) => id.toString(16)).join(" ") : null, expected, text);
      }
    });
  }
});

describe("cipher strings: elements", () => {
  test("each says what it did", () => {
    assert.deepEqual(elements("AES128-SHA:AES256-SHA:+AES128-SHA:-AES256-SHA:AES256-SHA:!AES128-SHA:AES128-SHA"), [
      "AES128-SHA=AES128-SHA",
      "AES256-SHA=AES256-SHA",
      "+AES128-SHA=AES128-SHA",
      "-AES256-SHA=AES256-SHA",
      "AES256-SHA=AES256-SHA",
      "!AES128-SHA=AES128-SHA",
      "AES128-SHA=",
    ]);
    assert.deepEqual(elements("AES128-SHA:AES256-SHA@STRENGTH"), [
      "AES128-SHA=AES128-SHA",
      "AES256-SHA=AES256-SHA",
      "@STRENGTH=AES256-SHA,AES128-SHA",
    ]);
  });

  test("the one that lets RC4 in is found", () => {
    const { elements: found } = evaluateCipherString("AESGCM:MEDIUM:!3DES", "openssl-1.1.1", { weakBuild: true });
    const guilty = found.filter((e) => e.operator === "" && e.matched.some((name) => name.includes("RC4")));
    assert.deepEqual(
      guilty.map(({ text, span }) => [text, span]),
      [["MEDIUM", { start: 7, end: 13 }]],
    );
  });

  test("separators may be missing, doubled or of any kind", () => {
    const text = " AES128-SHA!NULL;;,AES256-SHA+HIGH-AES128-SHA";
    const texts = evaluateCipherString(text, "openssl-3.0").elements.map((element) => element.text);
    assert.deepEqual(texts, ["AES128-SHA", "!NULL", "AES256-SHA+HIGH-AES128-SHA"]);
    assert.equal(names(evaluateCipherString(text, "openssl-3.0")), "AES128-SHA");
  });

  test("an unknown name takes what stands before the next separator with it", () => {
    assert.deepEqual(elements("FOO!AES:AES128-SHA:DEFAULT"), ["FOO!AES?", "AES128-SHA=AES128-SHA", "DEFAULT?"]);
    assert.deepEqual(evaluateCipherString("FOO:AES+BAR:AES128-SHA", "openssl-3.0").ignored, ["FOO", "BAR"]);
  });

  test("names of another build are not ignored, and names of another library are", () => {
    assert.deepEqual(elements("!RC4-MD5:!IDEA:!kGOST:AES128-SHA"), [
      "!RC4-MD5=",
      "!IDEA=",
      "!kGOST=",
      "AES128-SHA=AES128-SHA",
    ]);
    assert.deepEqual(evaluateCipherString("AES128-SHA:!EXPORT:!KRB5", "openssl-3.0").ignored, ["EXPORT", "KRB5"]);
    assert.deepEqual(evaluateCipherString("AES128-SHA:!EXPORT:!KRB5", "openssl-1.0.2").ignored, []);
  });

  test("DEFAULT and the Suite B words are elements", () => {
    assert.deepEqual(
      elements("DEFAULT:-ALL:AES128-SHA").map((e) => e.split("=")[0]),
      ["DEFAULT", "-ALL", "AES128-SHA"],
    );
    assert.deepEqual(elements("SUITEB128ONLY:RC4"), ["SUITEB128ONLY=ECDHE-ECDSA-AES128-GCM-SHA256", ":RC4?"]);
  });

  test("the last security level is told, and bars no suite from the list", () => {
    const result = evaluateCipherString("@SECLEVEL=1:ALL:@SECLEVEL=4", "openssl-3.5");
    assert.equal(result.securityLevel, 4);
    assert.equal(names(result), names(evaluateCipherString("ALL", "openssl-3.5")));
  });
});

describe("cipher strings: errors", () => {
  const error = (text: string, library: OpenSslLibrary = "openssl-3.0") => {
    const result = evaluateCipherString(text, library);
    assert.equal(result.valid, result.error === null);
    if (!result.valid) assert.deepEqual(result.suites, []);
    return result.error && text.slice(result.error.span.start, result.error.span.end);
  };

  test("are reported where they are", () => {
    assert.equal(error("HIGH:!aNULL:?FOO"), "?");
    assert.equal(error("HIGH:!:AES"), "!");
    assert.equal(error("HIGH:AES+"), "AES+");
    assert.equal(error("HIGH:é"), "é");
    assert.equal(error("HIGH:@SECLEVEL=9:AES"), "@SECLEVEL=9");
    assert.equal(error("HIGH@FOO!AES:?"), "@FOO!AES");
    assert.equal(error("AES:!AES"), "AES:!AES");
    assert.equal(error(""), "");
  });

  test("depend on the library", () => {
    assert.equal(error("HIGH:@SECLEVEL=1", "openssl-1.0.2"), "@SECLEVEL=1");
    assert.equal(error("HIGH:@SECLEVEL=1", "openssl-1.1.1"), null);
    assert.equal(error("HIGH:_", "openssl-3.0"), "_");
    assert.equal(error("HIGH:_", "openssl-3.5"), null);
  });
});

describe("cipher strings: hostile input", () => {
  test("never throws, and spans lie in the text", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc
        .array(fc.constantFrom(...Array.from("ALL:;, +-!@=_.\0é💥"), "DEFAULT", "@SECLEVEL=", "AES", "+"), {
          maxLength: 30,
        })
        .map((a) => a.join("")),
    );
    fc.assert(
      fc.property(hostile, fc.constantFrom(...LIBRARIES), fc.boolean(), (text, library, weakBuild) => {
        const result = evaluateCipherString(text, library, { weakBuild });
        for (const { start, end } of [
          ...result.elements.map(({ span }) => span),
          ...(result.error ? [result.error.span] : []),
        ]) {
          assert.ok(0 <= start && start <= end && end <= text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("long strings are evaluated, longer ones refused", () => {
    for (const unit of ["ALL:-ALL:", "A", "+", "A+", "FOO:", "!", ":", "@STRENGTH:", "AES128-SHA+", "DEFAULT", "💥"]) {
      evaluateCipherString(unit.repeat(Math.ceil(100_000 / unit.length)), "openssl-3.5");
    }
    const many = evaluateCipherString("ALL:-ALL:".repeat(5000) + "AES128-SHA", "openssl-3.0");
    assert.equal(many.elements.length, 10_001);
    assert.equal(names(many), "AES128-SHA");
    const long = evaluateCipherString("A".repeat(MAX_CIPHER_STRING_LENGTH + 1), "openssl-3.0");
    assert.deepEqual([long.valid, long.elements], [false, []]);
  });
});

describe("libraries", () => {
  test("since 1.1.1 attributes tell suites apart, so that a suite's name needs to say no more", () => {
    for (const library of LIBRARIES.slice(1)) {
      const { suites } = openSslLibrary(library, true);
      const { keyExchange, authentication, encryption, mac } = OPENSSL_VOCABULARY;
      assert.ok([keyExchange, authentication, encryption, mac].every((names) => names.split(" ").length <= 32));
      const distinct = new Set(
        suites.map(({ masks: m }) => [m.keyExchange, m.authentication, m.encryption, m.mac].join(" ")),
      );
      assert.equal(distinct.size, suites.length);
    }
  });

  test("a short tag counts since 3.2", () => {
    const suite = suiteByOpenSsl("ECDHE-ECDSA-AES128-CCM8");
    assert.ok(suite);
    assert.deepEqual(
      LIBRARIES.map((library) => permittedAtSecurityLevel(suite, 1, library)),
      [true, true, true, false],
    );
  });

  test("1.0.2 has no TLS 1.3", () => {
    assert.deepEqual(
      LIBRARIES.map((library) => tls13Suites(library).length),
      [0, 3, 3, 3],
    );
  });
});
