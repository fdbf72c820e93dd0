// A baseline: the findings that are known already, so that only new ones are reported. No files, no hashing: the caller brings both.

import { readJson, type JsonValue } from "../text/json.js";
import type { Finding } from "./finding.js";

/** So many findings of one rule on lines of one text in one file. */
export interface BaselineEntry {
  readonly rule: string;
  /** Relative to the folder of the baseline, with "/" between its parts. */
  readonly file: string;
  /** Digest of the line's text: a baseline is shared, and a line may hold what is not for everybody. */
  readonly line: string;
  readonly count: number;
}

/** What a finding is recognised by; lines may come and go around it. */
export type Fingerprint = Omit<BaselineEntry, "count">;

export interface Comparison {
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  /** Entries, or the part of their count, that nothing answers to any more. */
  readonly stale: readonly BaselineEntry[];
}

const VERSION = 1;

/** The text of a line as it counts for a fingerprint: changes of blanks alone make no other line. */
export function normalLine(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}

const keyOf = ({ rule, file, line }: Fingerprint): string => JSON.stringify([rule, file, line]);

/** The entries that make all `findings` known, in an order that does not depend on theirs. */
export function makeBaseline(
  findings: readonly Finding[],
  fingerprint: (finding: Finding) => Fingerprint,
): readonly BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    const print = fingerprint(finding);
    const key = keyOf(print);
    entries.set(key, { ...print, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  const order = ({ file, rule, line }: BaselineEntry): string => JSON.stringify([file, rule, line]);
  return [...entries.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Tells known findings from fresh ones. Only entries of files that were `checked` can be found to be stale. */
export function compareWithBaseline(
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
  fingerprint: (finding: Finding) => Fingerprint,
  checked: ReadonlySet<string>,
): Comparison {
  const left = new Map<string, number>();
  for (const entry of entries) left.set(keyOf(entry), (left.get(keyOf(entry)) ?? 0) + entry.count);
  const fresh: Finding[] = [];
  const known: Finding[] = [];
  for (const finding of findings) {
    const key = keyOf(fingerprint(finding));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    (count > 0 ? known : fresh).push(finding);
  }
  const stale = entries.flatMap((entry) => {
    const count = left.get(keyOf(entry)) ?? 0;
    return count > 0 && checked.has(entry.file) ? [{ ...entry, count }] : [];
  });
  return { fresh, known, stale };
}

/** The file's text: one entry a line, so that changes are easy to review and to merge. */
export function printBaseline(entries: readonly BaselineEntry[]): string {
  const lines = entries.map(({ rule, file, line, count }) => `    ${JSON.stringify({ file, rule, line, count })}`);
  return `{\n  "version": ${VERSION},\n  "findings": [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]\n}\n`;
}

/** The entries of a baseline's text, or what is wrong with it. Never throws. */
export function readBaseline(text: string): readonly BaselineEntry[] | string {
  const json = readJson(text);
  if (!json.ok) return `is not a baseline: ${json.problem.message}.`;
  const version = scalar(json.value, "version");
  if (version !== VERSION) return `is not a baseline of version ${VERSION}; mailtls check --write-baseline makes one.`;
  const list = member(json.value, "findings");
  if (list?.kind !== "array") return "is not a baseline: its list of findings is missing.";
  const entries: BaselineEntry[] = [];
  for (const item of list.items) {
    const [rule, file, line, count] = ["rule", "file", "line", "count"].map((name) => scalar(item, name));
    if (typeof rule !== "string" || typeof file !== "string" || typeof line !== "string" || !isCount(count)) {
      return "is not a baseline: each finding has a rule, a file, a line and a count.";
    }
    entries.push({ rule, file, line, count });
  }
  return entries;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

function member(value: JsonValue, name: string): JsonValue | undefined {
  return value.kind === "object" ? value.members.find((candidate) => candidate.name === name)?.value : undefined;
}

function scalar(value: JsonValue, name: string): unknown {
  const found = member(value, name);
  return found?.kind === "scalar" ? found.value : undefined;
}
