// The `settings` report of a main.cf: what was read, as `postconf -n` and `postconf -nx` show it.

import type { SettingsReport } from "../product.js";
import type { Model } from "./model.js";

/** postconf prints the words of a value with one blank between them (src/postconf/postconf_print.c). */
function asPrinted(value: string): string {
  return value
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== "")
    .join(" ");
}

export function settingsOf(model: Model): SettingsReport {
  const { source, parsed } = model;
  const line = (offset: number): number => source.position(offset).line + 1;
  return {
    product: "postfix",
    files: [source.path],
    settings: [...model.entries.values()].map((entry) => ({
      name: entry.name.text,
      value: asPrinted(entry.value.text),
      expanded: asPrinted(model.get(entry.name.text)?.value ?? entry.value.text),
      file: source.path,
      line: line(entry.span.start),
    })),
    services: [],
    problems: [
      ...parsed.problems.map((problem) => ({ at: problem.span.start, message: problem.message })),
      ...[...model.entries.values()].flatMap((entry) => {
        const message = model.get(entry.name.text)?.problem;
        return message === undefined ? [] : [{ at: entry.span.start, message }];
      }),
    ]
      .sort((a, b) => a.at - b.at)
      .map(({ at, message }) => ({ file: source.path, line: line(at), message })),
  };
}
