// Baselines as files: reading, writing, and the fingerprints of findings relative to them. What is compared how is core's business.

import { createHash } from "node:crypto";
import * as path from "node:path";
import {
  compareWithBaseline,
  decodeBytes,
  encodeText,
  makeBaseline,
  normalLine,
  printBaseline,
  readBaseline,
  type BaselineEntry,
  type Comparison,
  type Finding,
  type Fingerprint,
} from "../core/api.js";
import { readFile, writeFile } from "../platform/file-tree.js";
import type { Result } from "./command.js";
import type { Sources } from "./formats/report.js";
import { STDIN } from "./inputs.js";

/** Half of a SHA-256 in hex: too long for two lines of one file to meet by chance, short enough to read past. */
const DIGEST_LENGTH = 32;

/** A file as a baseline names it: relative to its own folder, so that both can be moved together. */
function nameIn(baseline: string, file: string): string {
  return file === STDIN ? file : path.relative(path.dirname(baseline), file).replaceAll(path.sep, "/");
}

function fingerprinter(baseline: string, sources: Sources): (finding: Finding) => Fingerprint {
  return ({ rule, path: file, span }) => {
    const source = sources.get(file);
    const line = source?.position(span.start).line ?? 0;
    const text = source?.slice({ start: source.lines.lineStart(line), end: endOf(source.text, span.start) }) ?? "";
    const digest = createHash("sha256")
      .update(encodeText(normalLine(text)))
      .digest("hex");
    return { rule, file: nameIn(baseline, file), line: digest.slice(0, DIGEST_LENGTH) };
  };
}

/** The end of the line that holds `offset`. */
function endOf(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline === -1 ? text.length : newline;
}

/** Tells findings that the baseline knows from new ones. */
export function compareWithFile(file: string, findings: readonly Finding[], sources: Sources): Result<Comparison> {
  const content = readFile(file);
  if (!content.ok) return { ok: false, message: content.error.message };
  const entries = readBaseline(decodeBytes(content.value));
  if (typeof entries === "string") return { ok: false, message: entries };
  const checked = new Set([...sources.keys()].map((path) => nameIn(file, path)));
  return { ok: true, value: compareWithBaseline(findings, entries, fingerprinter(file, sources), checked) };
}

/** Writes a baseline that knows all of `findings`, and nothing else. */
export function writeBaseline(
  file: string,
  findings: readonly Finding[],
  sources: Sources,
): Result<readonly BaselineEntry[]> {
  // The mistake that lies nearest is to forget FILE: what is judged would be overwritten.
  const before = readFile(file);
  if (before.ok && typeof readBaseline(decodeBytes(before.value)) === "string") {
    return { ok: false, message: "is there already and is not a baseline: nothing was written" };
  }
  const entries = makeBaseline(findings, fingerprinter(file, sources));
  const written = writeFile(file, encodeText(printBaseline(entries)));
  return written.ok ? { ok: true, value: entries } : { ok: false, message: written.error.message };
}
