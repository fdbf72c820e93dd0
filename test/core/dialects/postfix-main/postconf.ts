// Postfix's own reader as the oracle: runs postconf on a main.cf and takes its output apart. No expectations live here.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What postconf said on standard error, each kind in its order. */
interface Complaints {
  readonly fatal:
    | { readonly line: number; readonly kind: string }
    | { readonly kind: "expansion" }
    /** At a service of master.cf: the field that it refuses, or "count" with the line that it names. */
    | { readonly kind: "service"; readonly said: string }
    | null;
  readonly overriding: readonly string[];
  readonly leadingWhitespace: number;
  /** `name=value` with everything but printable ASCII shown as "?". */
  readonly unused: readonly string[];
  /** Names without value, in the order in which expressions name them. */
  readonly undefined: readonly string[];
  /** Warnings about expressions. */
  readonly expressions: readonly ExpressionWarning[];
}

export interface Run extends Complaints {
  readonly stdout: Uint8Array;
  /** A name that refers to itself in an operand of a comparison exhausts the stack. */
  readonly crashed: boolean;
}

/** The words that tell postconf's warnings about expressions apart. */
const EXPRESSION_WARNINGS = [
  "truncated macro reference",
  "empty macro name",
  "attribute name syntax error",
  "unbalanced {} in attribute expression",
  '"==" or "!="',
  "bad operator suffix",
  '"{expression}" expected',
  '"?" or ":" expected',
  '":" expected',
  "unexpected input",
  "unreasonable macro call nesting",
  "malformed compatibility level syntax",
] as const;

export type ExpressionWarning = (typeof EXPRESSION_WARNINGS)[number];

/** A configuration folder of its own; `dispose` removes it. */
export class Postconf {
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "mailtls-postconf-"));

  /** `used`: names that postconf is to print because master.cf names them. */
  constructor(program: string, used: readonly string[] = []) {
    this.#program = program;
    const option = used.length === 0 ? "" : ` -o {oracle_names=${used.map((name) => `\${${name}}`).join(" ")}}`;
    writeFileSync(join(this.#folder, "master.cf"), `oracle unix - - n - - smtpd${option}\n`);
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Takes another master.cf from now on. */
  writeMaster(masterCf: Uint8Array): void {
    writeFileSync(join(this.#folder, "master.cf"), masterCf);
  }

  /** Writes main.cf and runs postconf with `options`. */
  async run(mainCf: Uint8Array | string, options: readonly string[]): Promise<Run> {
    const path = join(this.#folder, "main.cf");
    writeFileSync(path, mainCf);
    // postconf reads a file again and again while it is younger than two seconds.
    utimesSync(path, 0, 0);
    return this.query(options);
  }

  /** Runs postconf on the main.cf that is there. */
  query(options: readonly string[]): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#program, ["-c", this.#folder, ...options], { argv0: "postconf", env: {} });
      const stdout: Buffer[] = [];
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => {
        stderr += chunk.toString("latin1");
        // After a fatal error it sleeps for a second.
        if (/^postconf: fatal: .*\n/m.test(stderr)) child.kill("SIGKILL");
      });
      child.on("error", reject);
      child.on("close", (_code, signal) => {
        resolve({ stdout: Buffer.concat(stdout), crashed: signal === "SIGSEGV", ...this.#complaints(stderr) });
      });
    });
  }

  #complaints(stderr: string): Complaints {
    const lines = stderr.split("\n").map((line) => line.replace(/^postconf: /, "").replaceAll(this.#folder, ""));
    const all = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
    const [fatal] = all(/^fatal: (.*)/);
    const placed = fatal === undefined ? null : /line (\d+): (missing '='|missing attribute name)/.exec(fatal);
    const expansion = /macro processing error|bad conversion/.test(fatal ?? "");
    const [count] = all(/^fatal: file \/master\.cf: line (\d+): bad field count/);
    const [field] = all(/^fatal: invalid (\w+) field/);
    const said = count === undefined ? field : `count ${count}`;
    if (fatal !== undefined && placed === null && !expansion && said === undefined) throw new Error(fatal);
    return {
      fatal:
        placed !== null
          ? { line: Number(placed[1]), kind: placed[2] === "missing '='" ? "missing-equals" : "missing-name" }
          : said !== undefined
            ? { kind: "service", said }
            : fatal !== undefined
              ? { kind: "expansion" }
              : null,
      overriding: all(/^warning: \/main\.cf, (line \d+: overriding earlier entry: .*)/),
      leadingWhitespace: all(/^(warning): \/main\.cf: logical line must not start with whitespace/).length,
      unused: all(/^warning: \/main\.cf: unused parameter: (.*)/),
      undefined: all(/^warning: \/main\.cf: undefined parameter: (.*)/),
      expressions: lines.flatMap(
        (line) => EXPRESSION_WARNINGS.find((words) => line.startsWith(`warning: ${words}`)) ?? [],
      ),
    };
  }
}

/** The lines of standard output, byte by byte. */
export function stdoutLines({ stdout }: Run): string[] {
  const lines = Buffer.from(stdout).toString("latin1").split("\n").slice(0, -1);
  return lines.map((line) => normaliseBlanks(Buffer.from(line, "latin1")));
}

/** A text as postconf prints it on standard output: blanks between words become one space, and go at the ends. */
export function normaliseBlanks(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== "")
    .join(" ");
}

/** How Postfix shows text in messages: everything but printable ASCII becomes "?", byte by byte. */
export function printable(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[^\x20-\x7e]/g, "?");
}
