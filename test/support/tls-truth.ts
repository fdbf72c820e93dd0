// What a TLS server really accepts: one handshake for each version and suite, by OpenSSL wherever one of its releases can offer the suite.
// Only what none of them has (no mail server has it either) is asked for by our own hello, one suite at a time.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { cipherSuites, compareVersions, type CipherSuite, type ProtocolVersion } from "../../server/src/core/api.js";
import { SUITE_ROWS } from "../../server/src/core/tls/suites.generated.js";
import { each } from "./each.js";
import { joined } from "./tls-peers.js";
import { clientHello, ServerFlightReader, ssl2ClientHello, type Hello } from "../../server/src/wire/api.js";

const SCRIPT = join(import.meta.dirname, "../peers/handshakes.cjs");

/** Accepted suites by version, IANA names sorted; a version without any is absent. */
export type Accepted = Readonly<Partial<Record<ProtocolVersion, readonly string[]>>>;

export interface Truth {
  readonly accepted: Accepted;
  /** How many handshakes were tried, by whom. */
  readonly tried: { openssl: number; own: number };
}

/** Clients by what is in them: Node.js 0.10.32, 0.11.14 and 24. */
export interface Clients {
  readonly ssl2: string;
  readonly old: string;
  readonly current: string;
}

const VERSIONS = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

/** Handshakes by our own hello at the same time. */
const TOGETHER = 8;

/** Every name that some OpenSSL gives a suite. */
const NAMES = new Map(SUITE_ROWS.map(([, iana, openssl]) => [iana, openssl.split(" ").filter((name) => name !== "")]));

/** Tries everything with the server on a port of 127.0.0.1 where TLS begins at once. */
export async function truthOf(port: number, clients: Clients): Promise<Truth> {
  const tried = { openssl: 0, own: 0 };
  const accepted: Partial<Record<ProtocolVersion, readonly string[]>> = {};
  for (const version of VERSIONS) {
    const found = new Set<CipherSuite>();
    let left = suitesOf(version);
    for (const client of clientsFor(version, clients)) {
      const offered = await byOpenSsl(client, port, version, left, found);
      tried.openssl += offered.size;
      left = left.filter((suite) => !offered.has(suite.id) || (isCurveUnknown(version, suite) && !found.has(suite)));
    }
    tried.own += left.length;
    await each(left, TOGETHER, async (suite) => {
      if (await byOwnHello(port, version, suite)) found.add(suite);
    });
    if (found.size > 0) accepted[version] = [...found].map(({ iana }) => iana).sort();
  }
  return { accepted, tried };
}

/** In SSL 3.0 a client cannot say which curves it has; JSSE then takes X25519, at which OpenSSL 1.0.1 gives up. */
function isCurveUnknown(version: ProtocolVersion, { kx }: CipherSuite): boolean {
  return version === "SSLv3" && kx === "ECDHE";
}

function clientsFor(version: ProtocolVersion, { ssl2, old, current }: Clients): readonly string[] {
  if (version === "SSLv2") return [ssl2];
  if (version === "SSLv3") return [old];
  return version === "TLSv1.3" ? [current] : [old, current];
}

/** SSL 3.0 with what came with TLS 1.0 as well: elliptic curves were not meant for it, and are negotiated there all the same. */
function suitesOf(version: ProtocolVersion): readonly CipherSuite[] {
  const from = version === "SSLv3" ? "TLSv1" : version;
  return cipherSuites().filter(
    ({ id, minVersion, maxVersion }) =>
      id !== 0 &&
      (version === "SSLv2") === (minVersion === "SSLv2") &&
      (version === "TLSv1.3") === (minVersion === "TLSv1.3") &&
      compareVersions(minVersion, from) <= 0 &&
      compareVersions(version, maxVersion) <= 0,
  );
}

/** Adds what the server accepted to `found`; gives the numbers of what this OpenSSL could really offer. */
async function byOpenSsl(
  node: string,
  port: number,
  version: ProtocolVersion,
  suites: readonly CipherSuite[],
  found: Set<CipherSuite>,
): Promise<ReadonlySet<number>> {
  const named = suites.flatMap((suite) => (NAMES.get(suite.iana) ?? []).map((name) => ({ suite, name })));
  const offered = new Set<number>();
  const watched = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    client.once("data", (hello: Buffer) => {
      const [suite, ...others] = suitesIn(hello);
      if (suite !== undefined && others.length === 0) offered.add(suite);
    });
    joined(client, server);
  }).listen(0, "127.0.0.1");
  await once(watched, "listening");
  const child = spawn(node, [SCRIPT], { env: {}, stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const job = { port: (watched.address() as AddressInfo).port, version, suites: named.map(({ name }) => name) };
  child.stdin.end(JSON.stringify(job));
  await once(child, "close");
  watched.close();
  const results = JSON.parse(output) as readonly boolean[];
  for (const [index, { suite }] of named.entries()) if (results[index] === true) found.add(suite);
  return offered;
}

/** Signalling values: they stand among the suites (RFC 5746, RFC 7507). */
const SIGNALS = [0x00ff, 0x5600];

/** The numbers of the suites in a ClientHello: of SSL 3.0 and TLS in its record (RFC 5246 §7.4.1.2), or of SSL 2.0. */
function suitesIn(hello: Buffer): readonly number[] {
  const tls = hello[0] === 0x16;
  // A client without anything to offer sends an alert.
  if (!tls && hello[0] !== 0x80) return [];
  const session = 43;
  const length = tls ? session + 1 + hello.readUInt8(session) : 5;
  const start = tls ? length + 2 : 11;
  const size = tls ? 2 : 3;
  const all = Array.from({ length: hello.readUInt16BE(length) / size }, (_, index) =>
    hello.readUIntBE(start + index * size, size),
  );
  return all.filter((suite) => !SIGNALS.includes(suite));
}

const RANDOM = new Uint8Array(32).fill(0x5a);
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019];
const SIGNATURES = [0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0403, 0x0503, 0x0603, 0x0201, 0x0203, 0x0202];

function helloOf(version: ProtocolVersion, { id }: CipherSuite): Hello {
  if (version === "SSLv2") return ssl2ClientHello({ cipherKinds: [id], challenge: RANDOM.subarray(0, 16) });
  const base = { version, random: RANDOM, suites: [id] };
  if (version === "SSLv3") return clientHello({ ...base, renegotiationScsv: true });
  return clientHello({
    ...base,
    groups: GROUPS,
    pointFormats: [0],
    renegotiationInfo: true,
    ...(compareVersions(version, "TLSv1.2") < 0 ? {} : { signatureAlgorithms: SIGNATURES }),
    ...(version === "TLSv1.3" ? { supportedVersions: [version], keyShares: [], sessionId: RANDOM } : {}),
  });
}

/** Whether the server answers with this very suite in this version. */
async function byOwnHello(port: number, version: ProtocolVersion, suite: CipherSuite): Promise<boolean> {
  const hello = helloOf(version, suite);
  const reader = new ServerFlightReader(hello.offer, "server-hello-done");
  const socket = connect(port, "127.0.0.1", () => socket.write(hello.bytes));
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    reader.push(bytes);
    if (reader.state.kind !== "reading") socket.destroy();
  });
  await once(socket, "close");
  const { serverHello, helloRetryRequest, ssl2 } = reader.facts;
  if (reader.state.kind !== "done" && reader.state.kind !== "retry") return false;
  if (version === "SSLv2") return ssl2?.cipherKinds.includes(suite.id) === true;
  return serverHello?.version === version
    ? serverHello.suite === suite.id
    : version === "TLSv1.3" && helloRetryRequest?.suite === suite.id;
}
