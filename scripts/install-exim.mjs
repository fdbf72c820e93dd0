// Unpacks Debian's Exim into a cache folder: as a package it would take the place of Postfix, which the tests need too.
// Downloads with apt-get, once; as root it also creates the user that the program is built for.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eximFolder } from "./lib/exim-folder.mjs";

const PACKAGES = ["exim4-daemon-heavy", "exim4-base", "exim4-config"];
const USER = "Debian-exim";

const folder = eximFolder();
const program = join(folder, "usr/sbin/exim4");

function unpack() {
  const downloads = mkdtempSync(join(tmpdir(), "mailtls-exim-"));
  try {
    execFileSync("apt-get", ["download", ...PACKAGES], { cwd: downloads, stdio: ["ignore", "ignore", "inherit"] });
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(downloads)) execFileSync("dpkg", ["-x", join(downloads, name), folder]);
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}

function createUser() {
  try {
    execFileSync("id", [USER], { stdio: "ignore" });
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]);
  }
}

try {
  if (!existsSync(program)) unpack();
  if (process.getuid() === 0) createUser();
  const missing = execFileSync("ldd", [program], { encoding: "utf8" }).match(/^\s*(\S+) => not found$/gm);
  if (missing !== null) throw new Error(`libraries are missing:\n${missing.join("\n")}\n(.ci/run names their packages)`);
  console.log(`install-exim: ${program}`);
} catch (error) {
  console.error(`install-exim: ${error.message}`);
  process.exitCode = 1;
}
