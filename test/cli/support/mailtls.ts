// Runs the bundled command line as its users do: another process, another working directory. Nothing is imported from it.

import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess, type SpawnSyncOptions } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

let built: string | undefined;

/** The bundle, made once per test file and removed with it: never an old one. */
export function program(): string {
  if (built === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "mailtls-cli-"));
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    const build = [join(ROOT, "scripts/build.mjs"), "cli", "--outdir", folder];
    const { status, stderr } = spawnSync(process.execPath, build, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    // As in the npm package: the folder is a package of ES modules.
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    built = join(folder, "cli.js");
  }
  return built;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

const environment = (env: Options["env"]): SpawnSyncOptions["env"] => ({ PATH: process.env["PATH"], ...env });

/** Runs `mailtls` to its end. Neither of its streams is a terminal. */
export function mailtls(args: readonly string[], { cwd, input = "", env }: Options = {}): Ran {
  const { status, stdout, stderr } = spawnBytes(args, {
    ...(cwd !== undefined && { cwd }),
    input,
    ...(env !== undefined && { env }),
  });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** The same, with standard output as bytes. */
export function spawnBytes(
  args: readonly string[],
  { cwd, input = "", env }: Options,
): { status: number | null; stdout: Buffer; stderr: Buffer } {
  return spawnSync(process.execPath, [program(), ...args], { cwd, input, env: environment(env) });
}

/** Starts `mailtls` and leaves it running. */
export function startMailtls(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program(), ...args], { stdio: "pipe", env: environment({}) });
}

/** A new directory with the given files, removed after the test. */
export function directory(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-test-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
