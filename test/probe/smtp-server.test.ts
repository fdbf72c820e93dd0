// The whole probe against smtp-server on loopback: what is negotiated, what is sent, whom to trust.

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { before, test, type TestContext } from "node:test";
import { SMTPServer } from "smtp-server";
import { probe } from "../../server/src/platform/probe-node.js";
import { DEFAULT_BUDGET } from "../../server/src/probe/engine/pool.js";
import { createAuthority, issue, selfSigned, type Authority, type Identity } from "../support/certificates.js";

let authority: Authority;
let leaf: Identity;
before(() => {
  authority = createAuthority();
  leaf = issue(authority, { names: ["mx.test", "localhost", "127.0.0.1"] });
});

type Options = NonNullable<ConstructorParameters<typeof SMTPServer>[0]>;

async function serve(t: TestContext, identity: Identity, options: Options = {}): Promise<number> {
  const server = new SMTPServer({ authOptional: true, key: identity.key, cert: identity.fullChain, ...options });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  t.after(
    () =>
      new Promise<void>((resolve) => {
        server.close(resolve);
      }),
  );
  return (server.server.address() as AddressInfo).port;
}

const TIMEOUT = { timeoutMs: 60_000 };
const TRUSTED = { verified: true, code: null, reason: null, hostname: true };

