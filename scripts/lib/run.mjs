// Child processes for the scripts. No decisions about what to run.

import { spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT } from "./root.mjs";

/** Longer than any suite takes on a slow machine; a hang must end before the job that runs all of them does. */
const TIMEOUT_MS = 20 * 60 * 1000;

/** A program of the installed development dependencies. */
export const bin = (name) => join(ROOT, "node_modules", ".bin", name);

/** Whether a program is installed; system programs need not be on every user's PATH. */
export function isInstalled(program) {
  return [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs a program in the repository's root and, unless `quiet`, shows its output as it comes. Gives its exit code and all that it printed. */
export function run(program, args, { quiet = false } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: TIMEOUT_MS,
    });
    let output = "";
    const show = (to) => (chunk) => {
      output += chunk;
      if (!quiet) to.write(chunk);
    };
    child.stdout.setEncoding("utf8").on("data", show(process.stdout));
    child.stderr.setEncoding("utf8").on("data", show(process.stderr));
    child.once("error", (error) => done({ code: -1, output: `${program}: ${error.message}` }));
    child.once("close", (code, signal) => {
      if (signal !== null) console.error(`${program} was ended by ${signal}`);
      done({ code: code ?? -1, output });
    });
  });
}

/** Installs the dependencies of the lock file where they are not there yet, as after a fresh clone. */
export async function ensureDependencies() {
  if (existsSync(join(ROOT, "node_modules", ".package-lock.json"))) return true;
  console.log("Installing dependencies (npm ci) …");
  return (await run("npm", ["ci", "--no-audit", "--no-fund"])).code === 0;
}
