// The suite of run.mjs in the desktop VS Code: node test/vscode/run-desktop.mjs [--vsix PATH] [--version 1.91.0]. Downloads that
// version from Microsoft's update host. Without PATH, tests what `npm run package` has made. Ends with "N passed, N failed";
// exit code 1 unless all passed.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runTests, runVSCodeCommand } from "@vscode/test-electron";
import { bundleSuites, copyWorkspace, startPeers } from "./driver/fixtures.mjs";
import { Report } from "./driver/report.mjs";

const PACKAGE = fileURLToPath(new URL("../../dist/mail-tls.vsix", import.meta.url));

const { values } = parseArgs({
  options: { vsix: { type: "string", default: PACKAGE }, version: { type: "string", default: "stable" } },
});
const { version } = values;
// A short name: that of a socket in it must fit into 103 characters.
const home = mkdtempSync(join(tmpdir(), "mtv-"));
process.once("exit", () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
const folders = [`--user-data-dir=${join(home, "data")}`, `--extensions-dir=${join(home, "extensions")}`];

const suites = await bundleSuites(home);
const peers = await startPeers();
const folder = copyWorkspace(home, "suite");
const log = [];
await runVSCodeCommand(["--install-extension", resolve(values.vsix), ...folders], { version });
await runTests({
  version,
  extensionDevelopmentPath: suites.node,
  extensionTestsPath: join(suites.node, "index.cjs"),
  extensionTestsEnv: { MAIL_TLS_TEST_PORT: String(peers.smtpPort) },
  launchArgs: [folder, ...folders],
}).catch((error) => log.push(String(error)));
const report = new Report();
report.addSuite("desktop", folder, log);
process.exit(report.end());
