// The difference between two texts as `diff -u` writes it, for people and for patch(1).

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { encodeText } from "../core/api.js";
import { printable } from "./formats/text.js";
import type { Terminal } from "./terminal.js";

/** Unified diff of two different texts, with three lines of context. Lines keep their ends, "\r" included. */
export function unifiedDiff(file: string, before: string, after: string): string {
  return createTwoFilesPatch(file, file, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** The diff on standard output: coloured on a terminal, byte for byte (whatever the file's encoding) where a program reads it. */
export function printDiff(file: string, before: string, after: string, terminal: Terminal): void {
  const diff = unifiedDiff(file, before, after);
  if (terminal.width === null) {
    terminal.write(encodeText(diff));
    return;
  }
  const { bold, red, green, dim } = terminal.style;
  const paint = (line: string): string => {
    if (/^(---|\+\+\+) /u.test(line)) return bold(line);
    return line.startsWith("-")
      ? red(line)
      : line.startsWith("+")
        ? green(line)
        : line.startsWith("@")
          ? dim(line)
          : line;
  };
  terminal.print(
    diff
      .trimEnd()
      .split("\n")
      .map((line) => paint(printable(line)))
      .join("\n"),
  );
}
