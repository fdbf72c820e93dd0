// `mailtls probe`: targets, formats, exit codes, cancelling. How a conversation goes is tested where it is written.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createAuthority, issue } from "../support/certificates.js";
import { startDouble } from "../support/mail-double.js";
import { directory, mailtls, startMailtls, type Ran } from "./support/mailtls.js";

/** For machines that are busy: nothing here waits so long. */
const PATIENT = ["--timeout", "100"];

interface Probed {
  target: string;
  status: string;
  error: { kind: string } | null;
  versions: string[];
  trust: { verified: boolean; hostname: boolean | null } | null;
}

/** Runs without blocking this process, in which the servers are. */
async function probe(args: readonly string[], input = ""): Promise<Ran> {
  const child = startMailtls(["probe", ...args]);
  child.stdin?.end(input);
  const [stdout, stderr] = [child.stdout, child.stderr].map(async (stream) => {
    let text = "";
    for await (const chunk of stream?.setEncoding("utf8") ?? []) text += String(chunk);
    return text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: (await stdout) ?? "", stderr: (await stderr) ?? "" };
}

/** A server with a certificate for mail.example.test, and its authority in a file. */
async function server(t: TestContext): Promise<{ target: string; ca: string }> {
  const authority = createAuthority();
  const { port } = await startDouble(t, { identity: issue(authority, { names: ["mail.example.test"] }) });
  return { target: `127.0.0.1:${port}`, ca: join(directory(t, { "ca.pem": authority.cert }), "ca.pem") };
}

/** A port of the loopback interface on which nothing listens. */
async function closedPort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}

test("one target: one JSON document; --ca and --servername decide about trust", async (t) => {
  const { target, ca } = await server(t);
  const { code, stdout, stderr } = await probe([
    target,
    "--format",
    "json",
    "--ca",
    ca,
    "--servername",
    "mail.example.test",
    ...PATIENT,
  ]);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const report = JSON.parse(stdout) as Probed;
  assert.equal(report.target, target);
  assert.equal(report.status, "complete");
  assert.deepEqual([report.trust?.verified, report.trust?.hostname], [true, true]);
  assert.deepEqual(report.versions, ["TLSv1.2", "TLSv1.3"]);
});

test("text: the report for people", async (t) => {
  const { target } = await server(t);
  const { code, stdout, stderr } = await probe([target, ...PATIENT]);
  assert.equal(code, 1, "the certificate is not trusted");
  assert.equal(stderr, "");
  assert.ok(stdout.includes(target));
  assert.match(stdout, /STARTTLS/u);
});

test("every protocol, by its scheme", async (t) => {
  const authority = createAuthority();
  const identity = issue(authority, { names: ["mail.example.test"] });
  const protocols = ["lmtp", "imap", "pop3", "sieve"] as const;
  const targets = await Promise.all(
    protocols.map(async (protocol) => {
      const { port } = await startDouble(t, { identity, protocol });
      return `${protocol}://127.0.0.1:${port}`;
    }),
  );
  const ca = join(directory(t, { "ca.pem": authority.cert }), "ca.pem");
  const trusted = ["--ca", ca, "--servername", "mail.example.test"];
  const { code, stdout } = await probe([...targets, ...trusted, ...PATIENT, "--format", "json"]);
  assert.equal(code, 0, stdout);
  const reports = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Probed);
  for (const { status } of reports) assert.equal(status, "complete");
  assert.deepEqual(new Set(reports.map(({ target }) => target)), new Set(targets));
});

test("several targets, also from --from -: a line of JSON each; a host that is not reached gives exit code 2", async (t) => {
  const { target } = await server(t);
  const closed = `127.0.0.1:${await closedPort()}`;
  const { code, stdout } = await probe(
    [target, "--from", "-", "--format", "json", ...PATIENT],
    `# hosts\n\n${closed}  # nobody there\n`,
  );
  assert.equal(code, 2);
  const reports = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Probed);
  assert.deepEqual(
    new Map(reports.map((report) => [report.target, report.error?.kind ?? null])),
    new Map([
      [target, null],
      [closed, "refused"],
    ]),
  );
});

test("a target that makes no sense is a report with an error, and exit code 2", () => {
  const { code, stdout } = mailtls(["probe", "http://example.org", "--format", "json"]);
  assert.equal(code, 2);
  assert.equal((JSON.parse(stdout) as Probed).error?.kind, "usage");
});

test("sarif and github: one document that tells what failed", async () => {
  const closed = `127.0.0.1:${await closedPort()}`;
  const sarif = JSON.parse((await probe([closed, "--format", "sarif"])).stdout) as {
    runs: {
      results: object[];
      invocations: { executionSuccessful: boolean; toolExecutionNotifications: { message: { text: string } }[] }[];
    }[];
  };
  assert.deepEqual(sarif.runs[0]?.results, []);
  assert.equal(sarif.runs[0].invocations[0]?.executionSuccessful, false);
  assert.ok(sarif.runs[0].invocations[0].toolExecutionNotifications[0]?.message.text.startsWith(closed));
  assert.match((await probe([closed, "--format", "github"])).stdout, /^::error::127\.0\.0\.1:\d+: .*\n$/u);
});

test("--timeout ends a conversation with a server that never speaks", async (t) => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  t.after(() => silent.close());
  const { code, stdout } = await probe([
    `127.0.0.1:${(silent.address() as AddressInfo).port}`,
    "--timeout",
    "0.2",
    "--format",
    "json",
  ]);
  assert.equal(code, 2);
  assert.equal((JSON.parse(stdout) as Probed).error?.kind, "timeout");
});

test("Ctrl-C ends the conversations that are under way, tells about the rest, and exits with 2", async (t) => {
  let connections = 0;
  const silent = createServer(() => (connections += 1)).listen(0, "127.0.0.1");
  await once(silent, "listening");
  t.after(() => silent.close());
  const target = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const child = startMailtls([
    "probe",
    "--timeout",
    "60",
    "--format",
    "json",
    ...Array.from({ length: 20 }, () => target),
  ]);
  let output = "";
  let notes = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (notes += text));
  while (connections < 8) await once(silent, "connection");
  child.kill("SIGINT");
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  assert.deepEqual([code, signal], [2, null]);
  const kinds = output
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as Probed).error?.kind);
  assert.deepEqual(
    kinds,
    Array.from({ length: 8 }, () => "cancelled"),
  );
  assert.match(notes, /cancelled; 12 of 20 targets were not probed/u);
});
