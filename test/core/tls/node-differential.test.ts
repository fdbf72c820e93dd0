// The evaluator against the OpenSSL inside other versions of Node.js, as their API shows it: the suites of the ClientHello that they
// send for a string. It shows neither PSK and SRP suites, which need credentials, nor which part of a refused string is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evaluateCipherString, type OpenSslLibrary } from "../../../server/src/core/tls/openssl-cipher-string.js";
import { clientHellos, nodePeer, type NodePeer } from "../../support/node-peers.js";
import { cipherStrings } from "./cipher-strings.js";

const RUNS = process.env["MAILTLS_FULL"] === "1" ? 20_000 : 1_000;
/** Signals that OpenSSL adds to every list (RFC 5746 §3.3, RFC 7507). */
const SIGNALS = [0x00ff, 0x5600];
const EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";

const PEERS: readonly (readonly [NodePeer, OpenSslLibrary])[] = [
  ["node16", "openssl-1.1.1"],
  ["node24", "openssl-3.5"],
];

/** Node reads names that begin with TLS_ by itself, and Suite B keywords set more than the list. */
const isShown = (text: string): boolean => !text.includes("TLS_") && !text.startsWith("SUITEB");

for (const [peer, library] of PEERS) {
  test(`random strings offer what ${peer} offers (${library})`, { timeout: 600_000 }, async (t) => {
    const node = nodePeer(t, peer);
    if (node === null) return;
    const seed = Number(process.env["MAILTLS_SEED"] ?? Date.now() % 2 ** 31);
    const texts = fc
      .sample(cipherStrings(library).filter(isShown), { numRuns: RUNS, seed })
      .map((text) => `${text}:@SECLEVEL=0`);
    const [everything, ...hellos] = await clientHellos(node, [EVERYTHING, ...texts]);
    assert.ok(everything);
    const shown = new Set(everything.filter((id) => !SIGNALS.includes(id)));
    const counts = { compared: 0, refused: 0, leftOut: 0 };
    texts.forEach((text, index) => {
      const hello = hellos[index]?.filter((id) => !SIGNALS.includes(id)) ?? null;
      const [weak, usual] = [true, false].map((weakBuild) => {
        const offered = evaluateCipherString(text, library, { weakBuild }).suites.filter(({ id }) => shown.has(id));
        // A client of TLS 1.2 with suites of older versions only gives up (ssl_cipher_list_to_bytes in ssl/statem).
        const isUsable = offered.some(({ maxVersion }) => maxVersion === "TLSv1.2");
        return isUsable ? offered.map(({ id }) => id) : null;
      });
      // Node's build is neither: it knows some of the names that tell the two apart. What they read differently proves nothing.
      if (JSON.stringify(weak) !== JSON.stringify(usual)) {
        counts.leftOut += 1;
        return;
      }
      assert.deepEqual(weak, hello, JSON.stringify(text));
      counts.compared += 1;
      if (hello === null) counts.refused += 1;
    });
    assert.ok(counts.compared - counts.refused > RUNS / 4);
    t.diagnostic(`seed ${seed}, ${shown.size} suites: ${JSON.stringify(counts)}`);
  });
}
