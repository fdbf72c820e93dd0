// Reads one Exim file: its lines, and what is wrong with it as far as one file can tell.

import type { Parsed } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import { readLines } from "./lines.js";
import { readConfiguration } from "./statements.js";
import type { EximFile } from "./tree.js";

/**
 * Reads a file of a configuration, whole or a part. All problems are fatal: Exim stops at the first. What depends on the files around it, on
 * the macros that Exim itself defines and on the names of options is known to the product, which reads the configuration as a whole.
 */
export function parse(source: SourceText): Parsed<EximFile> {
  const { problems } = readConfiguration([source], { builtins: [], include: () => "unknown" });
  return {
    source,
    tree: { text: source.text, lines: readLines(source.text) },
    problems: problems.map(({ problem, message, span }) => ({ severity: "fatal", kind: problem, message, span })),
  };
}
