// How a command that failed says so. Successes and refusals speak for themselves elsewhere.

import { commands, window } from "vscode";

/** Runs `command`; where it throws, shows `what` with the reason and a way to the log. Never throws. */
export function reportingFailure<Arguments extends unknown[]>(
  what: string,
  command: (...args: Arguments) => Promise<void>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      await command(...args);
    } catch (error) {
      void show(`Mail TLS: ${what} ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

async function show(message: string): Promise<void> {
  const showOutput = "Show Output";
  const choice = await window.showErrorMessage(message, showOutput);
  if (choice === showOutput) await commands.executeCommand("mailTls.showOutput");
}
