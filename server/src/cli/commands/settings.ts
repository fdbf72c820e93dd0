// `mailtls settings`: what was read, as the server reads it.

import { settingsReports, type SettingsReport } from "../../core/api.js";
import { hostFacts } from "../../platform/host-facts.js";
import type { Run } from "../command.js";
import { byFile, fileTitle, printable, table } from "../formats/text.js";
import { withFiles } from "../inputs.js";
import { show } from "../show.js";
import type { Terminal } from "../terminal.js";

export const settings: Run = (given, context) =>
  show(
    {
      // The server on this machine would read any file with this machine's facts, as `postconf -c DIRECTORY` does.
      make: (files, options) => settingsReports(files, { ...withFiles(options, files, true), host: hostFacts() }),
      text: settingsText,
    },
    given,
    context,
  );

/** By file: line, name, value, and the value with its references resolved where it has any. */
function settingsText({ settings: read, problems }: SettingsReport, { style }: Terminal): string {
  const blocks = [...byFile(read)].map(([file, list]) => {
    const rows = list.map(({ line, name, value, expanded }) => [
      String(line),
      name,
      `= ${printable(value)}${expanded === value ? "" : `  → ${printable(expanded)}`}`,
    ]);
    return [style.underline(fileTitle(file)), ...table(rows, [style.dim, style.bold]).map((row) => `  ${row}`)].join(
      "\n",
    );
  });
  if (blocks.length === 0) blocks.push("No settings: the server runs with its defaults.");
  const wrong = problems.map(
    ({ file, line, message }) => `${fileTitle(file)}:${line}: ${style.red(printable(message))}`,
  );
  return [...blocks, ...(wrong.length > 0 ? [wrong.join("\n")] : [])].join("\n\n");
}
