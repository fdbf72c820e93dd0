// `npm run demo`: a tour on a fresh clone. Builds, checks and repairs a weak configuration, probes a mail server of its own on
// the loopback interface, and says how to see the same in VS Code. Needs no mail server; leaves nothing running.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ROOT } from "./lib/root.mjs";
import { ensureDependencies, run } from "./lib/run.mjs";

if (!(await ensureDependencies())) process.exit(1);
console.log("Building and packing …");
const packed = await run(process.execPath, ["scripts/package.mjs"], { quiet: true });
if (packed.code !== 0) {
  console.error(packed.output);
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), "mail-tls-demo-"));
const CONFIG = "main.cf";
for (const copy of [CONFIG, join("before", CONFIG)]) cpSync(join(ROOT, "demo/weak-main.cf"), join(scratch, copy));

/** Shows a command and runs it in the scratch folder. `streams`: what becomes of its standard output and standard error. */
async function mailtls(args, streams = ["inherit", "inherit"]) {
  const command = `$ mailtls ${args.join(" ")}`;
  console.log(`\n${process.stdout.isTTY ? `\x1b[1m${command}\x1b[0m` : command}\n`);
  const child = spawn(process.execPath, [join(ROOT, "server/dist/cli.js"), ...args], {
    cwd: scratch,
    stdio: ["ignore", ...streams],
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk) => (output += chunk));
  const code = await new Promise((done) => child.once("close", done));
  // 1 is "there are findings": that is what the demo is about.
  if (code !== 0 && code !== 1) throw new Error(`mailtls ${args[0]} ended with ${code}`);
  return output;
}

console.log(`\nA mail server's configuration as how-tos of 2014 made it: ${join(scratch, CONFIG)}`);
await mailtls(["check", CONFIG]);
console.log("\nWhat the safe fixes would change:");
await mailtls(["fix", "--diff", CONFIG], ["inherit", "ignore"]);
console.log("\nApplied, with what a person has to decide:");
await mailtls(["fix", CONFIG]);

console.log("\nNow a live host: a mail server with STARTTLS, started here with a throw-away certificate.");
const { startDemoServer } = await import("./lib/demo-server.mjs");
const server = await startDemoServer(scratch);
try {
  const trust = ["--servername", "localhost", "--ca", "demo-ca.pem"];
  const report = await mailtls(["probe", `127.0.0.1:${server.port}`, ...trust], ["pipe", "inherit"]);
  console.log(report.trimEnd());
  writeFileSync(join(scratch, "probe.txt"), report);
} finally {
  await server.close();
}

const vsix = relative(process.cwd(), join(ROOT, "dist/mail-tls.vsix"));
console.log(`
In ${scratch} are the repaired ${CONFIG}, the one from before in before/, and the report probe.txt.

The same in VS Code, with squiggles, explanations and quick fixes:
  code --install-extension ${vsix}
  code ${scratch}`);
