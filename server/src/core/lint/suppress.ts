// Suppression comments: which findings they leave out, and what is wrong with the comments. How dialects cut lines is theirs to say.

import { DIALECTS } from "../dialects/registry.generated.js";
import type { InputFile } from "../products/product.js";
import type { ProductReport, RuleMeta } from "../rules/rule.js";
import { closest } from "../text/closest.js";
import type { Span } from "../text/span.js";
import type { TextEdit } from "../text/text-edit.js";
import type { Finding } from "./finding.js";
import { rule, rules } from "./rules.js";
import { malformedSuppression, SUPPRESSION_RULES, unusedSuppression } from "./suppression-rules.js";

/** A finding that a comment leaves out; `reason` is empty where the comment gives none. */
export interface Suppressed {
  readonly finding: Finding;
  readonly reason: string;
}

export interface Suppressions {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** What is wrong with the comments themselves. */
  readonly reports: readonly { readonly meta: RuleMeta; readonly report: ProductReport }[];
}

interface NamedRule {
  readonly id: string;
  readonly span: Span;
}

/** One comment that is understood. */
interface Directive {
  readonly path: string;
  readonly scope: "line" | "file";
  /** The whole line, its newline included. */
  readonly line: Span;
  /** From the word `mailtls` to the end of the reason. */
  readonly span: Span;
  readonly rules: readonly NamedRule[];
  readonly reason: string;
  readonly used: Set<string>;
}

/** A file with at least one such comment. */
interface CommentedFile {
  readonly directives: readonly Directive[];
  readonly malformed: readonly Span[];
  readonly lines: readonly Span[];
}

/** What the editor writes where the reason belongs; a comment that still says it has no reason. */
const PLACEHOLDER = "reason";

/** A comment line that speaks to us: the colon may be forgotten where `ignore` follows. */
const COMMENT = /(?<![^\n])[ \t]*#+[ \t]*(mailtls(?:[ \t]*:|[ \t]+(?=ignore\b))[^\n]*)\n?/gi;

/** Verb, rules, and the rest from the colon on. */
const PARTS = /^(mailtls[ \t]*:[ \t]*ignore(-file)?(?![^ \t]))([^:]*)(:.*)?$/i;

/** Splits `findings` into those that stay and those that a comment in `files` leaves out. `judges`: whether a rule is on. */
export function applySuppressions(
  findings: readonly Finding[],
  files: readonly InputFile[],
  judges: (id: string) => boolean,
): Suppressions {
  const commented = new Map<string, CommentedFile>();
  for (const file of files) {
    const read = readComments(file);
    if (read !== null) commented.set(file.source.path, read);
  }
  if (commented.size === 0) return { kept: findings, suppressed: [], reports: [] };

  const index = indexOf(commented);
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const { path, rule: id, span } = finding;
    const line = lineAt(commented.get(path)?.lines ?? [], span.start);
    const directive = index.get(key(path, id, line)) ?? index.get(key(path, id, FILE));
    directive?.used.add(id);
    if (directive === undefined) kept.push(finding);
    else suppressed.push({ finding, reason: directive.reason });
  }
  const reports = [...commented].flatMap(([path, file]) => [...reportsOn(path, file, judges)]);
  // About a comment only the whole file can be spared: a comment before a comment stands for the setting that follows.
  return {
    kept,
    suppressed,
    reports: reports.filter(({ meta, report }) => !index.has(key(report.at.path, meta.id, FILE))),
  };
}

/** The edit that writes a comment before the line of `finding`; null for findings that a comment cannot leave out. */
export function suppressionEdit(finding: Finding, file: InputFile): TextEdit | null {
  if (SUPPRESSION_RULES.some(({ id }) => id === finding.rule)) return null;
  const { source } = file;
  const lines = logicalLines(file);
  const { start } = lines[lineAt(lines, finding.span.start)] ?? finding.span;
  const at = source.lines.lineStart(source.position(start).line);
  return {
    path: source.path,
    span: { start: at, end: at },
    text: `# mailtls: ignore ${finding.rule}: ${PLACEHOLDER}\n`,
  };
}

