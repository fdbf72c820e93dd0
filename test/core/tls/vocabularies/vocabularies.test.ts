// The small languages of TLS settings: OpenSSL's configuration, Exim's openssl_options, Dovecot's protocols.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { OpenSslLibrary } from "../../../../server/src/core/tls/openssl-table.js";
import { readMinProtocol, readProtocols } from "../../../../server/src/core/tls/vocabularies/dovecot-protocols.js";
import { readEximOptions } from "../../../../server/src/core/tls/vocabularies/exim-openssl-options.js";
import {
  readOptionList,
  readProtocolBound,
  readProtocolList,
} from "../../../../server/src/core/tls/vocabularies/openssl-conf-options.js";

describe("MinProtocol and MaxProtocol", () => {
  test("one name, exactly", () => {
    assert.deepEqual(readProtocolBound("TLSv1.2"), { valid: true, version: "TLSv1.2" });
    assert.deepEqual(readProtocolBound("SSLv3"), { valid: true, version: "SSLv3" });
    for (const text of ["None", "DTLSv1.2"]) assert.deepEqual(readProtocolBound(text), { valid: true, version: null });
    for (const text of ["", "tlsv1.2", " TLSv1.2", "SSLv2", "TLSv1.4", "None,"])
      assert.equal(readProtocolBound(text).valid, false, text);
  });
});

describe("Protocol", () => {
  const cases: readonly (readonly [text: string, library: OpenSslLibrary, versions: string])[] = [
    ["ALL", "openssl-3.0", "SSLv3 TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"],
    ["-ALL, TLSv1.2", "openssl-3.0", "TLSv1.2"],
    ["all,-tlsv1 , -TLSV1.1,-SSLv2,-SSLv3", "openssl-3.5", "TLSv1.2 TLSv1.3"],
    ["TLSv1.2", "openssl-1.1.1", "SSLv3 TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"],
    ["-DTLSv1,-TLSv1.3", "openssl-1.1.1", "SSLv3 TLSv1.1 TLSv1.2"],
    ["-ALL,+TLSv1.2", "openssl-1.0.2", "TLSv1.2"],
    ["-SSLv2", "openssl-1.0.2", "SSLv3 TLSv1 TLSv1.1 TLSv1.2"],
  ];
  for (const [text, library, versions] of cases) {
    test(`${text} in ${library}`, () => {
      const list = readProtocolList(text, library);
      assert.equal(list.valid, true);
      assert.equal(list.versions.join(" "), versions);
    });
  }

  test("a wrong element ends the value, what stands before it counts", () => {
    const list = readProtocolList("-TLSv1, -TLSv1.4,-TLSv1.2", "openssl-3.0");
    assert.equal(list.valid, false);
    assert.deepEqual(list.unknown?.span, { start: 8, end: 16 });
    assert.equal(list.versions.join(" "), "SSLv3 TLSv1.1 TLSv1.2 TLSv1.3");
    for (const text of ["", "TLSv1,", "- TLSv1", "TLSv1 TLSv1.1"])
      assert.equal(readProtocolList(text, "openssl-3.0").valid, false, text);
    assert.equal(readProtocolList("-TLSv1.3", "openssl-1.0.2").valid, false);
  });
});

test("Options differ by library", () => {
  const { valid, elements } = readOptionList("-SessionTicket,bugs", "openssl-1.0.2");
  assert.ok(valid);
  assert.deepEqual(
    elements.map(({ name, on }) => [name, on]),
    [
      ["SessionTicket", false],
      ["Bugs", true],
    ],
  );
  const known = (name: string) =>
    (["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5"] as const).map(
      (library) => readOptionList(name, library).valid,
    );
  assert.deepEqual(known("ServerPreference"), [true, true, true, true]);
  assert.deepEqual(known("PrioritizeChaCha"), [false, true, true, true]);
  assert.deepEqual(known("KTLS"), [false, false, true, true]);
  assert.deepEqual(known("PreferNoDHEKEX"), [false, false, false, true]);
  assert.deepEqual(known("NoSuchOption"), [false, false, false, false]);
});

