import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  clientHello,
  EXTENSION,
  retriedClientHello,
  type ClientHelloOptions,
  type HelloRetryRequest,
} from "../../server/src/wire/api.js";
import { parseClientHello } from "./support/parse-client-hello.js";

const RANDOM = new Uint8Array(32).fill(0xaa);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const number16 = fc.integer({ min: 0, max: 0xffff });
const numbers16 = fc.uniqueArray(number16, { minLength: 1, maxLength: 100 });
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });
const name = fc.stringMatching(/^[a-z0-9.-]{1,60}$/u);

const options: fc.Arbitrary<ClientHelloOptions> = fc.record(
  {
    version: fc.constantFrom("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
    random: bytes(32, 32),
    suites: numbers16,
    sessionId: bytes(0, 32),
    compression: fc.constantFrom([0], [1, 0]),
    renegotiationScsv: fc.boolean(),
    fallbackScsv: fc.boolean(),
    padding: fc.boolean(),
    serverName: name,
    supportedVersions: fc.subarray(["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"] as const, { minLength: 1 }),
    groups: numbers16,
    pointFormats: fc.constantFrom([0], [0, 1, 2]),
    signatureAlgorithms: numbers16,
    signatureAlgorithmsCert: numbers16,
    alpn: fc.array(name, { minLength: 1, maxLength: 5 }),
    keyShares: fc.array(fc.record({ group: number16, publicKey: bytes(1, 1300) }, { noNullPrototype: true }), {
      maxLength: 3,
    }),
    renegotiationInfo: fc.boolean(),
    extendedMasterSecret: fc.boolean(),
    encryptThenMac: fc.boolean(),
    sessionTicket: fc.boolean(),
    statusRequest: fc.boolean(),
    certificateTimestamps: fc.boolean(),
    heartbeat: fc.boolean(),
    pskKeyExchangeModes: fc.constantFrom([1], [0, 1]),
    cookie: bytes(1, 200),
  },
  { requiredKeys: ["version", "random", "suites"], noNullPrototype: true },
);

describe("ClientHello", () => {
  test("every byte of a small one", () => {
    const { bytes } = clientHello({
      version: "TLSv1.2",
      random: RANDOM,
      suites: [0xc02f, 0x0035],
      serverName: "mx.test",
      groups: [0x001d, 0x0017],
      signatureAlgorithms: [0x0403],
      extendedMasterSecret: true,
    });
    const expected = [
      "16 0301 0057", // handshake record, TLS 1.0, 87 bytes
      "01 000053 0303", // client_hello, 83 bytes, TLS 1.2
      "aa".repeat(32),
      "00", // no session identifier
      "0004 c02f 0035",
      "01 00", // no compression
      "0026", // extensions
      "0000 000c 000a 00 0007 6d782e74657374", // server_name: host_name mx.test
      "0017 0000", // extended_master_secret
      "000a 0006 0004 001d 0017", // supported_groups
      "000d 0004 0002 0403", // signature_algorithms
    ];
    assert.equal(hex(bytes), expected.join("").replaceAll(" ", ""));
  });

  test("of SSL 3.0 has no extensions and its own record version", () => {
    const { bytes, offer } = clientHello({ version: "SSLv3", random: RANDOM, suites: [5], renegotiationScsv: true });
    assert.equal(hex(bytes), `160300002f0100002b0300${"aa".repeat(32)}000004000500ff0100`);
    assert.deepEqual(offer.versions, [0x0300]);
    assert.deepEqual(offer.suites, [5], "the signalling value is no suite that a server may choose");
    assert.deepEqual(offer.extensions, [EXTENSION.renegotiationInfo]);
  });

  test("what goes in is what a parser of the standard's syntax reads", () => {
    fc.assert(
      fc.property(options, (given) => {
        const hello = clientHello(given);
        const read = parseClientHello(hello.bytes);
        assert.deepEqual(read.options, withoutDefaults(given));
        const sent = new Set(read.extensions);
        sent.delete(EXTENSION.padding);
        // A server answers the signalling value with the extension.
        if (given.renegotiationScsv === true) sent.add(EXTENSION.renegotiationInfo);
        assert.deepEqual(new Set(hello.offer.extensions), sent);
      }),
    );
  });

  test("TLS 1.3 is offered by supported_versions only", () => {
    const options: ClientHelloOptions = { version: "TLSv1.3", random: RANDOM, suites: [0x1301] };
    assert.deepEqual(clientHello(options).offer.versions, [0x0300, 0x0301, 0x0302, 0x0303]);
    const { offer } = clientHello({ ...options, supportedVersions: ["TLSv1.3"] });
    assert.deepEqual(offer.versions, [0x0304]);
  });

  test("padding keeps a hello out of the sizes at which old load balancers hang", () => {
    for (let length = 1; length <= 300; length++) {
      const suites = Array.from({ length }, (_, at) => at);
      const plain = clientHello({ version: "TLSv1.2", random: RANDOM, suites, padding: false }).bytes.length - 5;
      const padded = clientHello({ version: "TLSv1.2", random: RANDOM, suites, padding: true }).bytes.length - 5;
      // One byte of padding at least: just below 512 the message grows beyond it.
      if (plain < 256 || plain >= 512) assert.equal(padded, plain);
      else assert.ok(padded >= 512 && padded < 520, `${plain} became ${padded}`);
    }
  });

  test("the second one differs in cookie and key share only", () => {
    const first: ClientHelloOptions = {
      ...{ version: "TLSv1.3", random: RANDOM, suites: [0x1301], sessionId: new Uint8Array(32).fill(1) },
      ...{ supportedVersions: ["TLSv1.3"], groups: [0x1d, 0x17], keyShares: [], signatureAlgorithms: [0x0403] },
    };
    const retry: HelloRetryRequest = {
      ...{ suite: 0x1301, versionNumber: 0x0304, selectedGroup: 0x17, extensions: new Map() },
      cookie: Uint8Array.of(1, 2, 3),
    };
    const keyShare = { group: 0x17, publicKey: new Uint8Array(65).fill(4) };
    const second = retriedClientHello(first, retry, keyShare);
    const read = parseClientHello(second.bytes);
    assert.equal(read.recordVersion, 0x0303);
    assert.deepEqual(read.options, { ...withoutDefaults(first), cookie: retry.cookie, keyShares: [keyShare] });
    assert.deepEqual(second.offer.keyShares, [0x17]);
  });

  test("what no hello can hold is the caller's mistake", () => {
    const base: ClientHelloOptions = { version: "TLSv1.2", random: RANDOM, suites: [0x2f] };
    for (const wrong of [
      { random: new Uint8Array(31) },
      { sessionId: new Uint8Array(33) },
      { suites: [0x10000] },
      { serverName: "mx.tëst" },
      { alpn: ["x".repeat(256)] },
    ])
      assert.throws(() => clientHello({ ...base, ...wrong }), RangeError);
  });
});

/** What the bytes can tell: the field of the version stops at TLS 1.2, and an absent option is an absent extension. */
function withoutDefaults(given: ClientHelloOptions): Partial<ClientHelloOptions> {
  const { padding: _, version, sessionId = new Uint8Array(0), compression = [0], ...rest } = given;
  const told = Object.entries(rest).filter(([, value]) => value !== false);
  return { version: version === "TLSv1.3" ? "TLSv1.2" : version, sessionId, compression, ...Object.fromEntries(told) };
}
