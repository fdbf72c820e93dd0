// `npm run bench:probe`: the whole probe against nmap and sslscan on one Postfix with a wide list, on loopback and over a real round trip of
// 50 ms. Runs in a network namespace of its own, where port 25 is free. Needs root; prints each goal and fails where one is missed.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./lib/root.mjs";
import { allMet, execute, goal, median, timed } from "./lib/measure.mjs";
import { withCli } from "./bench/cli.mjs";

const NEAR = "10.99.0.1";
const FAR = "10.99.0.2";
const ONE_WAY_MS = 25;
/** Runs of which the median counts; the scanners' minutes are measured once. */
const RUNS = { near: 5, far: 3, scanner: 1 };

const LIMITS = { nmap: 1 / 6, sslscan: 1 / 18, connections: 130, megabytes: 120 };

const INSIDE = "MAILTLS_BENCH_NAMESPACE";

/** Connections accepted in this namespace so far (RFC 4022, tcpPassiveOpens). */
function accepted() {
  const [names = "", values = ""] = readFileSync("/proc/self/net/snmp", "utf8").match(/^Tcp: .*$/gmu) ?? [];
  return Number(values.split(" ")[names.split(" ").indexOf("PassiveOpens")]);
}

/** What a run takes: seconds, and connections of the server. */
function measured(program, args, runs, options = {}) {
  const times = [];
  let [connections, stdout] = [0, ""];
  for (let run = 0; run < runs; run += 1) {
    const before = accepted();
    times.push(timed(() => ({ stdout } = execute(program, args, { expected: [0, 1, 2, 3], ...options }))) / 1000);
    connections = accepted() - before;
  }
  return { seconds: median(times), connections, stdout };
}

const far = (program, args) => [
  "python3",
  [join(ROOT, "scripts/bench/far.py"), ONE_WAY_MS, NEAR, FAR, program, ...args].map(String),
];

/** The tools, each as a program and its arguments for a host. */
const nmap = (host) => ["nmap", ["-Pn", "-n", "-p", "25", "--script", "ssl-enum-ciphers,ssl-cert", host]];
const sslscan = (host) => ["sslscan", ["--no-colour", "--starttls-smtp", `${host}:25`]];

function print(name, { seconds, connections }) {
  console.log(`${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s  ${String(connections).padStart(4)} connections`);
}

/** The largest resident set of a probe's process, in megabytes. */
function peak(cli, host) {
  const report = 'process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS))';
  const args = ["--import", `data:text/javascript,${encodeURIComponent(report)}`, cli, "probe", `${host}:25`];
  const { stderr } = execute(process.execPath, args, { expected: [0, 1, 2] });
  return Number(/peak (\d+)/u.exec(stderr)?.[1]) / 1024;
}

function bench(cli) {
  const ours = (host, ...more) => [process.execPath, [cli, "probe", `${host}:25`, "--format", "json", ...more]];
  const run = (name, [program, args], runs) => {
    const result = measured(program, args, runs);
    print(name, result);
    return result;
  };

  console.log("Loopback");
  // Once before, so that the server's processes are there.
  measured(...ours("127.0.0.1"), 1);
  const near = run("mailtls probe", ours("127.0.0.1"), RUNS.near);
  run("mailtls probe --connections 1", ours("127.0.0.1", "--connections", "1"), 1);
  const nearNmap = run("nmap ssl-enum-ciphers,ssl-cert", nmap("127.0.0.1"), RUNS.near);
  run("sslscan", sslscan("127.0.0.1"), 1);
  const { suites, versions, status, inconclusive } = JSON.parse(near.stdout);
  const counts = versions.map((version) => `${version} ${suites[version].length}`).join(", ");
  console.log(`found: ${counts}; ${status}; inconclusive: ${inconclusive.map(({ fact }) => fact).join(", ")}\n`);
  goal(`on loopback at most nmap's time`, near.seconds <= nearNmap.seconds);
  goal(`at most ${LIMITS.connections} connections`, near.connections <= LIMITS.connections);
  const megabytes = peak(cli, "127.0.0.1");
  console.log(`peak memory of the process: ${megabytes.toFixed(0)} MB`);
  goal(`under ${LIMITS.megabytes} MB`, megabytes < LIMITS.megabytes);

  console.log(`A round trip of ${2 * ONE_WAY_MS} ms`);
  const distant = run("mailtls probe", far(...ours(NEAR)), RUNS.far);
  run("mailtls probe --connections 1", far(...ours(NEAR, "--connections", "1", "--timeout", "120")), 1);
  const farNmap = run("nmap ssl-enum-ciphers,ssl-cert", far(...nmap(NEAR)), RUNS.scanner);
  const farSslscan = run("sslscan", far(...sslscan(NEAR)), RUNS.scanner);
  const part = ({ seconds }) => `1/${(seconds / distant.seconds).toFixed(1)}`;
  console.log(`of nmap's time ${part(farNmap)}, of sslscan's ${part(farSslscan)}\n`);
  goal("at most 1/6 of nmap's time", distant.seconds <= farNmap.seconds * LIMITS.nmap);
  goal("at most 1/18 of sslscan's time", distant.seconds <= farSslscan.seconds * LIMITS.sslscan);
}

async function main() {
  const support = (name) => import(new URL(`../test/support/${name}.ts`, import.meta.url));
  const { WIDE, RSA } = await support("tls-targets");
  const { startPostfix } = await support("postfix");
  execute("ip", ["link", "set", "lo", "up"]);
  execute("ip", ["addr", "add", NEAR, "dev", "lo"]);
  const cleanups = [];
  const t = { after: (work) => cleanups.push(work), skip: (why) => console.log(why) };
  const service = (host) => `${host}:25 inet n - n - 100 smtpd`;
  const master = ["127.0.0.1", NEAR].map(service).join("\n") + "\n";
  const postfix = await startPostfix(t, { identity: RSA, main: WIDE, master });
  if (postfix === null) throw new Error("Postfix cannot be started");
  try {
    withCli((_folder, cli) => bench(cli));
  } finally {
    for (const work of cleanups) await work();
  }
  return allMet() ? 0 : 1;
}

if (process.env[INSIDE] === "1") {
  process.exitCode = await main();
} else {
  const { status } = spawnSync("unshare", ["--net", "tsx", import.meta.filename], {
    stdio: "inherit",
    env: { ...process.env, [INSIDE]: "1", PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}` },
  });
  process.exitCode = status ?? 1;
}
