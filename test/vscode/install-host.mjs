// Installs what the in-editor tests run in: VS Code (code-server) with its own Node.js, and a browser driver. Nothing is compiled.
// Does nothing when the lock file's installation is already there. Chromium itself comes from the system (see run.mjs).

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HOST = fileURLToPath(new URL("host/", import.meta.url));
/** In node_modules, so that whatever removes the installation removes the stamp. */
const STAMP = join(HOST, "node_modules", ".mail-tls-installed");

/** Installs if need be; gives the folder that holds node_modules. */
export function installHost() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(HOST, "package-lock.json")))
    .digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return HOST;
  const vscode = join(HOST, "node_modules/code-server/lib/vscode");
  npm(HOST, "ci", "--ignore-scripts");
  // code-server's own install script would do these two. `npm ci` does not accept the lock file that comes with them.
  npm(vscode, "install", "--omit=dev", "--ignore-scripts");
  npm(join(vscode, "extensions"), "install", "--omit=dev", "--ignore-scripts");
  writeFileSync(STAMP, wanted);
  return HOST;
}

function npm(cwd, ...args) {
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, stdio: ["ignore", 2, 2] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installHost();
