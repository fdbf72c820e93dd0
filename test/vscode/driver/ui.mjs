// What a person sees and clicks in the editor, driven through the page. Only what the suite in the extension host cannot see.

import assert from "node:assert/strict";
import { once } from "node:events";

const ERROR = ".monaco-editor .squiggly-error";
const WARNING = ".monaco-editor .squiggly-warning";
const QUICK_INPUT = ".quick-input-widget input";
const NOTIFICATION = ".notifications-toasts .notification-list-item";
const CODE_LENS = ".codelens-decoration a";
const PROBE = "Mail TLS: Probe This Host";

/** Opens FILE from the explorer and waits for its findings. */
async function openFile(page, { FILE }) {
  await openByName(page, FILE);
  await page.locator(ERROR).first().waitFor();
}

/** Runs a command from the palette by its title. */
async function runCommand(page, title) {
  await page.keyboard.press("F1");
  await page.locator(QUICK_INPUT).fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
}

/** Runs the probe command and enters its target. */
async function startProbe(page, target) {
  await runCommand(page, PROBE);
  await page.locator(".quick-input-title", { hasText: "Probe" }).waitFor();
  await page.locator(QUICK_INPUT).fill(target);
  await page.keyboard.press("Enter");
}

/** Presses keys, again if need be: VS Code forgets a request for code actions when diagnostics arrive meanwhile. */
async function pressUntil(page, keys, shown) {
  const retry = async () => {
    await page.keyboard.press(keys);
    await shown.waitFor({ timeout: 3_000 });
  };
  await retry().catch(retry).catch(retry);
}

/** The row of a rule's finding in the panel of problems. */
function problem(page, rule) {
  return page.locator(".markers-panel-container .monaco-list-row", { hasText: rule });
}

/** The frame with the rendered Markdown: a document inside the webview's own frame. */
function preview(page) {
  return page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
}

/** A heading of the report that is shown. */
function heading(page, text) {
  return preview(page).locator("h1", { hasText: text }).first();
}

/** Opens a file from the explorer. */
async function openByName(page, file) {
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: new RegExp(`^${file}$`) }).dblclick();
}

/** The offer to probe a host, above its name. */
function codeLens(page, target) {
  return page.locator(CODE_LENS, { hasText: `Probe ${target}` });
}

