// Postfix's own reader as the oracle: runs postconf on a master.cf. No expectations live here.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Run {
  /** Lines of standard output, byte by byte. */
  readonly lines: readonly string[];
  /** The field that it refuses, or "count" with the line that it names. */
  readonly fatal: string | null;
  /** How many times it warns of text before the first service. */
  readonly leadingWhitespace: number;
  /** What it warns of in arguments. */
  readonly warnings: readonly string[];
}

/** A configuration folder of its own; `dispose` removes it. */
export class Postconf {
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "mailtls-postconf-"));

  constructor(program: string) {
    this.#program = program;
    writeFileSync(join(this.#folder, "main.cf"), "compatibility_level = 3.6\n");
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Writes master.cf and runs postconf with `option`. */
  run(masterCf: Uint8Array | string, option: "-M" | "-P"): Promise<Run> {
    writeFileSync(join(this.#folder, "master.cf"), masterCf);
    return new Promise((resolve, reject) => {
      const child = spawn(this.#program, ["-c", this.#folder, option], { argv0: "postconf", env: {} });
      const stdout: Buffer[] = [];
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => {
        stderr += chunk.toString("latin1");
        // After a fatal error it sleeps for a second.
        if (/^postconf: fatal: .*\n/m.test(stderr)) child.kill("SIGKILL");
      });
      child.on("error", reject);
      child.on("close", () => {
        const lines = Buffer.concat(stdout).toString("latin1").split("\n").slice(0, -1);
        const said = stderr.split("\n").map((line) => line.replaceAll(this.#folder, ""));
        const all = (pattern: RegExp): string[] => said.flatMap((line) => pattern.exec(line)?.[1] ?? []);
        const [fatal] = all(/^postconf: fatal: (.*)/);
        const [count] = all(/line (\d+): bad field count/);
        const [field] = all(/^postconf: fatal: invalid (\w+) field/);
        if (fatal !== undefined && count === undefined && field === undefined) throw new Error(fatal);
        resolve({
          lines,
          fatal: count === undefined ? (field ?? null) : `count ${count}`,
          leadingWhitespace: all(/(logical line must not start with whitespace)/).length,
          warnings: all(
            /^postconf: warning: master\.cf: (missing '[}=]'|syntax error after '}'|missing attribute name)/,
          ),
        });
      });
    });
  }
}
