// OpenSSL's group lists: names per library, prefixes and tuples of 3.5, mistakes; and the openssl of this machine.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { evaluateGroupList, resolveGroupName } from "../../../server/src/core/tls/curve-list.js";
import { namedGroups } from "../../../server/src/core/tls/groups.js";
import type { OpenSslLibrary } from "../../../server/src/core/tls/openssl-table.js";
import { requireProgram } from "../../support/programs.js";

const LIBRARIES: readonly OpenSslLibrary[] = ["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5"];

describe("names", () => {
  const cases: readonly (readonly [name: string, known: readonly boolean[]])[] = [
    ["P-256", [true, true, true, true]],
    ["prime256v1", [true, true, true, true]],
    ["secp256r1", [false, false, true, true]],
    ["secp384r1", [true, true, true, true]],
    ["p-256", [false, false, false, true]],
    ["X25519", [false, true, true, true]],
    ["x25519", [false, false, true, true]],
    ["ffdhe2048", [false, false, true, true]],
    ["X25519MLKEM768", [false, false, false, true]],
    ["GC256A", [false, false, false, false]],
    ["toString", [false, false, false, false]],
  ];
  for (const [name, known] of cases) {
    test(name, () => {
      assert.deepEqual(
        LIBRARIES.map((library) => resolveGroupName(name, library) !== undefined),
        known,
      );
    });
  }
});

describe("accepted lists", () => {
  const cases: readonly (readonly [text: string, library: OpenSslLibrary, groups: string])[] = [
    ["P-256", "openssl-1.0.2", "secp256r1"],
    [" X25519 :\tP-384", "openssl-1.1.1", "x25519 secp384r1"],
    ["", "openssl-3.5", ""],
    ["P-256:prime256v1", "openssl-3.5", "secp256r1"],
    ["?nonsense:X448", "openssl-3.5", "x448"],
    ["DEFAULT", "openssl-3.5", "X25519MLKEM768 x25519 secp256r1 x448 secp384r1 secp521r1 ffdhe2048 ffdhe3072"],
    ["X448:DEFAULT:-secp521r1", "openssl-3.5", "x448 X25519MLKEM768 x25519 secp256r1 secp384r1 ffdhe2048 ffdhe3072"],
    ["*X25519 / P-256:P-384 / -X25519:P-521", "openssl-3.5", "secp256r1 secp384r1|secp521r1"],
  ];
  for (const [text, library, groups] of cases) {
    test(`${JSON.stringify(text)} in ${library}`, () => {
      const result = evaluateGroupList(text, library);
      assert.equal(result.valid, true, result.error?.message);
      assert.equal(result.tuples.map((tuple) => tuple.map(({ iana }) => iana).join(" ")).join("|"), groups);
      assert.deepEqual(result.tuples.flat(), result.groups);
    });
  }

  test("prefixes and unknown names are told", () => {
    const { elements, ignored } = evaluateGroupList("?*nonsense/-X448", "openssl-3.5");
    assert.deepEqual(ignored, ["nonsense"]);
    assert.deepEqual(
      elements.map(({ name, group, optional, removes, keyShare }) => [name, group?.iana, optional, removes, keyShare]),
      [
        ["nonsense", undefined, true, false, true],
        ["X448", "x448", false, true, false],
      ],
    );
  });
});

describe("refused lists", () => {
  const cases: readonly (readonly [text: string, library: OpenSslLibrary, where: string])[] = [
    ["", "openssl-3.0", ""],
    ["P-256:", "openssl-3.0", ""],
    ["P-256::X448", "openssl-3.5", ""],
    ["P-256:prime256v1", "openssl-3.0", "prime256v1"],
    ["X25519:secp256r1", "openssl-1.1.1", "secp256r1"],
    ["?X25519", "openssl-3.0", "?X25519"],
    ["X25519/P-256", "openssl-3.0", "X25519/P-256"],
    ["DEFAULT", "openssl-3.0", "DEFAULT"],
    ["P-256 X25519", "openssl-3.5", "P-256 X25519"],
    ["**X25519", "openssl-3.5", "**X25519"],
    ["X25519: ? ", "openssl-3.5", "?"],
    ["-DEFAULT", "openssl-3.5", "-DEFAULT"],
    ["*DEFAULT", "openssl-3.5", "*DEFAULT"],
    ["X25519//P-256", "openssl-3.5", ""],
    ["*P-256:*P-384:*P-521:*X25519:*X448", "openssl-3.5", "*P-256:*P-384:*P-521:*X25519:*X448"],
  ];
  for (const [text, library, where] of cases) {
    test(`${JSON.stringify(text)} in ${library}`, () => {
      const { valid, error, groups } = evaluateGroupList(text, library);
      assert.equal(valid, false);
      assert.equal(error && text.slice(error.span.start, error.span.end), where);
      assert.deepEqual(groups, []);
    });
  }
});

const names = namedGroups().flatMap(({ openssl, iana }) => [...openssl, iana, iana.toUpperCase()]);
const lists = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(...names) },
        { weight: 1, arbitrary: fc.constantFrom("", " ", "P-256", "nonsense", "DEFAULT", "?X448", "*X25519", "/") },
      ),
      fc.constantFrom(":", ":", ":", " : ", ":\t"),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.map(([name, between], i) => (i === 0 ? "" : between) + name).join(""));

test("any text is read without a throw, and elements lie where they say", () => {
  fc.assert(
    fc.property(fc.oneof(lists, fc.string()), fc.constantFrom(...LIBRARIES), (text, library) => {
      const { elements, error, valid, groups } = evaluateGroupList(text, library);
      for (const { span, text: element } of elements) assert.equal(text.slice(span.start, span.end), element);
      assert.equal(error === null, valid);
      assert.equal(new Set(groups).size, groups.length);
    }),
  );
});

test("the openssl of this machine accepts the same lists", async (t) => {
  const program = requireProgram(t, "openssl");
  if (program === null) return;
  const options = { encoding: "utf8", env: { ...process.env, OPENSSL_CONF: "/dev/null" } } as const;
  const version = execFileSync(program, ["version"], options);
  const library = LIBRARIES.find((name) => version.startsWith(name.replace("openssl-", "OpenSSL ")));
  if (library === undefined) {
    t.skip(`no table for ${version.trim()}`);
    return;
  }
  let accepted = 0;
  const check = async (text: string): Promise<void> => {
    // Nobody listens on port 0: an accepted list fails when it comes to connecting, which is after the list was read.
    const failure = await promisify(execFile)(
      program,
      ["s_client", "-groups", text, "-connect", "127.0.0.1:0"],
      options,
    ).catch((error: unknown) => error as { readonly stderr: string });
    const refused = failure.stderr.includes("SSL_CONF_cmd");
    assert.ok(refused || failure.stderr.includes("connect"), failure.stderr);
    assert.equal(evaluateGroupList(text, library).valid, !refused, JSON.stringify(text));
    if (!refused) accepted += 1;
  };
  for (const text of new Set(names)) await check(text);
  await fc.assert(fc.asyncProperty(lists, check), { numRuns: process.env["MAILTLS_FULL"] === "1" ? 500 : 40 });
  t.diagnostic(`${accepted} lists accepted by both`);
});
