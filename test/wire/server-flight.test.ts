import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  clientHello,
  EXTENSION,
  ServerFlightReader,
  ssl2ClientHello,
  type ClientHelloOptions,
  type FlightState,
  type Oddity,
} from "../../server/src/wire/api.js";
import { records } from "../../server/src/wire/record.js";
import { helloRetryRequest, join, message, serverHello, text, TLS12, vector16 } from "./support/build-flight.js";

const OPTIONS: ClientHelloOptions = {
  version: "TLSv1.3",
  random: new Uint8Array(32),
  suites: [0x1301, 0xc02f, 0x0033],
  supportedVersions: ["TLSv1.3", "TLSv1.2"],
  groups: [0x1d, 0x17],
  keyShares: [{ group: 0x1d, publicKey: new Uint8Array(32).fill(9) }],
  signatureAlgorithms: [0x0804],
  alpn: ["smtp"],
  heartbeat: true,
  certificateTimestamps: true,
};
const HELLO = clientHello(OPTIONS);
const VERSION_13 = [EXTENSION.supportedVersions, Uint8Array.of(3, 4)] as const;
const CERTIFICATE = message(11, (out) => out.vector(3, (list) => list.vector(3, (der) => der.bytes([0x30, 0]))));
const DONE = message(14, () => undefined);

function read(...pieces: readonly Uint8Array[]): ServerFlightReader {
  const reader = new ServerFlightReader(HELLO.offer, "server-hello-done");
  for (const piece of pieces) reader.push(piece);
  return reader;
}

const shown = ({ kind, value }: Oddity): string => (value === null ? kind : `${kind} ${value.toString(16)}`);

/** What contradicts a hello, after a ServerHello with these parts. */
function oddities(bytes: Uint8Array): readonly string[] {
  return read(bytes).facts.oddities.map(shown);
}

function malformed(state: FlightState): string {
  return state.kind === "malformed" ? `${state.where}: ${state.why}` : state.kind;
}

describe("ServerHello against the hello that it answers", () => {
  test("one that fits", () => {
    assert.deepEqual(oddities(serverHello()), []);
    const share = [EXTENSION.keyShare, join(Uint8Array.of(0, 0x1d), vector16(new Uint8Array(32)))] as const;
    assert.deepEqual(oddities(serverHello({ suite: 0x1301, extensions: [VERSION_13, share] })), []);
  });

  const cases: readonly (readonly [what: string, bytes: Uint8Array, expected: readonly string[]])[] = [
    ["suite", serverHello({ suite: 0xc030 }), ["suite-not-offered c030"]],
    ["version", serverHello({ version: 0x0302 }), ["version-not-offered 302"]],
    ["compression", serverHello({ compression: 1 }), ["compression-not-offered 1"]],
    ["extension", serverHello({ extensions: [[EXTENSION.sessionTicket, text("")]] }), ["extension-not-offered 23"]],
    [
      "extension sent twice",
      serverHello({ extensions: [VERSION_13, VERSION_13], suite: 0x1301 }),
      ["extension-repeated 2b"],
    ],
    [
      "extension that makes no sense",
      serverHello({ extensions: [[EXTENSION.alpn, text("x")]] }),
      ["extension-malformed 10"],
    ],
    ["suite of TLS 1.3 in TLS 1.2", serverHello({ suite: 0x1301 }), ["suite-of-other-version 1301"]],
    [
      "suite of TLS 1.2 in TLS 1.3",
      serverHello({ suite: 0xc02f, extensions: [VERSION_13] }),
      ["suite-of-other-version c02f"],
    ],
    [
      "session identifier of TLS 1.3",
      serverHello({ suite: 0x1301, sessionId: text("x"), extensions: [VERSION_13] }),
      ["session-id-changed"],
    ],
    [
      "key share for another group",
      serverHello({
        suite: 0x1301,
        extensions: [VERSION_13, [EXTENSION.keyShare, join(Uint8Array.of(0, 0x17), vector16(text("x")))]],
      }),
      ["key-share-mismatch 17"],
    ],
  ];
  for (const [what, bytes, expected] of cases)
    test(what, () => {
      assert.deepEqual(oddities(bytes), expected);
    });

  test("answers to extensions", () => {
    const { serverHello: hello } = read(
      serverHello({
        extensions: [
          [EXTENSION.alpn, vector16([4, ...text("smtp")])],
          [EXTENSION.heartbeat, Uint8Array.of(1)],
          [EXTENSION.signedCertificateTimestamp, vector16(join(vector16(text("a")), vector16(text("bc"))))],
        ],
      }),
    ).facts;
    assert.equal(hello?.alpn, "smtp");
    assert.equal(hello.heartbeat, "peer_allowed_to_send");
    assert.deepEqual(hello.certificateTimestamps, [text("a"), text("bc")]);
  });

  test("a ServerKeyExchange with a group and a signature that were not offered", () => {
    const exchange = message(12, (out) =>
      out
        .uint8(3)
        .uint16(0x18)
        .vector(1, (point) => point.bytes([4]))
        .uint16(0x0201)
        .vector(2, (signature) => signature.bytes([1])),
    );
    const { facts } = read(serverHello(), CERTIFICATE, exchange, DONE);
    assert.deepEqual(facts.oddities.map(shown), ["group-not-offered 18", "signature-algorithm-not-offered 201"]);
    assert.ok(facts.serverHelloDone);
  });
});

