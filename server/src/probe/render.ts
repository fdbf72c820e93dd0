// A report for people: Markdown for editors, plain text for terminals. Nothing that a server sends can act as markup in either.

import { type Block, reportDocument, type Said, summary, type Text } from "./document.js";
import type { ProbeReport } from "./report.js";

/** Most characters shown of one thing that a server said; longer is noise or malice, and the JSON has it whole. */
const MAX_SHOWN = 500;

/** The report as Markdown (CommonMark with the tables of GitHub's dialect). */
export function renderReport(report: ProbeReport): string {
  return `${reportDocument(report).map(markdownBlock).join("\n\n")}\n`;
}

/** The report as plain text, ready for a terminal. */
export function renderReportText(report: ProbeReport): string {
  return `${reportDocument(report).map(plainBlock).join("\n\n")}\n`;
}

/** The verdict in one line of plain text, for notifications. */
export function summarizeReport(report: ProbeReport): string {
  return plain(summary(report));
}

/**
 * Makes every character visible: control and format characters (terminal escapes, line breaks, direction overrides, those of
 * no width), private and unassigned ones and lone surrogates become `\u{…}`.
 */
export function visible(text: string): string {
  const shown = text
    .slice(0, MAX_SHOWN)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return text.length > MAX_SHOWN ? `${shown}…` : shown;
}

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case "title":
      return `# ${markdown(block.text)}`;
    case "heading":
      return `## ${markdown(block.text)}`;
    case "paragraph":
      return markdown(block.text);
    case "verbatim": {
      const lines = block.lines.map(visible);
      const fence = backticks(lines.join("\n"), 3);
      return [`${fence}text`, ...lines, fence].join("\n");
    }
    case "table":
      return ["| | |", "|---|---|", ...block.rows.map(([label, value]) => `| ${label} | ${cell(value)} |`)].join("\n");
    case "list":
      return block.items.map((item) => `- ${markdown(item)}`).join("\n");
  }
}

function markdown(text: Text): string {
  return text.map((part) => (typeof part === "string" ? prose(part) : code(part.said))).join("");
}

/** Renderers disagree on how a pipe in a table is escaped, so that what others said never holds one there. */
function cell(text: Text): string {
  return text
    .map((part) => (typeof part === "string" ? prose(part) : code(part.said.replaceAll("|", "\\u{7c}"))))
    .join("");
}

/** Our own words hold no markup; should they quote something after all, it stays text. */
function prose(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>&|~#!@]/gu, "\\$&");
}

/** A code span: nothing in it is markup, and no renderer makes links in it (CommonMark §6.1). */
function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === "") return "(empty)";
  const fence = backticks(shown, 1);
  const pad = /^[` ]|[` ]$/u.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A fence longer than every run of backticks in the text. */
function backticks(text: string, least: number): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/gu), ([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "title":
    case "heading": {
      const title = plain(block.text);
      return `${title}\n${(block.kind === "title" ? "=" : "-").repeat(title.length)}`;
    }
    case "paragraph":
      return plain(block.text);
    case "verbatim":
      return block.lines.map((line) => `  ${visible(line)}`).join("\n");
    case "table": {
      const width = Math.max(...block.rows.map(([label]) => label.length));
      return block.rows.map(([label, value]) => `  ${label.padEnd(width)}  ${plain(value)}`).join("\n");
    }
    case "list":
      return block.items.map((item) => `  ${plain(item)}`).join("\n");
  }
}

function plain(text: Text): string {
  return text.map((part: string | Said) => visible(typeof part === "string" ? part : part.said)).join("");
}