describe("openssl_options of Exim", () => {
  const cases: readonly (readonly [text: string, versions: string])[] = [
    ["", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"],
    ["+no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1", "TLSv1.2 TLSv1.3"],
    ["-no_sslv3", "SSLv3 TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"],
    [" -all\t+no_tlsv1 -no_tlsv1", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"],
  ];
  for (const [text, versions] of cases) {
    test(JSON.stringify(text), () => {
      const result = readEximOptions(text);
      assert.equal(result.valid, true);
      assert.equal(result.versions.join(" "), versions);
    });
  }

  test("options add to the defaults", () => {
    const { options } = readEximOptions("+cipher_server_preference -no_ticket");
    assert.deepEqual(
      [...options],
      ["no_sslv2", "no_sslv3", "single_dh_use", "no_renegotiation", "cipher_server_preference"],
    );
  });

  test("a wrong word refuses the value", () => {
    for (const [text, where] of [
      ["+no_tlsv1 no_sslv3", "no_sslv3"],
      ["+no_tlsv1 +NO_SSLV3", "+NO_SSLV3"],
      ["+no_tlsv1:+no_sslv3", "+no_tlsv1:+no_sslv3"],
      ["+", "+"],
    ] as const) {
      const { valid, unknown, versions } = readEximOptions(text);
      assert.equal(valid, false);
      assert.equal(unknown && text.slice(unknown.span.start, unknown.span.end), where);
      assert.ok(versions.includes("TLSv1"));
    }
  });
});

describe("Dovecot", () => {
  test("ssl_min_protocol", () => {
    assert.deepEqual(readMinProtocol("TLSv1.2", "2.3").versions, ["TLSv1.2", "TLSv1.3"]);
    assert.deepEqual(readMinProtocol("tlsv1.3", "2.4").versions, ["TLSv1.3"]);
    assert.deepEqual(readMinProtocol("LATEST", "2.3").versions, ["TLSv1.3"]);
    assert.equal(readMinProtocol("ANY", "2.3").versions[0], "SSLv3");
    assert.equal(readMinProtocol("ANY", "2.4").versions[0], "TLSv1");
    assert.equal(readMinProtocol("SSLv3", "2.3").valid, true);
    for (const text of ["SSLv3", "", "TLSv1.2 ", "!SSLv3"])
      assert.equal(readMinProtocol(text, "2.4").valid, false, text);
  });

  const cases: readonly (readonly [text: string, minimum: string | null])[] = [
    ["!SSLv3", "TLSv1"],
    ["!SSLv3 !TLSv1 !TLSv1.1", "TLSv1.2"],
    ["TLSv1.2", "TLSv1.2"],
    ["!SSLv3, TLSv1.1 TLSv1.2", "TLSv1.1"],
    ["TLSv1 TLSv1.2 !TLSv1", "TLSv1.2"],
    ["!TLSv1.1", "SSLv3"],
    ["TLSv1.2 !TLSv1.2", null],
    ["!SSLv3 !TLSv1 !TLSv1.1 !TLSv1.2", null],
    ["", "SSLv3"],
  ];
  for (const [text, minimum] of cases) {
    test(`ssl_protocols = ${text}`, () => {
      const { minProtocol, valid, unknown, versions } = readProtocols(text);
      assert.deepEqual([minProtocol, valid, unknown], [minimum, minimum !== null, null]);
      assert.equal(versions.at(-1), minimum === null ? undefined : "TLSv1.3");
    });
  }

  test("unknown words of ssl_protocols", () => {
    for (const [text, where] of [
      ["!SSLv2 !SSLv3", "!SSLv2"],
      ["TLSv1.2 TLSv1.3", "TLSv1.3"],
      ["tlsv1.2", "tlsv1.2"],
    ] as const) {
      const { valid, unknown } = readProtocols(text);
      assert.equal(valid, false);
      assert.equal(unknown && text.slice(unknown.span.start, unknown.span.end), where);
    }
  });
});

test("any text is read without a throw, and elements lie where they say", () => {
  const piece = fc.oneof(fc.constantFrom("ALL", "-", "+", "!", ",", " ", "TLSv1.2", "no_tlsv1", "SSLv3"), fc.string());
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const lists = [
        readProtocolList(text, "openssl-3.0"),
        readOptionList(text, "openssl-3.5"),
        readEximOptions(text),
        readProtocols(text),
      ];
      for (const { elements } of lists)
        for (const { span, text: element } of elements) assert.equal(text.slice(span.start, span.end), element);
    }),
  );
});
