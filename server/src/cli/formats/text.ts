// Text for people: findings by file, the summary, and the pieces from which the commands build their tables.

import { counted, type Severity } from "../../core/api.js";
import type { InputError } from "../inputs.js";
import type { Paint, Style, Terminal } from "../terminal.js";
import type { AppliedFix, Report, ReportedFinding } from "./report.js";

/** Lines shorter than this are not worth wrapping into: a narrow terminal gets them whole. */
const MIN_WRAP = 24;

/**
 * Text from a file or a host, safe to show: control characters, which could drive the terminal, become `\x1b`,
 * invisible direction marks, which could make a line read as another, `\u202e`.
 */
export function printable(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
  });
}

/** Breaks `text` between words into lines of at most `width`, further lines after `indent` spaces. No width: one line. */
export function wrap(text: string, width: number | null, indent: number): string {
  const room = (width ?? 0) - indent;
  if (width === null || room < MIN_WRAP) return text;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

/** Cells in columns two spaces apart; the last column is not padded. Widths are counted before painting. */
export function table(rows: readonly (readonly string[])[], paints: readonly (Paint | undefined)[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = column === row.length - 1 ? "" : " ".repeat((widths[column] ?? 0) - cell.length);
        return `${(paints[column] ?? String)(cell)}${padding}`;
      })
      .join("  ")
      .trimEnd(),
  );
}

function severityPaint(style: Style, severity: Severity): Paint {
  return { error: style.red, warning: style.yellow, info: style.blue, hint: style.dim }[severity];
}

/** `  12:21  warning  message  rule`, the message wrapped under itself on a terminal. */
function findingLines(findings: readonly ReportedFinding[], { style, width }: Terminal): string[] {
  const places = findings.map(({ line, column }) => `${line}:${column}`);
  const placeWidth = Math.max(...places.map((place) => place.length));
  return findings.map((finding, index) => {
    const place = style.dim((places[index] ?? "").padStart(placeWidth));
    const severity = severityPaint(style, finding.severity)(finding.severity.padEnd("warning".length));
    // The id belongs to the text that is wrapped, so that it never hangs over the edge; it is painted afterwards.
    const text = wrap(`${printable(finding.message)} ${finding.rule}`, width, placeWidth + "    warning  ".length);
    const message = text.slice(0, -finding.rule.length);
    const gap = /\n *$/u.test(message) ? "" : " ";
    return `  ${place}  ${severity}  ${message}${gap}${style.dim(finding.rule)}`;
  });
}

/** In groups of one file each, files and members in the order given. */
export function byFile<T extends { readonly file: string }>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.file);
    if (group === undefined) groups.set(item.file, [item]);
    else group.push(item);
  }
  return groups;
}

/** Findings grouped by file, each group under the file's name. */
function printFindings(findings: readonly ReportedFinding[], terminal: Terminal): void {
  for (const [file, group] of byFile(findings)) {
    terminal.print([terminal.style.underline(fileTitle(file)), ...findingLines(group, terminal), ""].join("\n"));
  }
}

export function fileTitle(file: string): string {
  return file === "-" ? "standard input" : printable(file);
}

/** `2 errors, 1 warning`: the severities that occur; empty where none does. */
function severityCounts(counts: Readonly<Record<Severity, number>>, style: Style): string {
  const parts = [
    counts.error > 0 ? style.red(counted(counts.error, "error")) : "",
    counts.warning > 0 ? style.yellow(counted(counts.warning, "warning")) : "",
    counts.info > 0 ? style.blue(`${counts.info} info`) : "",
    counts.hint > 0 ? counted(counts.hint, "hint") : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** What could not be read or written, to standard error. */
export function noteErrors(errors: readonly InputError[], terminal: Terminal): void {
  for (const { file, message } of errors) terminal.note(`mailtls: ${fileTitle(file)} ${message}`);
}

/** The result of `check`: findings, then one line that sums them up. */
export function printReport(report: Report, terminal: Terminal): void {
  const { findings, errors, summary } = report;
  printFindings(findings, terminal);
  const { style } = terminal;
  const where = counted(summary.files, "file");
  const { suppressed, baselined } = summary;
  const leftOut = [
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(baselined > 0 ? [`${baselined} in the baseline`] : []),
  ];
  const besides = leftOut.length === 0 ? "" : ` (${leftOut.join(", ")})`;
  if (findings.length > 0)
    terminal.print(`${severityCounts(summary, style)} in ${where}${besides}.${fixHint(findings)}`);
  else if (summary.files > 0) terminal.print(`${style.green("No findings")} in ${where}${besides}.`);
  else if (errors.length === 0)
    terminal.note("mailtls: nothing there is recognised as the configuration of a mail server");
  noteErrors(errors, terminal);
}

/** The result of `fix`: what was applied, then what remains. */
export function printFixes(applied: readonly AppliedFix[], report: Report, dryRun: boolean, terminal: Terminal): void {
  const { style } = terminal;
  for (const [file, fixes] of byFile(applied)) {
    const rows = fixes.map(({ title, safety, rule }) => [
      dryRun ? "would fix" : "fixed",
      printable(title),
      safety === "safe" ? rule : `${rule} (unsafe)`,
    ]);
    terminal.print(
      [
        style.underline(fileTitle(file)),
        ...table(rows, [style.green, undefined, style.dim]).map((row) => `  ${row}`),
        "",
      ].join("\n"),
    );
  }
  const { findings, errors, summary } = report;
  const done =
    applied.length === 0
      ? "Nothing to fix"
      : `${dryRun ? "Would apply" : "Applied"} ${counted(applied.length, "fix", "fixes")}`;
  if (findings.length === 0) terminal.print(`${done}; no findings remain in ${counted(summary.files, "file")}.`);
  else {
    terminal.print(style.bold(dryRun ? "Would remain:" : "Remaining:"));
    printFindings(findings, terminal);
    terminal.print(`${done}; ${severityCounts(summary, style)} remain.${fixHint(findings)}`);
  }
  noteErrors(errors, terminal);
}

/** What `mailtls fix` could do about the findings. */
function fixHint(findings: readonly Pick<ReportedFinding, "fix">[]): string {
  const safe = findings.filter(({ fix }) => fix?.safety === "safe").length;
  const unsafe = findings.filter(({ fix }) => fix?.safety === "unsafe").length;
  if (safe > 0) return ` \`mailtls fix\` repairs ${safe}${unsafe > 0 ? `, with --unsafe ${unsafe} more` : ""}.`;
  return unsafe > 0 ? ` \`mailtls fix --unsafe\` repairs ${unsafe}.` : "";
}
