// The parts of reading by themselves: patterns, networks, filters, values, old lists of protocols.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareFilters, holds } from "../../../../server/src/core/products/dovecot/filters.js";
import { expandPattern } from "../../../../server/src/core/products/dovecot/glob.js";
import { isWithin, reach, readNetwork } from "../../../../server/src/core/products/dovecot/networks.js";
import { replacementsOf } from "../../../../server/src/core/products/dovecot/obsolete.js";
import { fromMinimum, fromProtocols } from "../../../../server/src/core/products/dovecot/protocol-versions.js";
import { readValue } from "../../../../server/src/core/products/dovecot/values.js";
import { atLeast, readVersion } from "../../../../server/src/core/products/dovecot/version.js";

const network = (text: string) => readNetwork(text) ?? assert.fail(text);
const version = (text: string) => readVersion(text) ?? assert.fail(text);

test("patterns name files in the order of bytes, and hidden ones only by a dot", () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    "d/": ["20-b.conf", "10-a.conf", ".hidden.conf", "9.conf", "x.conf.ext", "sub"],
    "d/sub/": ["y.conf"],
  };
  const there = (pattern: string) =>
    expandPattern(
      pattern,
      (directory) => names[directory] ?? null,
      (path) => Object.entries(names).some(([folder, files]) => files.some((name) => folder + name === path)),
    );
  assert.deepEqual(there("d/*.conf"), ["d/10-a.conf", "d/20-b.conf", "d/9.conf"]);
  assert.deepEqual(there("d/{20,10}-*.conf"), ["d/20-b.conf", "d/10-a.conf"]);
  assert.deepEqual(there("d/[0-9].conf"), ["d/9.conf"]);
  assert.deepEqual(there("d/[!0-9]*.conf"), []);
  assert.deepEqual(there("d/?.conf"), ["d/9.conf"]);
  assert.deepEqual(there("d/.*.conf"), ["d/.hidden.conf"]);
  assert.deepEqual(there("d/s*/*.conf"), ["d/sub/y.conf"]);
  assert.deepEqual(there("d/9.conf"), ["d/9.conf"]);
  assert.deepEqual(there("d/none.conf"), []);
  assert.equal(there("elsewhere/*.conf"), null);
});

test("networks", () => {
  assert.ok(isWithin(network("192.0.2.7"), network("192.0.2.0/24")));
  assert.ok(!isWithin(network("192.0.3.7"), network("192.0.2.0/24")));
  assert.ok(isWithin(network("2001:db8::1"), network("2001:db8::/32")));
  assert.ok(!isWithin(network("::1"), network("0.0.0.0/0")));
  assert.deepEqual(
    ["127.0.0.1", "::1", "10.1.0.0/16", "fd00::/8", "192.0.2.1", "::/0"].map((text) => reach(network(text))),
    ["host", "host", "private", "private", "public", "public"],
  );
  for (const text of ["", "localhost", "1.2.3", "1.2.3.4/33", "256.0.0.1", "1::2::3", ":::", "12345::"])
    assert.equal(readNetwork(text), null, text);
});

describe("filters", () => {
  test("hold for connections that they fit", () => {
    assert.ok(holds({ protocol: "!pop3" }, { protocol: "imap" }));
    assert.ok(!holds({ protocol: "!imap" }, { protocol: "imap" }));
    assert.ok(!holds({ protocol: "imap" }, {}));
    assert.ok(holds({ localName: "a.example *.b.example" }, { localName: "X.b.example" }));
    assert.ok(!holds({ localName: "*.b.example" }, { localName: "b.example" }));
    assert.ok(!holds({ unknown: true }, {}));
  });
  test("names count before addresses, addresses before protocols", () => {
    const filters = [
      {},
      { protocol: "imap" },
      { remote: network("10.0.0.0/8") },
      { local: network("192.0.2.1") },
      { localName: "a" },
    ];
    assert.deepEqual([...filters].sort(compareFilters), [...filters].reverse());
  });
});

test("values are read and shown as doveconf does", () => {
  const shown = (text: string, type: string, modern = false) => {
    const read = readValue(text, { type, values: ["a", "b"] }, modern);
    return "shown" in read ? read.shown : null;
  };
  for (const [text, type, expected] of [
    ["YES", "bool", "yes"],
    ["y", "bool", "yes"],
    ["1", "bool", "yes"],
    ["No", "bool", "no"],
    ["0", "bool", null],
    ["true", "bool", null],
    ["n", "bool", null],
    ["007", "uint", "7"],
    ["4294967296", "uint", null],
    ["0600", "octal", "0600"],
    ["8", "octal", "010"],
    ["60 s", "time", "1 mins"],
    ["5", "time", null],
    ["0", "time", "0"],
    ["1w", "time", "1 weeks"],
    ["1500 ms", "msecs", "1500 ms"],
    ["1500 ms", "time", null],
    ["64k", "size", "64 k"],
    ["1048576", "size", "1 M"],
    ["1 KiB", "size", "1 k"],
    ["x", "size", null],
    ["65536", "port", null],
    ["a", "enum", "a"],
    ["c", "enum", null],
    ["unlimited", "uint", null],
  ] as const)
    assert.equal(shown(text, type), expected, `${text} as ${type}`);
  assert.equal(shown("unlimited", "uint", true), "unlimited");
});

test("lists of protocols become the oldest version, or nothing", () => {
  const oldest = (text: string) => replacementsOf("ssl_protocols", text, version("2.3"))?.[0]?.value ?? null;
  assert.equal(oldest("!SSLv3"), "TLSv1");
  assert.equal(oldest("!SSLv3 !TLSv1"), "TLSv1.1");
  assert.equal(oldest("TLSv1.2, TLSv1"), "TLSv1");
  assert.equal(oldest("!SSLv2 !SSLv3"), null);
  assert.equal(oldest("!SSLv3 !TLSv1 !TLSv1.1 !TLSv1.2"), null);
  assert.equal(replacementsOf("ssl_protocols", "!SSLv3", version("2.4")), null);
  assert.deepEqual(fromProtocols("!SSLv2 !SSLv3"), ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]);
  assert.equal(fromProtocols("TLSv1.4"), null);
  assert.deepEqual(fromMinimum("tlsv1.2", version("2.3")), ["TLSv1.2", "TLSv1.3"]);
  assert.equal(fromMinimum("SSLv3", version("2.4")), null);
});

test("releases", () => {
  assert.ok(atLeast(version("2.3.19.1"), "2.3.15"));
  assert.ok(!atLeast(version("2.3.14"), "2.3.15"));
  assert.ok(atLeast(version("2.4.1-4"), "2.4"));
  assert.ok(atLeast(version("2.3"), "2.3.21"));
  for (const text of ["3.7", "2.5", "2", "", "two"]) assert.equal(readVersion(text), null, text);
});