describe("HelloRetryRequest", () => {
  const group = (id: number) => [EXTENSION.keyShare, Uint8Array.of(0, id)] as const;
  const cookie = [EXTENSION.cookie, vector16(text("biscuit"))] as const;

  test("gives the group and the cookie, and waits for the second hello", () => {
    const reader = read(helloRetryRequest({ extensions: [VERSION_13, group(0x17), cookie] }));
    assert.equal(reader.state.kind, "retry");
    const { helloRetryRequest: retry, oddities: odd } = reader.facts;
    assert.equal(retry?.selectedGroup, 0x17);
    assert.deepEqual(retry.cookie, text("biscuit"));
    assert.deepEqual(odd, []);
  });

  test("for a group that was not offered, or whose share was sent", () => {
    assert.deepEqual(oddities(helloRetryRequest({ extensions: [VERSION_13, group(0x19)] })), ["group-not-offered 19"]);
    assert.deepEqual(oddities(helloRetryRequest({ extensions: [VERSION_13, group(0x1d)] })), ["key-share-mismatch 1d"]);
  });

  test("a loop of them ends with the second", () => {
    const again = helloRetryRequest({ extensions: [VERSION_13, group(0x17)] });
    const reader = read(again, again);
    assert.equal(reader.state.kind, "retry", "the second waits for resume");
    const state = reader.resume(HELLO.offer);
    assert.equal(malformed(state), "HelloRetryRequest: a second one; only one is allowed");
    assert.deepEqual(reader.facts.oddities.map(shown), ["second-hello-retry-request"]);
  });

  test("a ServerHello that takes another suite and version after it", () => {
    const reader = read(helloRetryRequest({ extensions: [VERSION_13, group(0x17)] }));
    reader.resume(HELLO.offer);
    reader.push(serverHello());
    assert.deepEqual(reader.facts.oddities.map(shown), [
      "suite-changed-after-retry c02f",
      "version-changed-after-retry 303",
    ]);
  });
});