/** Null for a file without such comments: most files, so that they are not parsed once more. */
function readComments(file: InputFile): CommentedFile | null {
  const { path, text } = file.source;
  if (!/mailtls/i.test(text)) return null;
  const directives: Directive[] = [];
  const malformed: Span[] = [];
  for (const match of text.matchAll(COMMENT)) {
    const words = (match[1] ?? "").trimEnd();
    const start = match.index + match[0].indexOf(match[1] ?? "");
    const span = { start, end: start + words.length };
    const [, verb = "", isFile, list = "", rest = ""] = PARTS.exec(words) ?? [];
    const named = namedRules(list, start + verb.length);
    if (named.length === 0 || named.some(({ id }) => !/^[\w-]+$/.test(id))) malformed.push(span);
    else {
      const reason = rest.slice(1).trim();
      directives.push({
        path,
        scope: isFile === undefined ? "line" : "file",
        line: { start: match.index, end: match.index + match[0].length },
        span,
        rules: named,
        reason: reason.toLowerCase() === PLACEHOLDER ? "" : reason,
        used: new Set(),
      });
    }
  }
  return directives.length + malformed.length === 0 ? null : { directives, malformed, lines: logicalLines(file) };
}

/** The words between commas, with their places. */
function namedRules(list: string, at: number): NamedRule[] {
  return Array.from(list.matchAll(/[^\s,][^,]*/g), ({ 0: text, index }) => {
    const id = text.trimEnd();
    return { id, span: { start: at + index, end: at + index + id.length } };
  });
}

function logicalLines({ source, dialect: id }: InputFile): readonly Span[] {
  const dialect = DIALECTS.find((candidate) => candidate.id === id);
  if (dialect?.logicalLines !== undefined) return dialect.logicalLines(dialect.parse(source).tree);
  const lines = source.text.matchAll(/^[^\S\n]*[^\s#].*\n?/gm);
  return Array.from(lines, ({ 0: line, index }) => ({ start: index, end: index + line.length }));
}

/** Index of the first line that ends after `offset`: the one that holds it, else the next one. */
function lineAt(lines: readonly Span[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** In the place of a line's number: the whole file. */
const FILE = -1;

const key = (path: string, id: string, line: number): string => `${line} ${id} ${path}`;

/** The directive for each file, rule and line; of several that say the same, the first. */
function indexOf(files: ReadonlyMap<string, CommentedFile>): ReadonlyMap<string, Directive> {
  const index = new Map<string, Directive>();
  for (const [path, { directives, lines }] of files) {
    for (const directive of directives) {
      const line = directive.scope === "file" ? FILE : lineAt(lines, directive.line.start);
      if (line === lines.length) continue;
      for (const { id } of directive.rules) {
        const place = key(path, id, line);
        if (!index.has(place)) index.set(place, directive);
      }
    }
  }
  return index;
}

function* reportsOn(
  path: string,
  { directives, malformed }: CommentedFile,
  judges: (id: string) => boolean,
): Generator<Suppressions["reports"][number]> {
  const wrong = (
    span: Span,
    message: string,
    data: Readonly<Record<string, string>> = {},
  ): Suppressions["reports"][number] => ({
    meta: malformedSuppression,
    report: { message, data, at: { path, span } },
  });
  for (const span of malformed) yield wrong(span, "syntax");
  for (const directive of directives) {
    for (const { id, span } of directive.rules) {
      if (rule(id) !== undefined) continue;
      const near = closest(
        id,
        rules().map((known) => known.id),
      );
      yield near === null ? wrong(span, "unknownRule", { rule: id }) : wrong(span, "misspelt", { rule: id, near });
    }
    const known = directive.rules.filter(({ id }) => rule(id) !== undefined);
    if (directive.reason === "" && known.length > 0) {
      yield wrong(directive.span, "noReason", { rules: known.map(({ id }) => id).join(", ") });
    }
    const isOwn = (id: string): boolean => SUPPRESSION_RULES.some((meta) => meta.id === id);
    const unused = known.filter(({ id }) => !directive.used.has(id) && judges(id) && !isOwn(id));
    if (unused.length > 0) yield { meta: unusedSuppression, report: unusedReport(directive, unused) };
  }
}

/** The fix takes the rules out of the comment, and the line where none is left. */
function unusedReport({ path, line, span, rules: all }: Directive, unused: readonly NamedRule[]): ProductReport {
  const left = all.filter((named) => !unused.includes(named));
  const edit: TextEdit =
    left.length === 0
      ? { path, span: line, text: "" }
      : {
          path,
          span: { start: all[0]?.span.start ?? 0, end: all.at(-1)?.span.end ?? 0 },
          text: left.map(({ id }) => id).join(", "),
        };
  return {
    message: "unused",
    data: { rules: unused.map(({ id }) => id).join(", ") },
    at: { path, span },
    fix: {
      title: left.length === 0 ? "Remove the comment" : "Remove it from the comment",
      safety: "safe",
      edits: [edit],
    },
  };
}
