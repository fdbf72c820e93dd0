import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { replay } from "./support/flow-cases.js";
import { cut, FLOWS } from "./support/flows.js";
import { assertBounded } from "./support/bounds.js";
import { summary } from "./support/summary.js";

const EXPECTED: Readonly<Record<string, string>> = {
  "openssl-ecdhe-rsa":
    "done; TLSv1.2 0xc02f knows TLSv1.3 extendedMasterSecret sessionTicket secureRenegotiation; certificates 516; ecdhe 0x1d 32 signed 0x804",
  "openssl-static-rsa":
    "done; TLSv1.2 0x3c knows TLSv1.3 extendedMasterSecret encryptThenMac sessionTicket secureRenegotiation; certificates 516",
  "openssl-tls11":
    "done; TLSv1.1 0xc014 knows TLSv1.2 extendedMasterSecret encryptThenMac sessionTicket secureRenegotiation; certificates 516; ecdhe 0x1d 32 signed null",
  "openssl-tls10":
    "done; TLSv1 0x39 knows TLSv1.2 extendedMasterSecret encryptThenMac sessionTicket secureRenegotiation; certificates 516; dhe 2048 RFC 3526 group 14 signed null",
  "openssl-null":
    "done; TLSv1.2 0x3b knows TLSv1.3 extendedMasterSecret encryptThenMac sessionTicket secureRenegotiation; certificates 516",
  "openssl-anonymous":
    "done; TLSv1.2 0x6c knows TLSv1.3 extendedMasterSecret encryptThenMac sessionTicket secureRenegotiation; dhe 2048 RFC 3526 group 14 not signed",
  "openssl-no-common-suite": "alert; fatal handshake_failure",
  "openssl-downgrade-alert": "alert; fatal inappropriate_fallback",
  "openssl-tls13": "done; TLSv1.3 0x1301 share 0x1d",
  "openssl-tls13-retry": "done; retry 0x1d cookie false; TLSv1.3 0x1301 share 0x1d",
  "openssl-dhe-rsa":
    "done; TLSv1.2 0x9e knows TLSv1.3 extendedMasterSecret sessionTicket secureRenegotiation; certificates 516; dhe 2048 RFC 3526 group 14 signed 0x804",
  "openssl-ocsp":
    "done; TLSv1.2 0xc02f knows TLSv1.3 extendedMasterSecret sessionTicket secureRenegotiation statusRequest; certificates 516; ocsp 886; ecdhe 0x1d 32 signed 0x804",
  "openssl-certificate-request":
    "done; TLSv1.2 0xc02f knows TLSv1.3 extendedMasterSecret sessionTicket secureRenegotiation; certificates 516; ecdhe 0x1d 32 signed 0x804; authorities 1",
  "openssl-alpn":
    "done; TLSv1.2 0xc02f knows TLSv1.3 extendedMasterSecret sessionTicket secureRenegotiation alpn imap; certificates 516; ecdhe 0x1d 32 signed 0x804",
  "openssl-ecdhe-ecdsa":
    "done; TLSv1.2 0xc02b knows TLSv1.3 extendedMasterSecret sessionTicket secureRenegotiation; certificates 380; ecdhe 0x1d 32 signed 0x403",
  "node24-mlkem": "done; TLSv1.3 0x1302 share 0x11ec",
  "node24-mlkem-retry": "done; retry 0x11ec cookie false; TLSv1.3 0x1302 share 0x11ec",
  "smtp-greeting": "not-tls",
  "node010-ssl2": "done; SSLv2 0x10080,0x20080,0x30080,0x40080,0x50080,0x60040,0x700c0 certificate 516",
  "node010-ssl2-no-cipher": "done; SSLv2  certificate 516",
  "node010-ssl2-compatible": "done; TLSv1 0x2f; certificates 516",
  "node010-ssl3": "done; SSLv3 0x5 secureRenegotiation; certificates 516",
  "node011-export-dhe":
    "done; TLSv1 0x14 sessionTicket secureRenegotiation; certificates 516; dhe 512 null signed null",
  "node011-heartbeat-refused": "done; TLSv1.2 0x2f sessionTicket secureRenegotiation; certificates 516",
  "java-anonymous-dhe":
    "done; TLSv1 0x1b knows TLSv1.2 extendedMasterSecret sessionTicket secureRenegotiation; dhe 2048 ffdhe2048 not signed",
  "java-export-rsa":
    "done; TLSv1 0x3 knows TLSv1.2 extendedMasterSecret sessionTicket secureRenegotiation; certificates 516; rsa-export 512 signed null",
};

describe("recorded flights", () => {
  for (const flow of FLOWS)
    test(`${flow.name}: facts`, () => {
      assert.equal(summary(replay(flow, [flow.bytes])), EXPECTED[flow.name]);
    });

  for (const flow of FLOWS)
    test(`${flow.name}: the same facts wherever the flight is cut`, () => {
      const whole = replay(flow, [flow.bytes]);
      for (let place = 1; place < flow.bytes.length; place++)
        assert.deepEqual(replay(flow, cut(flow.bytes, place)), whole, `cut at ${place}`);
      assert.deepEqual(
        replay(
          flow,
          [...flow.bytes].map((byte) => Uint8Array.of(byte)),
        ),
        whole,
        "byte by byte",
      );
    });

  for (const flow of FLOWS)
    test(`${flow.name}: cut off anywhere, it is unfinished or what it was`, () => {
      const whole = replay(flow, [flow.bytes]).state.kind;
      for (let end = 0; end < flow.bytes.length; end++) {
        const { state } = replay(flow, [flow.bytes.subarray(0, end)]);
        assert.ok(["reading", "retry", whole].includes(state.kind), `${state.kind} after ${end} bytes`);
      }
    });

  for (const flow of FLOWS)
    test(`${flow.name}: any byte may be wrong`, () => {
      for (let at = 0; at < flow.bytes.length; at++)
        for (const mask of [0x01, 0xff]) {
          const bytes = flow.bytes.slice();
          bytes[at]! ^= mask;
          assertBounded(bytes, replay(flow, [bytes]));
        }
    });
});
