// From the words of the command line to an exit code: finds the command, parses, dispatches. No command's work is here.

import type { Command, Context, ExitCode } from "./command.js";
import { COMMANDS } from "./commands.js";
import { commandHelp, overview } from "./help.js";
import { parseArguments } from "./parse-arguments.js";
import { processTerminal, type Terminal } from "./terminal.js";

/** What the entry point wires in. */
export type Wiring = Pick<Context, "version" | "startLsp">;

/** Runs `mailtls` with the given words. Never throws: a bug in the program gives a note and exit code 2, not 1 ("findings"). */
export async function run(words: readonly string[], wiring: Wiring): Promise<ExitCode> {
  const terminal = processTerminal();
  try {
    return await dispatch(words, wiring, terminal);
  } catch (error) {
    terminal.note(
      `mailtls: stopped by a defect of its own, please report it:\n${String(error instanceof Error ? error.stack : error)}`,
    );
    return 2;
  }
}

async function dispatch(words: readonly string[], wiring: Wiring, terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === "--help" || name === "-h") return printed(terminal, overview(COMMANDS));
  if (name === "--version") return printed(terminal, wiring.version);
  const misused = (message: string, of?: Command): ExitCode => {
    const command = of === undefined ? "mailtls" : `mailtls ${of.name}`;
    terminal.note(`${command}: ${message}\nSee ${command} --help.`);
    return 2;
  };
  if (name === undefined) return misused("no command given");
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined)
    return misused(name.startsWith("-") ? `unknown option '${name}'` : await unknownCommand(name));
  const parsed = parseArguments(command, rest);
  if (!parsed.ok) return misused(parsed.message, command);
  if (parsed.value.flag("help")) return printed(terminal, commandHelp(command));
  const execute = await command.load();
  return execute(parsed.value, { ...wiring, terminal, misused: (message) => misused(message, command) });
}

function printed(terminal: Terminal, text: string): ExitCode {
  terminal.print(text);
  return 0;
}

async function unknownCommand(name: string): Promise<string> {
  const { closest } = await import("../core/api.js");
  const near = closest(
    name,
    COMMANDS.map((command) => command.name),
  );
  return `unknown command '${name}'${near === null ? "" : `; did you mean ${near}?`}`;
}
