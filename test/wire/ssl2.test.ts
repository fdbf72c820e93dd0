import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServerFlightReader, ssl2ClientHello } from "../../server/src/wire/api.js";

const CHALLENGE = new Uint8Array(16).fill(0xcc);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("SSL 2.0", () => {
  test("every byte of a CLIENT-HELLO", () => {
    const { bytes, offer } = ssl2ClientHello({ cipherKinds: [0x010080, 0x0700c0], challenge: CHALLENGE });
    assert.equal(hex(bytes), `801f 01 0002 0006 0000 0010 010080 0700c0 ${"cc".repeat(16)}`.replaceAll(" ", ""));
    assert.deepEqual(offer.versions, [0x0002]);
  });

  test("with a newer version it offers every one up to it", () => {
    const { bytes, offer } = ssl2ClientHello({ version: "TLSv1", cipherKinds: [0x00002f], challenge: CHALLENGE });
    assert.equal(hex(bytes.subarray(2, 5)), "010301");
    assert.deepEqual(offer.versions, [0x0002, 0x0300, 0x0301]);
  });

  test("the first byte decides: what is no SSL 2.0 then is no TLS either, wherever it is cut", () => {
    const { offer } = ssl2ClientHello({ cipherKinds: [0x010080], challenge: CHALLENGE });
    const bytes = Buffer.from("80011503030002022815", "hex");
    for (let place = 1; place < bytes.length; place++) {
      const reader = new ServerFlightReader(offer, "server-hello-done");
      for (const piece of [bytes.subarray(0, place), bytes.subarray(place)]) reader.push(piece);
      assert.equal(reader.state.kind, "not-tls", `cut at ${place}`);
    }
  });

  test("a challenge of another length is the caller's mistake", () => {
    assert.throws(() => ssl2ClientHello({ cipherKinds: [], challenge: new Uint8Array(15) }), RangeError);
  });

  test("kinds that were not offered, and lengths that contradict the message", () => {
    const { offer } = ssl2ClientHello({ cipherKinds: [0x010080], challenge: CHALLENGE });
    const read = (message: string) => {
      const body = Buffer.from(message.replaceAll(" ", ""), "hex");
      const reader = new ServerFlightReader(offer, "server-hello-done");
      return { state: reader.push(Uint8Array.of(0x80, body.length, ...body)), facts: reader.facts };
    };
    const other = read("04 00 01 0002 0001 0003 0001 30 0700c0 aa");
    assert.equal(other.state.kind, "done");
    assert.deepEqual(other.facts.oddities, [{ kind: "suite-not-offered", value: 0x0700c0 }]);
    assert.equal(other.facts.ssl2?.certificate.length, 1);
    assert.equal(read("05 00").state.kind, "not-tls", "no message that a server sends first");
    assert.equal(read("").state.kind, "malformed");
    assert.equal(read("04 00 01 0002 00ff 0003 0001 30 0700c0 aa").state.kind, "malformed");
    assert.equal(read("04 00 01 0002 0001 0002 0001 30 0700 aa").state.kind, "malformed");
    assert.equal(read("04 00 01 0002 0001 0003 0001 30 0700c0 aa bb").state.kind, "malformed");
  });
});
