// The contract between the dispatcher and the commands. Types only.

import type { Arguments } from "./arguments.js";
import type { Terminal } from "./terminal.js";

/** 0: done, nothing at or above `--fail-on`; 1: findings; 2: could not do it. */
export type ExitCode = 0 | 1 | 2;

/** What was asked for, or in plain words why it cannot be had. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** One option of a command. Without `value` it is a switch. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  /** Placeholder of the value in the help. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly multiple?: boolean;
  readonly help: string;
}

/** What a command is given besides its arguments. */
export interface Context {
  readonly terminal: Terminal;
  readonly version: string;
  /** Starts the language server on standard input and output. Wired in: the command line may not import it. */
  readonly startLsp: () => Promise<void>;
  /** Reports wrong usage; returns the exit code for it. */
  readonly misused: (message: string) => ExitCode;
}

export type Run = (given: Arguments, context: Context) => ExitCode | Promise<ExitCode>;

export interface Command {
  readonly name: string;
  /** As in the usage line: `PATH`, `PATH…` or nothing. */
  readonly operands: string;
  readonly summary: string;
  readonly options: readonly Option[];
  /** Imports the command: only the one that runs is loaded. */
  load(): Promise<Run>;
}
