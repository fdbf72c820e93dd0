// Words of the command line → options and operands of one command. Only what the command's table says is accepted.

import { parseArgs } from "node:util";
import { Arguments } from "./arguments.js";
import type { Command, Option, Result } from "./command.js";

/** Reads `words` by the command's table. The number of operands is checked, the values of options with `choices` too. */
export function parseArguments(command: Command, words: readonly string[]): Result<Arguments> {
  const options = Object.fromEntries(
    command.options.map((option) => [
      option.name,
      {
        type: option.value === undefined ? ("boolean" as const) : ("string" as const),
        multiple: option.multiple ?? false,
        ...(option.short !== undefined && { short: option.short }),
      },
    ]),
  );
  let parsed: Arguments;
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    parsed = new Arguments(positionals, values);
  } catch (error) {
    // The only errors that parseArgs has are about usage; its first sentence says which.
    if (!(error instanceof TypeError)) throw error;
    return {
      ok: false,
      message: error.message.replace(/\.\s.*$/su, "").replace(/^\p{Lu}/u, (letter) => letter.toLowerCase()),
    };
  }
  const message = parsed.flag("help") ? null : (wrongCount(command, parsed) ?? wrongChoice(command.options, parsed));
  return message === null ? { ok: true, value: parsed } : { ok: false, message };
}

function wrongCount(command: Command, given: Arguments): string | null {
  const { operands } = given;
  if (command.operands === "") return operands.length === 0 ? null : `unexpected argument '${operands[0] ?? ""}'`;
  // Targets may come from a file instead.
  if (operands.length === 0) return given.value("from") === undefined ? `${command.operands} is missing` : null;
  return operands.length === 1 || command.operands.endsWith("…") ? null : `takes one ${command.operands}`;
}

function wrongChoice(options: readonly Option[], given: Arguments): string | null {
  for (const { name, choices } of options) {
    const value = given.value(name);
    if (choices !== undefined && value !== undefined && !choices.includes(value)) {
      return `--${name} is one of ${choices.join(", ")}, not '${value}'`;
    }
  }
  return null;
}
