import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  alertRecord,
  changeCipherSpecRecord,
  heartbeatRecord,
  RecordReader,
  type TlsRecord,
} from "../../server/src/wire/api.js";
import { records } from "../../server/src/wire/record.js";
import { replay } from "./support/flow-cases.js";
import { cut, FLOWS } from "./support/flows.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Every whole record. */
function readAll(pieces: Iterable<Uint8Array>): TlsRecord[] {
  const reader = new RecordReader();
  const read: TlsRecord[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let result = reader.next(); result?.kind === "record"; result = reader.next()) read.push(result.record);
  }
  return read;
}

describe("records", () => {
  test("what is written is read, in any pieces", () => {
    const piece = fc.uint8Array({ minLength: 1, maxLength: 40_000 });
    fc.assert(
      fc.property(
        piece,
        fc.integer({ min: 20, max: 24 }),
        fc.integer({ min: 0, max: 40_000 }),
        (content, type, place) => {
          const written = records(type, 0x0303, content);
          const read = readAll(cut(written, Math.min(place, written.length)));
          assert.ok(read.every((record) => record.type === type && record.version === 0x0303));
          assert.ok(read.every((record) => record.fragment.length <= 2 ** 14));
          assert.deepEqual(Buffer.concat(read.map((record) => record.fragment)), Buffer.from(content));
        },
      ),
      { numRuns: 50 },
    );
  });

  test("alert, ChangeCipherSpec and heartbeat, byte by byte", () => {
    assert.equal(hex(alertRecord(0x0303, "warning", 0)), "15030300020100");
    assert.equal(hex(alertRecord(0x0301, "fatal", 80)), "15030100020250");
    assert.equal(hex(changeCipherSpecRecord(0x0303)), "140303000101");
    const padding = new Uint8Array(16);
    const honest = heartbeatRecord(0x0303, { payload: Uint8Array.of(7, 8), padding });
    assert.equal(hex(honest), `18030300150100020708${"00".repeat(16)}`);
    const heartbleed = heartbeatRecord(0x0303, { payload: Uint8Array.of(7), announcedLength: 0x10, padding });
    assert.equal(hex(heartbleed), `180303001401001007${"00".repeat(16)}`);
  });

  for (const size of [1, 3, 100, 2 ** 14])
    test(`a server may put ${size} bytes of its handshake into each record`, () => {
      for (const flow of FLOWS) {
        const whole = readAll([flow.bytes]);
        const versions = new Set(whole.map((record) => record.version));
        // Only flights that are nothing but handshake, of one version, can be put together anew.
        if (whole.length === 0 || versions.size > 1 || whole.some((record) => record.type !== 22)) continue;
        const content = Buffer.concat(whole.map((record) => record.fragment));
        const anew: Uint8Array[] = [];
        for (let at = 0; at < content.length; at += size)
          anew.push(records(22, whole[0]!.version, content.subarray(at, at + size)));
        assert.deepEqual(replay(flow, anew), replay(flow, [flow.bytes]), flow.name);
      }
    });
});
