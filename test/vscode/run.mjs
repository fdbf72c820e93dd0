// The in-editor tests of a packaged .vsix: node test/vscode/run.mjs --vsix PATH. Installs it into a real VS Code that is served to
// a headless Chromium, runs the suite in both extension hosts (Node.js and browser worker), then uses the editor as a person would.
// Screenshots go to .artifacts/vscode/. Ends with "N passed, N failed"; exit code 1 unless all passed.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startCodeServer } from "./driver/code-server.mjs";
import { bundleSuites, copyWorkspace, relays, startPeers } from "./driver/fixtures.mjs";
import { Report } from "./driver/report.mjs";
import { trustedWindow, untrustedWindow, webWindow } from "./driver/ui.mjs";
import { openWindow, runSuite, startBrowser } from "./driver/windows.mjs";
import { installHost } from "./install-host.mjs";

const SCREENSHOTS = fileURLToPath(new URL("../../.artifacts/vscode/", import.meta.url));
/** Several times what a slow machine needs; without it, a suite that hangs would never end. */
const RUN_TIMEOUT_MS = 360_000;

const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
};
const UNTRUSTED = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" };
const IN_BROWSER = { "remote.extensionKind": { "mail-tls.mail-tls": ["web"] } };

const { values } = parseArgs({ options: { vsix: { type: "string" } } });
if (values.vsix === undefined) {
  console.error("usage: node test/vscode/run.mjs --vsix PATH");
  process.exit(2);
}
const vsix = resolve(values.vsix);
const home = mkdtempSync(join(tmpdir(), "mail-tls-vscode-"));
const report = new Report();
let browser;

process.once("exit", removeHome);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
setTimeout(() => void abort(new Error(`not done after ${RUN_TIMEOUT_MS} ms`)), RUN_TIMEOUT_MS).unref();
await main().catch(abort);
await end();

async function main() {
  const host = installHost();
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
  const { expected, ...suites } = await bundleSuites(home);
  const peers = await startPeers();
  browser = await startBrowser({ host, home });

  const environment = { MAIL_TLS_TEST_PORT: String(peers.smtpPort) };
  const robot = await startCodeServer({ host, home: join(home, "robot"), vsix, forSuites: true, environment });
  const suite = async (name, settings, extension) => {
    robot.writeSettings({ ...SETTINGS, ...settings });
    const folder = copyWorkspace(home, name);
    report.addSuite(name, folder, await runSuite(browser, robot, folder, extension));
  };
  await suite("suite", {}, suites.node);
  await suite("suite-web", IN_BROWSER, suites.web);
  robot.stop();

  const person = await startCodeServer({ host, home: join(home, "person"), vsix, forSuites: false });
  const use = async (name, settings, tests) => {
    person.writeSettings({ ...SETTINGS, ...settings });
    const { smtpPort, silentPort, closedPort } = peers;
    const files = { "relays.main.cf": relays(smtpPort, silentPort), "hosts.main.cf": relays(smtpPort, closedPort) };
    const page = await openWindow(browser, person, copyWorkspace(home, name, files));
    const screenshot = (file) => page.screenshot({ path: join(SCREENSHOTS, `${file}.png`) });
    for (const [title, test] of Object.entries(tests)) {
      const start = Date.now();
      let error = null;
      try {
        await test({ page, expected, peers, screenshot });
      } catch (thrown) {
        error = thrown.stack;
        await screenshot(`failed-${name}-${Object.keys(tests).indexOf(title)}`);
      }
      report.add(name, { name: title, milliseconds: Date.now() - start, error });
    }
    await page.close();
  };
  await use("window", {}, trustedWindow);
  await use("window-untrusted", UNTRUSTED, untrustedWindow);
  await use("window-web", IN_BROWSER, webWindow);
}

/** Something other than a test went wrong: show the windows as they are, and give up. */
async function abort(error) {
  const pages = browser?.pages() ?? [];
  await Promise.allSettled(pages.map((page, at) => page.screenshot({ path: join(SCREENSHOTS, `aborted-${at}.png`) })));
  report.add("run", { name: "comes to its end", milliseconds: process.uptime() * 1000, error: error.stack });
  await end();
}

/** Servers are stopped by their own handlers of `exit`, which come before removeHome. */
async function end() {
  await browser?.close().catch(() => undefined);
  process.exit(report.end());
}

function removeHome() {
  try {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  } catch {
    // After a crash, a dying browser may still write there.
  }
}
