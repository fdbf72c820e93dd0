// `mailtls probe` of many hosts: the command lines of docs/fleet.md as they stand there, results as they come, manners, exit codes.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text as readText } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { createAuthority, issue, type Authority } from "../support/certificates.js";
import { startDouble, type Mischief } from "../support/mail-double.js";
import { requireProgram } from "../support/programs.js";
import { directory, program, startMailtls, type Ran } from "./support/mailtls.js";

interface Probed {
  readonly target: string;
  readonly status: string;
  readonly error: { readonly kind: string } | null;
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
}

const read = (lines: string): readonly Probed[] =>
  lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Probed);

/** Runs without blocking this process, in which the servers are. */
async function probe(...args: readonly string[]): Promise<Ran> {
  const child = startMailtls(["probe", ...args]);
  child.stdin?.end();
  assert.ok(child.stdout && child.stderr);
  const [stdout, stderr] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
  if (child.exitCode === null) await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

const NAME = "mail.example.test";

/** A server for NAME; `weak` accepts TLS 1.0. */
async function server(t: TestContext, authority: Authority, weak = false): Promise<string> {
  const old = { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  const identity = issue(authority, { names: [NAME] });
  const { port } = await startDouble(t, { identity, ...(weak && { tls: old }) });
  return `127.0.0.1:${port}`;
}

/** A server without STARTTLS: a few connections tell everything. */
async function plainServer(t: TestContext): Promise<string> {
  const capabilities: Mischief = (socket) => {
    socket.write("250-mx.test\r\n250 8BITMIME\r\n");
  };
  const { port } = await startDouble(t, {
    identity: issue(createAuthority(), { names: [NAME] }),
    at: { capabilities },
  });
  return `127.0.0.1:${port}`;
}

const PAGE = readFileSync(fileURLToPath(new URL("../../docs/fleet.md", import.meta.url)), "utf8");
const COMMANDS = [...PAGE.matchAll(/^```sh\n([^`]*)\n```$/gmu)].map(([, command]) => command ?? "");

/** Stands for ssh: `ssh [options] machine [--] command` runs the command here, and tells that it was asked. */
const SSH = `#!/bin/bash
while [[ $1 == -* ]]; do shift; done
echo "$1" >> "$MACHINES_ASKED"
shift
if [[ $1 == -- ]]; then shift; fi
exec bash -c "$*"
`;

test("every command line of docs/fleet.md probes every host once", async (t) => {
  const parallel = requireProgram(t, "parallel");
  if (parallel === null || requireProgram(t, "xargs") === null) return;
  assert.equal(COMMANDS.length, 7);
  const authority = createAuthority();
  const plain = Array.from({ length: 8 }, () => plainServer(t));
  const targets = await Promise.all([server(t, authority, true), ...plain]);
  const folder = directory(t, {
    "hosts.txt": `${targets.join("\n")}\n`,
    "machines.txt": "one.example\n:\ntwo.example\n",
    "bin/mailtls": `#!/bin/sh\nexec '${process.execPath}' '${program()}' "$@"\n`,
    "bin/ssh": SSH,
  });
  for (const name of ["mailtls", "ssh"]) chmodSync(join(folder, "bin", name), 0o755);
  const asked = join(folder, "asked");
  const env = {
    PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    SHELL: "/bin/bash",
    MACHINES_ASKED: asked,
  };

  for (const command of COMMANDS) {
    const child = spawn("bash", ["-c", command], { cwd: folder, env, stdio: ["ignore", "inherit", "pipe"] });
    const complaints = await readText(child.stderr);
    if (child.exitCode === null) await once(child, "close");
    // Every process meets a server without STARTTLS, and says by its exit code that it could not be probed to the end.
    const processes = Math.ceil(targets.length / 8);
    const expected = command.startsWith("xargs") ? 123 : command.startsWith("parallel") ? processes : 2;
    assert.equal(child.exitCode, expected, `${command}\n${complaints}`);
    const output = join(folder, command.includes("reports.sarif") ? "reports.sarif" : "reports.jsonl");
    const printed = readFileSync(output, "utf8");
    rmSync(output);
    const probed = output.endsWith(".sarif") ? hostsOf(printed) : read(printed).map(({ target }) => target);
    assert.deepEqual([...probed].sort(), [...targets].sort(), command);
  }
  assert.deepEqual(
    new Set(readFileSync(asked, "utf8").trim().split("\n")),
    new Set(["one.example", "two.example"]),
    "machines that were asked to probe",
  );
});

