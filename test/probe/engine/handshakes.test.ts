// One hand-made handshake: what it offers, and what each answer means.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ProtocolVersion, suiteByIana } from "../../../server/src/core/api.js";
import {
  groupsOf,
  Handshakes,
  type Proposal,
  signatureAlgorithmsOf,
  signedWith,
} from "../../../server/src/probe/engine/handshakes.js";
import { Pool } from "../../../server/src/probe/engine/pool.js";
import { alertRecord } from "../../../server/src/wire/api.js";
import { mailPeer } from "../../support/mail-peer.js";
import { type Peer, type PeerAction, SimulatedNetwork } from "../../support/simulated-network.js";
import type { TlsSetup } from "../../support/simulated-tls.js";
import { IMPLICIT, tlsPeer } from "../../support/survey-run.js";
import { ELDERLY, USUAL } from "../../support/usual-setup.js";
import { serverHello } from "../../wire/support/build-flight.js";
import { parseClientHello, type ParsedHello } from "../../wire/support/parse-client-hello.js";

const [ECDHE] = ELDERLY;
assert.ok(ECDHE !== undefined);
const CLASSIC: Proposal = { version: "TLSv1.2", suites: [ECDHE] };

async function propose(proposal: Proposal, peer: Peer, target = IMPLICIT, serverName: string | null = "mx.test") {
  const network = new SimulatedNetwork({ peer: () => peer });
  const pool = new Pool({ connections: 1, budget: 10 }, (milliseconds) => network.sleep(milliseconds));
  const outcome = await new Handshakes(target, network, pool, serverName).propose(proposal);
  assert.equal(network.open, 0);
  return { outcome, network };
}

async function answer(proposal: Proposal, peer: Peer) {
  const { outcome } = await propose(proposal, peer);
  assert.ok(outcome.kind === "done");
  return outcome.value;
}

/** Answers every hello alike. */
const always =
  (...actions: readonly PeerAction[]): Peer =>
  (received) =>
    received === null ? [] : actions;

async function hello(proposal: Proposal, serverName?: string | null): Promise<ParsedHello> {
  let sent = new Uint8Array(0);
  const peer: Peer = (received) => {
    if (received === null) return [];
    sent = new Uint8Array(received);
    return ["close"];
  };
  await propose(proposal, peer, IMPLICIT, serverName);
  return parseClientHello(sent);
}

test("agreed: version, suite, group and signature", async () => {
  const agreed = await answer(CLASSIC, tlsPeer(USUAL));
  assert.ok(agreed.kind === "agreed");
  assert.equal(agreed.version, "TLSv1.2");
  assert.equal(agreed.suite, ECDHE);
  assert.equal(agreed.group, USUAL.groups.classic[0]);
  assert.equal(signedWith(agreed), USUAL.signatureAlgorithms[0]);
});

test("agreed on an older version than proposed", async () => {
  const old: TlsSetup = { ...USUAL, suites: new Map([["TLSv1.1", ELDERLY]]) };
  const agreed = await answer(CLASSIC, tlsPeer(old));
  assert.ok(agreed.kind === "agreed");
  assert.equal(agreed.version, "TLSv1.1");
  assert.equal(signedWith(agreed), null);
});

test("TLS 1.3: with a key, and asked for one", async () => {
  const suites = USUAL.suites.get("TLSv1.3") ?? [];
  for (const keyShares of [true, false]) {
    const agreed = await answer({ version: "TLSv1.3", suites, keyShares }, tlsPeer(USUAL));
    assert.ok(agreed.kind === "agreed");
    assert.equal(agreed.version, "TLSv1.3");
    assert.equal(agreed.suite, suites[0]);
    assert.ok(agreed.group !== null && USUAL.groups.modern.includes(agreed.group));
    assert.equal(agreed.facts.helloRetryRequest === null, keyShares);
  }
});

test("refused: with an alert, by SSL 2.0's error, or without a word", async () => {
  const cases: readonly (readonly [PeerAction, string | null])[] = [
    [alertRecord(0x0303, "fatal", 40), "handshake_failure"],
    [alertRecord(0x0303, "fatal", 70), "protocol_version"],
    ["close", null],
  ];
  for (const [action, alert] of cases) {
    const refused = await answer(CLASSIC, always(action));
    assert.ok(refused.kind === "refused");
    assert.equal(refused.alert, alert);
  }
  const ssl2 = await answer({ version: "SSLv2", suites: [] }, always(Uint8Array.of(0x80, 3, 0, 0, 1)));
  assert.ok(ssl2.kind === "refused");
  assert.equal(ssl2.alert, "handshake_failure");
});

