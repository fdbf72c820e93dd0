// Findings with lines and columns instead of offsets: the `check` shape of the JSON contract, from which all formats are made.

import { SEVERITIES, type Finding, type Safety, type Severity, type SourceText, type Span } from "../../core/api.js";
import type { InputError } from "../inputs.js";

/** One-based; columns count UTF-16 units; the end is exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface ReportedEdit extends Range {
  readonly file: string;
  readonly text: string;
}

export interface ReportedFinding extends Range {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly endpoint?: string;
  readonly docs: string;
  readonly fix?: { readonly title: string; readonly safety: Safety; readonly edits: readonly ReportedEdit[] };
}

/** A fix that was applied, or would be. Its place is not told: an earlier fix may have moved it. */
export interface AppliedFix {
  readonly rule: string;
  readonly file: string;
  readonly title: string;
  readonly safety: Safety;
}

/** Something that could not be done, as a whole sentence; `file` where it was about one. */
export interface Failure {
  readonly message: string;
  readonly file?: string;
}

/** How many findings are not listed: by a comment in the file, by a baseline. */
interface LeftOut {
  readonly suppressed: number;
  readonly baselined: number;
}

export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly errors: readonly InputError[];
  readonly summary: { readonly files: number } & Readonly<Record<Severity, number>> & LeftOut;
}

/** The texts that findings point into, by path. */
export type Sources = ReadonlyMap<string, SourceText>;

export function sourcesOf(sources: readonly SourceText[]): Sources {
  return new Map(sources.map((source) => [source.path, source]));
}

export function rangeOf({ start, end }: Span, source: SourceText | undefined): Range {
  const [from, to] = [source?.position(start), source?.position(end)];
  return {
    line: (from?.line ?? 0) + 1,
    column: (from?.column ?? 0) + 1,
    endLine: (to?.line ?? 0) + 1,
    endColumn: (to?.column ?? 0) + 1,
  };
}

export function reported(finding: Finding, sources: Sources): ReportedFinding {
  const { rule, severity, message, path: file, span, endpoint, docs, fix } = finding;
  return {
    rule,
    severity,
    message,
    file,
    ...rangeOf(span, sources.get(file)),
    ...(endpoint !== undefined && { endpoint }),
    docs,
    ...(fix !== undefined && {
      fix: {
        title: fix.title,
        safety: fix.safety,
        edits: fix.edits.map((edit) => ({
          file: edit.path,
          ...rangeOf(edit.span, sources.get(edit.path)),
          text: edit.text,
        })),
      },
    }),
  };
}

export function reportOf(
  findings: readonly Finding[],
  sources: Sources,
  errors: readonly InputError[],
  leftOut: LeftOut,
): Report {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return {
    findings: findings.map((finding) => reported(finding, sources)),
    errors,
    summary: {
      files: sources.size,
      error: count("error"),
      warning: count("warning"),
      info: count("info"),
      hint: count("hint"),
      ...leftOut,
    },
  };
}

export function failuresOf(errors: readonly InputError[]): readonly Failure[] {
  return errors.map(({ file, message }) => ({ file, message: `${file} ${message}` }));
}

/** Whether any finding is at least as severe as `--fail-on` says (default: warning). */
export function anyAtOrAbove(findings: readonly Pick<Finding, "severity">[], failOn = "warning"): boolean {
  const limit = SEVERITIES.findIndex((severity) => severity === failOn);
  return findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit);
}
