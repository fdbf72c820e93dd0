// The command line as it is shipped, built into a folder of the benchmark's own.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../lib/measure.mjs";
import { ROOT } from "../lib/root.mjs";

/** Builds the command line, runs `use` with the folder and the path of the program, and removes the folder. */
export function withCli(use) {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-bench-"));
  try {
    const program = join(folder, "cli");
    execute(process.execPath, [join(ROOT, "scripts/build.mjs"), "cli", "--outdir", program]);
    writeFileSync(join(program, "package.json"), '{ "type": "module" }');
    return use(folder, join(program, "cli.js"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
