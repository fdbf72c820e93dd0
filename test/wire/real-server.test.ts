import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createServer, type TlsOptions } from "node:tls";
import { clientHello, ServerFlightReader, type ClientHelloOptions, type KeyShare } from "../../server/src/wire/api.js";
import { selfSigned } from "../support/certificates.js";
import { requireProgram } from "../support/programs.js";
import { RANDOM, secondHello, type FlowCase } from "./support/flow-cases.js";

const IDENTITY = selfSigned({ names: ["mx.test"] });

/** The base point of Curve25519. */
const X25519: KeyShare = { group: 0x001d, publicKey: Uint8Array.of(9, ...new Uint8Array(31)) };

const OPTIONS: ClientHelloOptions = {
  version: "TLSv1.3",
  random: RANDOM,
  sessionId: new Uint8Array(32).fill(7),
  suites: [0x1301, 0x1302, 0xc02b],
  supportedVersions: ["TLSv1.3", "TLSv1.2"],
  serverName: "mx.test",
  groups: [0x001d, 0x0017],
  pointFormats: [0],
  signatureAlgorithms: [0x0403, 0x0804],
  signatureAlgorithmsCert: [0x0403],
  alpn: ["imap", "smtp"],
  keyShares: [X25519],
  renegotiationInfo: true,
  extendedMasterSecret: true,
  encryptThenMac: true,
  sessionTicket: true,
  statusRequest: true,
  certificateTimestamps: true,
  pskKeyExchangeModes: [1],
};

/** The reader after the server's flight, or after the end of the connection. */
async function converse(port: number, flow: FlowCase): Promise<ServerFlightReader> {
  const reader = new ServerFlightReader(flow.hello.offer, flow.until);
  const socket = connect(port, "127.0.0.1", () => socket.write(flow.hello.bytes));
  socket.on("data", (bytes) => {
    reader.push(bytes);
    const second = secondHello(flow, reader);
    if (second !== null) {
      reader.resume(second.offer);
      socket.write(second.bytes);
    }
    if (reader.state.kind !== "reading") socket.end();
  });
  await once(socket, "close");
  return reader;
}

/** Talks to Node's own TLS server, which sees what OpenSSL understood of the hello. */
async function converseWithNode(flow: FlowCase, options: TlsOptions = {}): Promise<ServerFlightReader> {
  const server = createServer({ key: IDENTITY.key, cert: IDENTITY.cert, ...options });
  server.on("tlsClientError", () => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  const reader = await converse((server.address() as AddressInfo).port, flow);
  server.close();
  return reader;
}

describe("a real TLS server takes the hello", () => {
  test("and sees the names in it", async () => {
    const seen = new Map<string, unknown>();
    const reader = await converseWithNode(
      { hello: clientHello(OPTIONS), until: "server-hello-done" },
      {
        SNICallback: (name, done) => {
          seen.set("server name", name);
          done(null);
        },
        ALPNCallback: ({ protocols }) => {
          seen.set("protocols", protocols);
          return "smtp";
        },
      },
    );
    assert.deepEqual(Object.fromEntries(seen), { "server name": "mx.test", protocols: ["imap", "smtp"] });
    assert.equal(reader.state.kind, "done");
    assert.equal(reader.facts.serverHello?.version, "TLSv1.3");
    assert.deepEqual(reader.facts.oddities, []);
  });

  test("in TLS 1.2 it sends the very certificate, and signs with what was offered", async () => {
    const options: ClientHelloOptions = { ...OPTIONS, supportedVersions: ["TLSv1.2"], keyShares: [] };
    const hello = clientHello(options);
    const { facts } = await converseWithNode({ hello, until: "server-hello-done" }, { ALPNProtocols: ["smtp"] });
    assert.deepEqual(
      facts.certificates?.map((der) => Buffer.from(der)),
      [new X509Certificate(IDENTITY.cert).raw],
    );
    assert.equal(facts.serverHello?.alpn, "smtp");
    assert.ok(facts.keyExchange?.kind === "ecdhe" && facts.keyExchange.group === 0x1d);
    assert.equal(facts.keyExchange.signature?.scheme, 0x0403);
    assert.deepEqual(facts.oddities, []);
  });

  test("without a key share it asks for one, and takes the second hello", async () => {
    const options: ClientHelloOptions = { ...OPTIONS, keyShares: [] };
    const retry = { options, keyShare: X25519 };
    const reader = await converseWithNode({ hello: clientHello(options), until: "server-hello", retry });
    assert.equal(reader.facts.helloRetryRequest?.selectedGroup, 0x1d);
    assert.equal(reader.facts.serverHello?.keyShareGroup, 0x1d);
    assert.deepEqual(reader.facts.oddities, []);
  });

  test("OpenSSL's trace lists the extensions that were meant, in their order", async (t) => {
    const openssl = requireProgram(t, "openssl");
    if (openssl === null) return;
    const hello = clientHello({ ...OPTIONS, heartbeat: true, keyShares: [] });
    const trace = await traceOf(openssl, hello.bytes);
    const client = trace.slice(trace.indexOf("ClientHello"), trace.indexOf("Sent Record"));
    const listed = [...client.matchAll(/extension_type=\S+?\((\d+)\)/gu)].map(([, type]) => Number(type));
    assert.deepEqual(listed, hello.offer.extensions);
    for (const word of ["TLS 1.3 (772)", "ecdh_x25519 (29)", "ecdsa_secp256r1_sha256 (0x0403)", "psk_dhe_ke (1)"])
      assert.ok(client.includes(word), `${word} in ${client}`);
    assert.ok(!/<EOF|unexpected|malformed/iu.test(client));
  });
});

/** What `openssl s_server -trace` understands of these bytes. */
async function traceOf(openssl: string, bytes: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-wire-"));
  const file = join(folder, "identity.pem");
  writeFileSync(file, IDENTITY.key + IDENTITY.cert);
  const child = spawn(openssl, ["s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-trace", "-cert", file]);
  let output = "";
  let connected = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    const port = /ACCEPT \S*:(\d+)\n/u.exec(output)?.[1];
    if (port === undefined || connected) return;
    connected = true;
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(bytes));
    socket.on("data", () => socket.end()).on("error", () => undefined);
  });
  await once(child, "close");
  rmSync(folder, { recursive: true });
  return output;
}