test("broken: reset, out of time, cut off, no TLS, nonsense, and what contradicts the hello", async () => {
  const half = serverHello().subarray(0, 20);
  const cases: Readonly<Record<string, readonly [RegExp, ...PeerAction[]]>> = {
    reset: [/reset/u, "reset"],
    "out of time": [/in time/u],
    "cut off": [/closed/u, serverHello({ suite: ECDHE.id }), "close"],
    "no TLS": [/not TLS/u, new TextEncoder().encode("500 what?\r\n")],
    "a wrong length": [/malformed/u, Uint8Array.of(22, 3, 3, 0, 8, 2, 0, 0, 4, 3, 3, 0, 0)],
    "another suite": [/suite-not-offered/u, serverHello({ suite: 0x009c }), "close"],
    "another version": [/version-not-offered/u, serverHello({ version: 0x0304 }), "close"],
    "half a hello and silence": [/in time/u, half],
  };
  for (const [name, [reason, ...actions]] of Object.entries(cases)) {
    const broken = await answer(CLASSIC, always(...actions));
    assert.ok(broken.kind === "broken", `${name}: ${broken.kind}`);
    if (name !== "another suite" && name !== "another version") assert.match(broken.reason, reason, name);
  }
});

test("no room in plain text: tried again after pauses, and never an answer", async () => {
  for (const text of ["421 4.3.2 too many connections\r\n", "* BYE full\r\n", 'BYE "full"\r\n']) {
    const { outcome, network } = await propose(CLASSIC, always(new TextEncoder().encode(text), "close"));
    assert.equal(outcome.kind, "unavailable");
    assert.deepEqual(network.pauses, [250, 1_000, 4_000]);
  }
});

test("in every protocol the shortest way to TLS", async () => {
  for (const protocol of ["smtp", "lmtp", "imap", "pop3", "sieve"] as const) {
    const peer = mailPeer({ protocol, tls: tlsPeer(USUAL) });
    const { outcome } = await propose(CLASSIC, peer, { ...IMPLICIT, protocol, transport: "starttls" });
    assert.ok(outcome.kind === "done" && outcome.value.kind === "agreed", protocol);
  }
});

test("a hello offers what its version has, and the name only where there is one", async () => {
  const versions: readonly ProtocolVersion[] = ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"];
  for (const version of versions) {
    const suites = version === "TLSv1.3" ? (USUAL.suites.get(version) ?? []) : ELDERLY;
    const { options } = await hello({ version, suites });
    assert.deepEqual(
      options.suites,
      suites.map(({ id }) => id),
    );
    assert.equal(options.serverName, "mx.test");
    assert.deepEqual(
      options.groups,
      groupsOf(version).map(({ id }) => id),
    );
    assert.deepEqual(options.compression, [0]);
    const schemes = signatureAlgorithmsOf(version).map(({ id }) => id);
    assert.deepEqual(options.signatureAlgorithms ?? [], schemes);
    assert.equal(options.supportedVersions?.[0], version === "TLSv1.3" ? version : undefined);
  }
  assert.equal((await hello(CLASSIC, null)).options.serverName, undefined);
});

test("SSL 3.0 goes without extensions", async () => {
  const { extensions, options } = await hello({ version: "SSLv3", suites: ELDERLY });
  assert.deepEqual(extensions, []);
  assert.equal(options.renegotiationScsv, true);
});

test("only what is asked for is varied", async () => {
  const [group] = groupsOf("TLSv1.2");
  const [algorithm] = signatureAlgorithmsOf("TLSv1.2");
  assert.ok(group !== undefined && algorithm !== undefined);
  const { options } = await hello({
    ...CLASSIC,
    groups: [group],
    signatureAlgorithms: [algorithm],
    curious: true,
    fallbackScsv: true,
    alpn: ["imap"],
  });
  assert.deepEqual(options.groups, [group.id]);
  assert.deepEqual(options.signatureAlgorithms, [algorithm.id]);
  // For the certificates everything is welcome.
  assert.equal(options.signatureAlgorithmsCert?.length, signatureAlgorithmsOf("TLSv1.2").length);
  assert.deepEqual(options.compression, [1, 0]);
  assert.equal(options.heartbeat, true);
  assert.equal(options.fallbackScsv, true);
  assert.deepEqual(options.alpn, ["imap"]);
});

test("groups: before TLS 1.3 none of finite fields, so that the server shows its own parameters", () => {
  assert.ok(groupsOf("TLSv1.3").some(({ kind }) => kind === "ffdhe"));
  assert.ok(groupsOf("TLSv1.2").every(({ kind }) => kind !== "ffdhe"));
  assert.equal(suiteByIana("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"), ECDHE);
});
