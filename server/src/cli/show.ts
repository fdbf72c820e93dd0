// What `settings` and `posture` have in common: read one PATH, make reports of it, print them.

import type { InputFile, ProductOptions } from "../core/api.js";
import type { Arguments } from "./arguments.js";
import type { Context, ExitCode } from "./command.js";
import { json, jsonLine } from "./formats/json.js";
import { noteErrors } from "./formats/text.js";
import { productOptions, readInputs, type InputError } from "./inputs.js";
import { withPem } from "./pem.js";
import { groupByRc } from "./rc-file.js";
import type { Terminal } from "./terminal.js";

/** One kind of report. */
export interface View<Report> {
  /** The machine's own facts are added here, where the command wants them. */
  make(files: readonly InputFile[], options: ProductOptions): readonly Report[];
  /** The report for people. */
  text(report: Report, terminal: Terminal): string;
}

/**
 * Prints the reports on the files of the operand: as JSON one document, or one line each where a directory holds several
 * configurations. Finding no configuration is a failure: there is nothing to show.
 */
export async function show<Report>(
  view: View<Report>,
  given: Arguments,
  { terminal, misused }: Context,
): Promise<ExitCode> {
  const options = productOptions(given);
  if (!options.ok) return misused(options.message);
  const { files, errors: unread } = await readInputs(given.operands, given.value("kind"), terminal);
  const { groups, errors: rcErrors } = groupByRc(files, options.value, given.value("config"));
  const errors = [...unread, ...rcErrors];
  const reports = await withPem(() => groups.flatMap((group) => view.make(group.files, group.options)));
  if (given.value("format") !== "json")
    terminal.print(reports.map((report) => view.text(report, terminal)).join("\n\n"));
  else for (const report of reports) terminal.print(reports.length === 1 ? json(report) : jsonLine(report));
  const all: readonly InputError[] =
    files.length > 0 || errors.length > 0
      ? errors
      : given.operands.map((file) => ({
          file,
          message: "holds nothing that is recognised as the configuration of a mail server",
        }));
  noteErrors(all, terminal);
  return all.length > 0 ? 2 : 0;
}