test("STARTTLS, trusted and named", async (t) => {
  const port = await serve(t, leaf, { disabledCommands: ["AUTH"] });
  const steps: string[] = [];
  const report = await probe(`localhost:${port}`, {
    ...TIMEOUT,
    ca: authority.cert,
    onProgress: (step) => steps.push(step),
  });
  const { elapsedMs, at, dialogue, certificates, inconclusive, address, checks, connections, suites, ...rest } = report;
  const { groups, signatureAlgorithms, features, findings, ...negotiated } = rest;
  assert.deepEqual(negotiated, {
    target: `localhost:${port}`,
    protocol: "smtp",
    transport: "starttls",
    status: "complete",
    error: null,
    starttls: {
      offered: true,
      authBeforeTls: false,
      clearTextLogins: [],
      plaintextAfterStarttls: false,
      injection: "safe",
    },
    versions: ["TLSv1.2", "TLSv1.3"],
    preference: "server",
    dhBits: null,
    dh: [],
    trust: TRUSTED,
  });
  assert.deepEqual(Object.keys(suites), negotiated.versions);
  assert.deepEqual(
    new Set(suites["TLSv1.3"]),
    new Set(["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]),
  );
  // The certificate's key is one for ECDSA.
  assert.ok(suites["TLSv1.2"]?.every((name) => name.startsWith("TLS_ECDHE_ECDSA_")));
  for (const group of ["x25519", "secp256r1", "secp384r1", "secp521r1"]) assert.ok(groups.includes(group), group);
  assert.ok(signatureAlgorithms.includes("ecdsa_secp256r1_sha256"));
  assert.ok(signatureAlgorithms.every((name) => name.startsWith("ecdsa_")));
  assert.equal(features.secureRenegotiation, true);
  assert.equal(features.compression, false);
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ["opportunistic-floor-too-high"],
  );
  assert.deepEqual(new Set(checks.map(({ verdict }) => verdict)), new Set(["ok"]));
  assert.ok(connections > 20 && connections <= DEFAULT_BUDGET);
  assert.equal(new Date(at).toISOString(), at);
  assert.equal(address, "127.0.0.1");
  assert.ok(elapsedMs >= 0 && elapsedMs < TIMEOUT.timeoutMs);
  assert.match(dialogue.greeting ?? "", /^220 .*ESMTP/u);
  assert.ok(dialogue.capabilitiesBefore.includes("STARTTLS"));
  assert.ok(dialogue.capabilitiesAfter.length > 0);
  assert.ok(!dialogue.capabilitiesAfter.includes("STARTTLS"));
  // The survey begins beside the end of the conversation, and most checks with it.
  const begun = [...new Set(steps)].filter((step) => step !== "checks");
  assert.deepEqual(begun.slice(0, 6), [
    "connect",
    "greeting",
    "capabilities",
    "starttls",
    "handshake",
    "capabilities-after-tls",
  ]);
  assert.deepEqual(new Set(begun.slice(6)), new Set(["quit", "survey"]));
  assert.deepEqual(
    inconclusive.map(({ fact }) => fact),
    ["revocation"],
  );

  const x509 = new X509Certificate(leaf.cert);
  const [certificate] = certificates;
  assert.equal(certificates.length, 1);
  assert.deepEqual(certificate, {
    subject: "CN=mx.test",
    issuer: "CN=Test CA",
    san: ["mx.test", "localhost", "127.0.0.1"],
    notBefore: new Date(x509.validFrom).toISOString(),
    notAfter: new Date(x509.validTo).toISOString(),
    keyType: "ec",
    keyBits: 256,
    signature: "ecdsa-with-SHA256",
    sha256: x509.fingerprint256.replaceAll(":", "").toLowerCase(),
    sha1: x509.fingerprint.replaceAll(":", "").toLowerCase(),
    spkiSha256: createHash("sha256")
      .update(x509.publicKey.export({ type: "spki", format: "der" }))
      .digest("hex"),
    mustStaple: false,
    certificateTimestamps: false,
    chain: ["CN=Test CA"],
    chainOrder: "complete",
    trust: TRUSTED,
  });
});

test("implicit TLS, with a scheme", async (t) => {
  const port = await serve(t, leaf, { secure: true });
  const report = await probe(`smtps://127.0.0.1:${port}`, { ...TIMEOUT, ca: authority.cert });
  assert.equal(report.status, "complete");
  assert.equal(report.transport, "implicit");
  assert.equal(report.starttls, null);
  assert.deepEqual(report.dialogue.capabilitiesBefore, []);
  assert.ok(report.dialogue.capabilitiesAfter.length > 0);
  assert.deepEqual(report.trust, TRUSTED);
});

test("AUTH before TLS", async (t) => {
  const port = await serve(t, leaf, { allowInsecureAuth: true });
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.deepEqual(report.starttls, {
    offered: true,
    authBeforeTls: true,
    clearTextLogins: ["LOGIN", "PLAIN"],
    plaintextAfterStarttls: false,
    injection: "safe",
  });
  assert.equal(report.status, "complete");
});

test("STARTTLS not offered", async (t) => {
  const port = await serve(t, leaf, { disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.equal(report.status, "partial");
  assert.equal(report.error?.kind, "protocol");
  assert.equal(report.error.step, "starttls");
  assert.deepEqual(report.starttls, {
    offered: false,
    authBeforeTls: true,
    clearTextLogins: ["LOGIN", "PLAIN"],
    plaintextAfterStarttls: false,
    injection: "inconclusive",
  });
  assert.equal(report.connections, 1);
  assert.equal(report.trust, null);
  assert.ok(report.inconclusive.some(({ fact }) => fact === "trust"));
});

test("an old version and a finite-field key exchange", async (t) => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const rsa = selfSigned({ names: ["mx.test"], keys });
  const port = await serve(t, rsa, {
    minVersion: "TLSv1",
    maxVersion: "TLSv1",
    ciphers: "DHE-RSA-AES128-SHA:@SECLEVEL=0",
    dhparam: "auto",
  });
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.equal(report.status, "complete");
  assert.deepEqual(report.versions, ["TLSv1"]);
  assert.deepEqual(report.suites, { TLSv1: ["TLS_DHE_RSA_WITH_AES_128_CBC_SHA"] });
  assert.equal(report.dhBits, 2048);
  assert.deepEqual(report.groups, []);
  const [certificate] = report.certificates;
  assert.equal(certificate?.keyType, "rsa");
  assert.equal(certificate.keyBits, 2048);
  assert.equal(certificate.signature, "sha256WithRSAEncryption");
});

test("groups carry IANA names", async (t) => {
  for (const [openssl, iana] of Object.entries({ prime256v1: "secp256r1", secp521r1: "secp521r1", X448: "x448" })) {
    const port = await serve(t, leaf, { ecdhCurve: openssl });
    assert.deepEqual((await probe(`127.0.0.1:${port}`, TIMEOUT)).groups, [iana]);
  }
});

test("an anonymous suite: no certificate, and no verdict on the name", async (t) => {
  const port = await serve(t, leaf, { maxVersion: "TLSv1.2", ciphers: "AECDH-AES256-SHA:@SECLEVEL=0" });
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.equal(report.status, "complete");
  assert.ok(report.versions.includes("TLSv1.2") && !report.versions.includes("TLSv1.3"));
  for (const suites of Object.values(report.suites)) assert.deepEqual(suites, ["TLS_ECDH_anon_WITH_AES_256_CBC_SHA"]);
  assert.deepEqual(report.certificates, []);
  assert.equal(report.trust?.verified, false);
  assert.match(report.trust.reason ?? "", /no certificate/u);
  assert.equal(report.trust.hostname, null);
});

test("whom to trust, and why not", async (t) => {
  const day = 86_400_000;
  const names = ["mx.test"];
  const intermediate = createAuthority("Intermediate");
  const cases: readonly (readonly [string, Identity, RegExp | null])[] = [
    ["trusted", issue(authority, { names }), null],
    ["self-signed", selfSigned({ names }), /self-signed/u],
    ["private authority", issue(intermediate, { names }), /root that is not trusted/u],
    ["chain without the intermediate", issue(intermediate, { names, chain: [] }), /intermediate/u],
    ["expired", issue(authority, { names, notAfter: new Date(Date.now() - day / 2) }), /expired/u],
    ["not yet valid", issue(authority, { names, notBefore: new Date(Date.now() + day) }), /not valid yet/u],
  ];
  for (const [name, identity, reason] of cases) {
    const port = await serve(t, identity);
    const { trust, status } = await probe(`127.0.0.1:${port}`, {
      ...TIMEOUT,
      ca: authority.cert,
      servername: "mx.test",
    });
    assert.equal(status, "complete", name);
    assert.equal(trust?.verified, reason === null, name);
    if (reason !== null) assert.match(trust.reason ?? "", reason, name);
    assert.equal(trust.hostname, true, name);
  }
});

test("which names match (RFC 9525)", async (t) => {
  const cases: readonly (readonly [names: readonly string[], subject: string, servername: string, boolean])[] = [
    [["mx.test"], "x", "mx.test", true],
    [["mx.test"], "x", "MX.Test.", true],
    [["mx.test"], "x", "mx2.test", false],
    [["*.example.test"], "x", "mx.example.test", true],
    [["*.example.test"], "x", "a.b.example.test", false],
    [["m*.example.test"], "x", "mx.example.test", false],
    [[], "mx.test", "mx.test", false],
    [["xn--mller-kva.test"], "x", "müller.test", true],
    [["127.0.0.1"], "x", "127.0.0.1", true],
    [["mx.test"], "x", "127.0.0.1", false],
  ];
  for (const [names, subject, servername, expected] of cases) {
    const port = await serve(t, issue(authority, { names, subject }));
    const { trust } = await probe(`127.0.0.1:${port}`, { ...TIMEOUT, ca: authority.cert, servername });
    assert.equal(trust?.hostname, expected, `${servername} in ${names.join()}`);
    assert.equal(trust.verified, true);
  }
});

test("the chain is told as it was sent, whatever the order", async (t) => {
  const [one, two] = [createAuthority("One"), createAuthority("Two")];
  const port = await serve(
    t,
    issue(authority, { names: ["mx.test"], chain: [two.cert, authority.cert, one.cert, two.cert] }),
  );
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.deepEqual(report.certificates[0]?.chain, ["CN=Two", "CN=Test CA", "CN=One", "CN=Two"]);
});

test("names with separators, quotes and control characters stay one name", async (t) => {
  const odd = ["a,b.test", 'quo"te.test', "line\nbreak.test", "plain.test"];
  const port = await serve(t, selfSigned({ subject: "x, O=y\u001b", names: odd }));
  const [certificate] = (await probe(`127.0.0.1:${port}`, TIMEOUT)).certificates;
  assert.deepEqual(certificate?.san, odd);
  assert.equal(certificate.subject, "CN=x\\, O=y\\1B");
});

test("a certificate that cannot be read is reported, not fatal", async (t) => {
  const port = await serve(t, selfSigned({ names: ["mx.test"], notAfterText: "20261399999999Z" }));
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.equal(report.status, "complete");
  assert.deepEqual(report.certificates, []);
  assert.equal(report.trust?.verified, false);
  assert.match(report.inconclusive.find(({ fact }) => fact === "certificates")?.reason ?? "", /cannot be read/u);
});

test("Ed25519", async (t) => {
  const keys = generateKeyPairSync("ed25519");
  const port = await serve(t, selfSigned({ names: ["mx.test"], keys }));
  const [certificate] = (await probe(`127.0.0.1:${port}`, TIMEOUT)).certificates;
  assert.equal(certificate?.keyType, "ed25519");
  assert.equal(certificate.keyBits, 256);
  assert.equal(certificate.signature, "ED25519");
});

test("nothing listens", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  const report = await probe(`127.0.0.1:${port}`, TIMEOUT);
  assert.equal(report.status, "failed");
  assert.equal(report.error?.kind, "refused");
  assert.equal(report.error.step, "connect");
  assert.equal(report.connections, 0);
  assert.equal(report.address, null);
});

test("a name that does not exist", async () => {
  const report = await probe("no-such-host.invalid", TIMEOUT);
  assert.equal(report.status, "failed");
  assert.equal(report.error?.kind, "dns");
});

test("what makes no sense is a report too", async () => {
  const cases: readonly (readonly [string, Partial<Parameters<typeof probe>[1]>, RegExp])[] = [
    ["two words", {}, /valid host/u],
    ["sieves://mx.test", {}, /no port of its own/u],
    ["mx.test", { servername: "two words" }, /server name/u],
    ["mx.test", { timeoutMs: 0 }, /timeout/u],
    ["mx.test", { timeoutMs: Number.POSITIVE_INFINITY }, /timeout/u],
    ["mx.test", { ca: "no certificate" }, /PEM/u],
  ];
  for (const [target, options, message] of cases) {
    const report = await probe(target, { ...TIMEOUT, ...options });
    assert.equal(report.status, "failed", target);
    assert.equal(report.target, target);
    assert.equal(report.error?.kind, "usage", target);
    assert.match(report.error.message, message);
    assert.equal(report.connections, 0);
  }
});