/** In a window where the extension may do everything. `peers`: see fixtures.mjs. */
export const trustedWindow = {
  "underlines findings and lists them": async ({ page, expected, screenshot }) => {
    await openFile(page, expected);
    await page.locator(WARNING).first().waitFor();
    await page.keyboard.press("Control+Shift+m");
    for (const { rule } of expected.FINDINGS) await problem(page, rule).first().waitFor();
    await screenshot("squiggles");
  },

  "applies a quick fix from the menu": async ({ page, expected: { QUICK_FIX }, screenshot }) => {
    await problem(page, QUICK_FIX.rule).dblclick();
    // The light bulb shows that cursor, keyboard focus and code actions have all arrived.
    await page.locator(".glyph-margin-widgets [class*=lightbulb]").waitFor();
    const action = page.locator(".action-widget .monaco-list-row", { hasText: QUICK_FIX.title });
    await pressUntil(page, "Control+.", action);
    await screenshot("quick-fix");
    await action.click();
    await page.locator(".view-line", { hasText: QUICK_FIX.fixed }).waitFor();
  },

  "probes from a code lens: a report, and findings until they are cleared": async ({ page, peers, screenshot }) => {
    await openByName(page, "relays.main.cf");
    const target = `127.0.0.1:${peers.smtpPort}`;
    const lens = codeLens(page, target);
    await lens.waitFor();
    await screenshot("code-lens");
    await lens.click();
    await heading(page, target).waitFor();
    await preview(page).getByText("plaintext-login-allowed").first().waitFor();
    await screenshot("report");
    await runCommand(page, "View: Close Editor");
    await lens.waitFor();
    await problem(page, "Mail TLS probe").first().waitFor();
    await page.locator(WARNING).first().waitFor();
    await screenshot("probe-findings");
    await runCommand(page, "Mail TLS: Clear Probe Results");
    await problem(page, "Mail TLS probe").first().waitFor({ state: "detached" });
  },

  "leaves no socket when a probe is cancelled in mid-flight": async ({ page, peers, screenshot }) => {
    const target = `127.0.0.1:${peers.silentPort}`;
    await codeLens(page, target).click();
    const step = new RegExp(`Probing ${target}: survey, \\d\\d connections`);
    const progress = page.locator(NOTIFICATION, { hasText: step });
    const cancel = progress.getByRole("button", { name: "Cancel" });
    await cancel.waitFor();
    await screenshot("probe-progress");
    const [[most]] = await Promise.all([once(peers.silent, "deserted"), cancel.click()]);
    assert.ok(most > 1, `${most} connections at once`);
    await progress.waitFor({ state: "detached" });
  },

  "probes all hosts that a file names into one report": async ({ page, expected: { FILE }, peers, screenshot }) => {
    await openByName(page, "hosts.main.cf");
    await runCommand(page, "Mail TLS: Probe All Hosts in This File");
    await page.locator(".quick-input-title", { hasText: "Probe All Hosts" }).waitFor();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: `:${peers.closedPort}` }).waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "TLS of 2 hosts").waitFor();
    const reports = preview(page).locator("h1");
    await reports.nth(2).waitFor();
    await screenshot("report-of-several");
    await preview(page)
      .getByRole("link", { name: `127.0.0.1:${peers.closedPort}` })
      .click();
    await runCommand(page, "View: Close Editor");
    await runCommand(page, "View: Close Editor");
    await openByName(page, FILE);
  },

  "probes the host that is entered and shows the report": async ({ page, expected: { SUGGESTION }, peers }) => {
    await page.locator(".view-line", { hasText: SUGGESTION.line }).click({ position: { x: 5, y: 5 } });
    await page.keyboard.press("Control+j");
    await runCommand(page, PROBE);
    const input = page.locator(QUICK_INPUT);
    await page.locator(".quick-input-title", { hasText: "Probe" }).waitFor();
    assert.equal(await input.inputValue(), SUGGESTION.target);
    await input.fill("not a host");
    await page.locator(".quick-input-message", { hasText: "Write a host" }).waitFor();
    await page.keyboard.press("Escape");
    await startProbe(page, `127.0.0.1:${peers.smtpPort}`);
    await heading(page, `127.0.0.1:${peers.smtpPort}`).waitFor();
    // Nor was there a word about the probe that was cancelled before.
    assert.equal(await page.locator(NOTIFICATION).count(), 0);
  },
};

/** In a window on a folder that the user has not trusted yet. */
export const untrustedWindow = {
  "checks an untrusted folder, but contacts no host until it is trusted": async ({ page, expected, peers }) => {
    await openFile(page, expected);
    assert.equal(await page.locator(CODE_LENS).count(), 0);
    await runCommand(page, PROBE);
    const refusal = page.locator(NOTIFICATION, { hasText: "untrusted folder" });
    await refusal.getByRole("button", { name: "Manage Workspace Trust" }).click();
    await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
    await page.locator(".workspace-trust-editor.trusted").waitFor();
    await startProbe(page, `127.0.0.1:${peers.smtpPort}`);
    await heading(page, `127.0.0.1:${peers.smtpPort}`).waitFor();
  },
};

/** In a window where the extension runs in the browser. */
export const webWindow = {
  "says that a browser cannot probe": async ({ page, expected }) => {
    await openFile(page, expected);
    assert.equal(await page.locator(CODE_LENS).count(), 0);
    await runCommand(page, PROBE);
    await page.locator(NOTIFICATION, { hasText: "a browser cannot connect" }).waitFor();
  },
};