describe("what is no flight", () => {
  const truncatedHello = serverHello({ extensions: [VERSION_13] });
  truncatedHello[truncatedHello.length - 7] = 0xff;

  const cases: readonly (readonly [what: string, bytes: Uint8Array, expected: string])[] = [
    ["plain text", text("220 mx\\.test\r\n"), "not-tls"],
    ["no major version 3", Uint8Array.of(22, 2, 0, 0, 1, 1), "not-tls"],
    ["text after a record", join(serverHello(), text("250 ok")), "record: the bytes are no TLS record"],
    ["Certificate first", CERTIFICATE, "Certificate: out of order"],
    ["ServerHello twice", join(serverHello(), serverHello()), "ServerHello: out of order"],
    ["a client's message", message(16, () => undefined), "handshake: a message of type 16 does not belong here"],
    [
      "ChangeCipherSpec",
      join(serverHello(), records(20, TLS12, Uint8Array.of(1))),
      "record: ChangeCipherSpec before the handshake is done",
    ],
    ["application data", records(23, TLS12, text("x")), "record: application data in the handshake"],
    ["an alert of level 3", records(21, TLS12, Uint8Array.of(3, 40)), "alert: the level 3 does not exist"],
    [
      "a length that contradicts the message",
      join(
        serverHello(),
        message(11, (out) => out.uint24(9).bytes([1])),
      ),
      "Certificate: certificates: 9 bytes are announced and 1 are there",
    ],
    [
      "bytes behind the certificates",
      join(
        serverHello(),
        message(11, (out) => out.uint24(0).uint8(7)),
      ),
      "Certificate: message: 1 bytes are left over",
    ],
  ];
  for (const [what, bytes, expected] of cases)
    test(what, () => {
      assert.equal(malformed(read(bytes).state), expected);
    });

  test("shows the beginning of what is not TLS, escaped", () => {
    const state = read(text("220 a\\b\x1b[31m\r\n")).state;
    assert.deepEqual(state, { kind: "not-tls", excerpt: "220 a\\x5cb\\x1b[31m\\r\\n" });
  });

  test("a message of SSL 2.0 to a hello that did not offer it is not TLS", () => {
    assert.equal(read(Uint8Array.of(0x80, 3, 0, 0, 1)).state.kind, "not-tls");
    const { offer } = ssl2ClientHello({ cipherKinds: [0x010080], challenge: new Uint8Array(16) });
    const reader = new ServerFlightReader(offer, "server-hello-done");
    assert.deepEqual(reader.push(Uint8Array.of(0x80, 3, 0, 0, 1)), { kind: "ssl2-error", code: 1 });
  });
});

describe("alerts", () => {
  test("warnings come before the handshake goes on", () => {
    const warning = records(21, TLS12, Uint8Array.of(1, 112));
    const { state, facts } = read(warning, serverHello(), CERTIFICATE, DONE);
    assert.equal(state.kind, "done");
    assert.deepEqual(facts.alerts, [{ level: "warning", number: 112, name: "unrecognized_name" }]);
  });

  test("close_notify ends it, and so does a fatal one that nobody registered", () => {
    assert.equal(read(records(21, TLS12, Uint8Array.of(1, 0))).state.kind, "alert");
    const { state } = read(records(21, TLS12, Uint8Array.of(2, 253)));
    assert.deepEqual(state, { kind: "alert", alert: { level: "fatal", number: 253, name: null } });
  });
});

describe("limits", () => {
  const cases: readonly (readonly [limit: string, bytes: () => Uint8Array])[] = [
    ["bytes of one record", () => Uint8Array.of(22, 3, 3, 0xff, 0xff)],
    ["records without content in a row", () => new Uint8Array(5 * 40).map((_, at) => [22, 3, 3, 0, 0][at % 5]!)],
    ["bytes of one handshake message", () => records(22, TLS12, Uint8Array.of(11, 0x0f, 0xff, 0xff))],
    [
      "warnings",
      () =>
        records(
          21,
          TLS12,
          new Uint8Array(200).map((_, at) => (at % 2 === 0 ? 1 : 112)),
        ),
    ],
    ["bytes of a flight", () => records(22, TLS12, new Uint8Array(1_000_000))],
  ];
  for (const [limit, bytes] of cases)
    test(limit, () => {
      const state = read(bytes()).state;
      assert.equal(state.kind === "limit" ? state.limit : malformed(state), limit);
    });

  test("a certificate of 1 MB is announced and never held", () => {
    const huge = records(22, TLS12, join(Uint8Array.of(11, 0x10, 0, 0), new Uint8Array(20_000)));
    assert.equal(read(serverHello(), huge).state.kind, "limit");
  });

  test("a second certificate list is not read: too many certificates make no flight", () => {
    const many = message(11, (out) =>
      out.vector(3, (list) => {
        for (let count = 0; count < 200; count++) list.vector(3, (der) => der.bytes([0x30]));
      }),
    );
    assert.equal(malformed(read(serverHello(), many).state), "Certificate: certificates: more than 100");
  });
});

test("until ServerHello: the rest stays unread", () => {
  const reader = new ServerFlightReader(HELLO.offer, "server-hello");
  assert.equal(reader.push(join(serverHello(), CERTIFICATE)).kind, "done");
  assert.equal(reader.facts.certificates, null);
  const next = reader.records.next();
  assert.equal(next?.kind === "record" && next.record.fragment[0], 11);
});
