// `mailtls check`: lints files and directories. Reads only.

import { lint } from "../../core/api.js";
import type { Run } from "../command.js";
import { anyAtOrAbove, failuresOf, reportOf, sourcesOf, type Report, type Sources } from "../formats/report.js";
import { github } from "../formats/github.js";
import { json } from "../formats/json.js";
import { printReport } from "../formats/text.js";
import { productOptions, readInputs, withHostFacts } from "../inputs.js";
import type { Terminal } from "../terminal.js";

export const check: Run = async (given, { terminal, version, misused }) => {
  const options = productOptions(given);
  if (!options.ok) return misused(options.message);
  const { files, errors } = await readInputs(given.operands, given.value("kind"), terminal);
  const findings = lint(files, withHostFacts(options.value, files));
  const sources = sourcesOf(files.map(({ source }) => source));
  await print(reportOf(findings, sources, errors), sources, given.value("format") ?? "text", terminal, version);
  if (errors.length > 0) return 2;
  return anyAtOrAbove(findings, given.value("fail-on")) ? 1 : 0;
};

async function print(
  report: Report,
  sources: Sources,
  format: string,
  terminal: Terminal,
  version: string,
): Promise<void> {
  switch (format) {
    case "json":
      terminal.print(json(report));
      return;
    case "sarif":
      terminal.print(
        (await import("../formats/sarif.js")).sarif(report.findings, failuresOf(report.errors), sources, version),
      );
      return;
    case "github":
      terminal.print(github(report.findings, failuresOf(report.errors)));
      return;
    default:
      printReport(report, terminal);
  }
}
