// TLS servers by libraries other than ours and with more than is wise: old Node.js (OpenSSL 1.0.1 to 3.5), JSSE, NSS. They only shake hands.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import type { Identity } from "./certificates.js";
import { oldNode, type NodeVersion } from "./old-nodes.js";
import { requireProgram } from "./programs.js";

const PEERS = join(import.meta.dirname, "../peers");

/** Starts a program that prints its port and ends with its standard input. */
async function portOf(t: TestContext, program: string, args: readonly string[], input = ""): Promise<number> {
  const child = spawn(program, args, { env: {}, stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  t.after(async () => {
    child.stdin.end();
    await exited;
  });
  child.stdin.on("error", () => undefined).write(input);
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), "line"),
    exited.then(([code]) => {
      throw new Error(`${program} ended (${String(code)})`);
    }),
  ])) as [string];
  return Number(line);
}

/** A server of `tls.createServer` in another version of Node.js; null, with the test skipped, where that cannot be had. */
export async function startNodeServer(
  t: TestContext,
  version: NodeVersion,
  options: Readonly<Record<string, unknown>>,
): Promise<number | null> {
  const node = oldNode(t, version);
  if (node === null) return null;
  return portOf(t, node, [join(PEERS, "server.cjs")], `${JSON.stringify(options)}\n`);
}

/** Nothing is too old. */
const JAVA_SECURITY = [
  "tls.disabledAlgorithms",
  "certpath.disabledAlgorithms",
  "tls.legacyAlgorithms",
  "disabled.namedCurves",
];

/** Java's own TLS with everything switched on; null, with the test skipped, where there is no Java. */
export async function startJsse(t: TestContext, identity: Identity): Promise<number | null> {
  const [java, openssl] = [requireProgram(t, "java"), requireProgram(t, "openssl")];
  if (java === null || openssl === null) return null;
  const folder = folderFor(t);
  const security = join(folder, "java.security");
  writeFileSync(security, JAVA_SECURITY.map((name) => `jdk.${name}=\n`).join(""));
  const keys = pkcs12(openssl, folder, identity);
  return portOf(t, java, [`-Djava.security.properties=${security}`, join(PEERS, "EverySuite.java"), keys]);
}

const NSS_PORT = 443;

/** What SSL_GetImplementedCiphers() of NSS 3.87 gives, but for TLS 1.3. */
const NSS_SUITES =
  "C02B C02F CCA9 CCA8 C02C C030 C00A C009 C013 C023 C027 C014 C024 C028 C008 C012 C007 C011 009E CCAA 00A2 009F 00A3 " +
  "0033 0032 0067 0040 0045 0044 0039 0038 006B 006A 0088 0087 0016 0013 0066 C004 C00E C005 C00F C003 C00D C002 C00C " +
  "009C 009D 002F 003C 0041 0035 003D 0084 0096 000A 0005 0004 0015 0012 0009 C006 C010 C00B C001 0002 003B 0001";

/**
 * NSS's `selfserv` with every suite that the library has, SSL 3.0 to TLS 1.2. It listens on every address: that is why it
 * gets a network namespace of its own. Null, with the test skipped, where it is not installed or the test is not run by root.
 */
export async function startNss(t: TestContext, identity: Identity): Promise<number | null> {
  const programs = ["selfserv", "certutil", "pk12util", "openssl", "unshare", "ip"].map((name) =>
    requireProgram(t, name),
  );
  const [selfserv, certutil, pk12util, openssl, unshare] = programs;
  if (programs.includes(null) || !selfserv || !certutil || !pk12util || !openssl || !unshare) return null;
  const folder = folderFor(t);
  const database = `sql:${folder}`;
  const keys = pkcs12(openssl, folder, identity);
  execFileSync(certutil, ["-N", "-d", database, "--empty-password"]);
  execFileSync(pk12util, ["-i", keys, "-d", database, "-W", "password", "-K", ""], { stdio: "ignore" });
  const path = join(folder, "relay");
  const inside = [
    "ip link set lo up",
    `"$0" -n server -p ${NSS_PORT} -d "$1" -V ssl3:tls1.2 -W 1 -c "$2" & server=$!`,
    `"$3" "$4" "$5" ${NSS_PORT}`,
    "kill $server",
    "wait",
  ].join("\n");
  const args = [selfserv, database, NSS_SUITES.replace(/^| /gu, ":"), process.execPath, join(PEERS, "relay.cjs"), path];
  const child = spawn(unshare, ["--net", "sh", "-c", inside, ...args], { stdio: ["pipe", "ignore", "ignore"] });
  const exited = once(child, "exit");
  t.after(async () => {
    child.stdin.end();
    await exited;
  });
  while (!existsSync(path)) {
    if (child.exitCode !== null) throw new Error("selfserv's namespace ended");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return relay(t, () => connect(path));
}

/** A port of 127.0.0.1 that leads elsewhere. */
async function relay(t: TestContext, open: () => Socket): Promise<number> {
  const server = createServer((client) => {
    joined(client, open());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Lets two sockets talk to each other; where one ends, so does the other. */
export function joined(client: Socket, server: Socket): void {
  for (const socket of [client, server]) {
    socket.on("error", () => undefined);
    socket.on("close", () => {
      client.destroy();
      server.destroy();
    });
  }
  client.pipe(server).pipe(client);
}

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-peer-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Key and certificate in the form that Java and NSS read; the password is `password`, the name `server`. */
function pkcs12(openssl: string, folder: string, { key, fullChain }: Identity): string {
  const file = join(folder, "identity.p12");
  const pem = join(folder, "identity.pem");
  writeFileSync(pem, key + fullChain, { mode: 0o600 });
  const args = ["pkcs12", "-export", "-in", pem, "-out", file, "-name", "server", "-passout", "pass:password"];
  execFileSync(openssl, args);
  return file;
}
