// Bytes ⇄ text: nothing is lost, and valid UTF-8 is decoded as everyone does.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decodeBytes, encodeText } from "../../../server/src/core/text/bytes.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

/** Bytes at the borders of what UTF-8 allows, so that almost valid sequences are frequent. */
const border = fc.constantFrom(
  ...[0x00, 0x0a, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf],
  ...[0xe0, 0xe1, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
);

describe("bytes", () => {
  test("encode(decode(bytes)) is bytes", () => {
    const any = fc.uint8Array({ maxLength: 40 });
    const nearly = fc.array(border, { maxLength: 12 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.oneof(any, nearly), (bytes) => hex(encodeText(decodeBytes(bytes))) === hex(bytes)),
      { numRuns: 20_000 },
    );
  });

  test("every pair of bytes", () => {
    for (let pair = 0; pair < 0x10000; pair++) {
      const bytes = Uint8Array.of(pair >> 8, pair & 0xff);
      assert.equal(hex(encodeText(decodeBytes(bytes))), hex(bytes));
    }
  });

  test("valid UTF-8 is decoded as by the platform, and nothing else is taken for it", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(
        fc.array(border, { maxLength: 5 }).map((list) => Uint8Array.from(list)),
        (bytes) => {
          let platform: string | null = null;
          try {
            platform = strict.decode(bytes);
          } catch {
            // Not valid.
          }
          const text = decodeBytes(bytes);
          if (platform === null) assert.match(text, /[\udc80-\udcff]/);
          else assert.equal(text, platform);
        },
      ),
      { numRuns: 20_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.equal(decodeBytes(new TextEncoder().encode(text)), text);
        assert.equal(hex(encodeText(text)), hex(new TextEncoder().encode(text)));
      }),
    );
  });

  const cases: [string, string, string][] = [
    ["empty", "", ""],
    ["a byte order mark is kept", "efbbbf41", "\ufeffA"],
    ["Latin-1", "47fc6e", "G\udcfcn"],
    ["an overlong slash", "c0af", "\udcc0\udcaf"],
    ["an encoded surrogate", "edb280", "\udced\udcb2\udc80"],
    ["above U+10FFFF", "f4908080", "\udcf4\udc90\udc80\udc80"],
    ["a sequence cut by the end", "e282", "\udce2\udc82"],
    ["a sequence cut by ASCII", "f09f410a", "\udcf0\udc9fA\n"],
    ["outside the first plane", "f09f93a7", "\u{1f4e7}"],
    ["NUL", "00", "\0"],
  ];
  for (const [name, bytes, text] of cases) {
    test(name, () => {
      assert.equal(decodeBytes(bytesOf(bytes)), text);
      assert.equal(hex(encodeText(text)), bytes);
    });
  }

  test("a lone surrogate that stands for no byte becomes U+FFFD", () => {
    for (const text of ["\ud800", "\udbff", "\udc00", "\udc7f", "\udd00", "\udfff"]) {
      assert.equal(hex(encodeText(`a${text}b`)), "61efbfbd62");
    }
  });

  test("megabytes", () => {
    const bytes = new Uint8Array(3 << 20).fill(0xff).fill(0x41, 0, 1 << 20);
    assert.equal(hex(encodeText(decodeBytes(bytes))), hex(bytes));
  });
});
