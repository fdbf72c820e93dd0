// Windows of VS Code in a headless Chromium: opening one on a folder, and running a suite in its extension host.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SIZE = { width: 1280, height: 800 };
/** Longest wait for something to appear. Only bounds how long a broken build takes to fail. */
const PATIENCE_MS = 40_000;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium with an empty profile. Gives a Playwright browser context. */
export async function startBrowser({ host, home }) {
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is missing: install Debian's package chromium, or set CHROMIUM`);
  const { chromium } = createRequire(join(host, "package.json"))("playwright-core");
  const options = { executablePath: CHROMIUM, headless: true, viewport: SIZE, args: FLAGS };
  const browser = await chromium.launchPersistentContext(join(home, "chromium"), options);
  browser.setDefaultTimeout(PATIENCE_MS);
  return browser;
}

/** Opens a window on `folder` and gives its page. */
export async function openWindow(browser, { authority }, folder) {
  const page = await browser.newPage();
  await page.goto(`http://${authority}/?folder=${folder}`);
  return page;
}

/**
 * Runs a suite in a window on `folder`, to its end. `suite` is the folder of the extension that it is (see fixtures.mjs).
 * Gives the lines that it printed.
 */
export async function runSuite(browser, { authority }, folder, suite) {
  const page = await browser.newPage();
  const log = [];
  const exited = new Promise((resolve) => {
    void page.exposeFunction("codeAutomationExit", resolve);
  });
  await page.exposeFunction("codeAutomationLog", (type, args) => log.push(`${type} ${JSON.stringify(args)}`));
  const remote = `vscode-remote://${authority}${suite}`;
  const payload = [
    ["extensionDevelopmentPath", remote],
    ["extensionTestsPath", `${remote}/index.cjs`],
  ];
  await page.goto(`http://${authority}/?folder=${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  await exited;
  await page.close();
  return log;
}