/** Every host that a SARIF document names. */
function hostsOf(sarif: string): readonly string[] {
  interface Located {
    readonly locations: readonly { readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[] }[];
  }
  const { runs } = JSON.parse(sarif) as { runs: readonly { readonly results: readonly Located[] }[] };
  const names = runs.flatMap(({ results }) =>
    results.flatMap(({ locations }) => locations.flatMap(({ logicalLocations }) => logicalLocations)),
  );
  return [...new Set(names.map(({ fullyQualifiedName }) => fullyQualifiedName))];
}

test("each line comes as soon as its host is done", async (t) => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  t.after(() => silent.close());
  const never = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const target = await server(t, createAuthority());
  const child = startMailtls(["probe", never, target, "--format", "json"]);
  assert.ok(child.stdout);
  const lines = createInterface(child.stdout);
  const [first] = (await once(lines, "line")) as [string];
  assert.equal((JSON.parse(first) as Probed).target, target);
  child.kill("SIGINT");
  const [second] = (await once(lines, "line")) as [string];
  assert.deepEqual([never, "cancelled"], [read(second)[0]?.target, read(second)[0]?.error?.kind]);
});

test("exit codes: 1 for findings at or above --fail-on, 0 below it, by the profile that was asked for", async (t) => {
  const authority = createAuthority();
  const ca = join(directory(t, { "ca.pem": authority.cert }), "ca.pem");
  const [sound, weak] = await Promise.all([server(t, authority), server(t, authority, true)]);
  const run = (...args: readonly string[]): Promise<Ran> =>
    probe("--ca", ca, "--servername", NAME, "--format", "json", ...args);
  assert.equal((await run(sound, "--fail-on", "error")).code, 0);
  const found = await run(sound, weak, "--fail-on", "info");
  assert.equal(found.code, 1);
  const severities = read(found.stdout).find(({ target }) => target === weak)?.findings ?? [];
  assert.ok(severities.some(({ rule, severity }) => rule === "tls10-tls11-enabled" && severity !== "error"));
  assert.equal((await run(weak, "--fail-on", "error")).code, 0);
  const strict = await run(weak, "--fail-on", "error", "--profile", "mozilla-modern");
  assert.equal(strict.code, 1);
  assert.ok(read(strict.stdout)[0]?.findings.some(({ rule }) => rule === "profile-violation"));
});

test("--connections 1 has one connection at a time", async (t) => {
  const identity = issue(createAuthority(), { names: [NAME] });
  const { port } = await startDouble(t, { identity });
  const open = new Set<Socket>();
  let most = 0;
  const relay = createServer((client) => {
    most = Math.max(most, open.add(client).size);
    const gone = (): void => {
      open.delete(client);
    };
    client.on("error", gone).on("end", gone).on("close", gone);
    const behind = connect(port, "127.0.0.1").on("error", () => client.destroy());
    // Without its other end it would not even notice that its client goes.
    behind.once("close", () => client.resume());
    client.pipe(behind).pipe(client);
  }).listen(0, "127.0.0.1");
  await once(relay, "listening");
  t.after(() => relay.close());
  const target = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const { stdout } = await probe(target, "--connections", "1", "--format", "json");
  assert.equal(read(stdout)[0]?.status, "complete");
  // That one has gone may be noticed just after the next has come.
  assert.ok(most <= 2, `${most} connections at once`);
});

test("options that make no sense are refused before any host is contacted", async () => {
  for (const connections of ["0", "51", "1.5", "many", ""]) {
    const { code, stderr } = await probe("127.0.0.1:1", "--connections", connections);
    assert.equal(code, 2);
    assert.match(stderr, /--connections is a whole number from 1 to 50/u);
  }
  const { code, stdout, stderr } = await probe("127.0.0.1:1", "--profile", "mozila-modern");
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /mozilla-modern/u);
});
