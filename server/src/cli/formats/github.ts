// Workflow commands of GitHub Actions: one annotation per line of output.
// Syntax and escapes: docs.github.com "Workflow commands for GitHub Actions"; @actions/core, src/command.ts.

import type { ObservedFinding, Severity } from "../../core/api.js";
import { posixPath } from "./path.js";
import type { Failure, ReportedFinding } from "./report.js";

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
  hint: "notice",
};

/** "%", and the ends of lines, which would end the command. */
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** In a property also what separates properties. */
const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name}${list.length === 0 ? "" : ` ${list.join(",")}`}::${escapeData(message)}`;
}

function annotation({ severity, file, line, column, endLine, endColumn, rule, message }: ReportedFinding): string {
  // Columns of a range over several lines are refused by GitHub: such a finding marks its beginning.
  const end = line === endLine ? { endLine, col: column, endColumn } : { col: column };
  return command(COMMANDS[severity], { file: posixPath(file), line, ...end, title: rule }, message);
}

/** A finding about a host: an annotation without a place. */
function remark({ severity, rule, message, endpoint }: ObservedFinding): string {
  return command(COMMANDS[severity], { title: rule }, `${endpoint}: ${message}`);
}

/** All findings and failures as annotations; empty where there are none. */
export function github(findings: readonly (ReportedFinding | ObservedFinding)[], failures: readonly Failure[]): string {
  const failed = failures.map(({ file, message }) =>
    command("error", file === undefined ? {} : { file: posixPath(file) }, message),
  );
  return [...findings.map((finding) => ("file" in finding ? annotation(finding) : remark(finding))), ...failed].join(
    "\n",
  );
}
