// SARIF 2.1.0 (OASIS standard), as code scanning services read it. Section numbers below are of that standard.

import { createHash } from "node:crypto";
import { docsUrl, type ObservedFinding, type Severity } from "../../core/api.js";
import { allAdvice, type Advice } from "../advice.js";
import { json } from "./json.js";
import { uriReference, workingDirectoryUri } from "./path.js";
import type { Failure, Range, ReportedFinding, Sources } from "./report.js";

/** §3.27.10: there is nothing between note and none. */
const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note", hint: "note" };

/** Name of the base that relative URIs refer to: the working directory (§3.14.14). */
const BASE = "%SRCROOT%";

const INFORMATION_URI = "https://github.com/mail-tls/mail-tls#readme";

function artifactLocation(file: string): object {
  const uri = uriReference(file);
  return uri.startsWith("file:") ? { uri } : { uri, uriBaseId: BASE };
}

const region = ({ line, column, endLine, endColumn }: Range): object => ({
  startLine: line,
  startColumn: column,
  endLine,
  endColumn,
});

function reportingDescriptor({ id, summary, severity, fix, docs }: Advice): object {
  const references = docs.references.map(({ title, url }) => `- [${title}](${url})`).join("\n");
  return {
    id,
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: docs.why },
    help: { text: `${docs.why}\n\n${docs.remedy}`, markdown: `${docs.why}\n\n${docs.remedy}\n\n${references}` },
    helpUri: docsUrl(id),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ["security", "tls", "mail"], precision: "high", fix },
  };
}

/** A finding in a file, or about a host. */
export type LocatedFinding = ReportedFinding | ObservedFinding;

function isInFile(finding: LocatedFinding): finding is ReportedFinding {
  return "file" in finding;
}

function lineOf({ file, line }: ReportedFinding, sources: Sources): string {
  const source = sources.get(file);
  return source?.slice({ start: source.lines.lineStart(line - 1), end: source.lines.lineStart(line) }).trim() ?? "";
}

/** A host is no file: it has a name, and no place (§3.28.1 allows a location without a physical one). */
function locationOf(finding: LocatedFinding): object {
  const { endpoint } = finding;
  return {
    ...(isInFile(finding) && {
      physicalLocation: { artifactLocation: artifactLocation(finding.file), region: region(finding) },
    }),
    ...(endpoint !== undefined && { logicalLocations: [{ fullyQualifiedName: endpoint, kind: "resource" }] }),
  };
}

/**
 * Recognises a finding again after lines were added elsewhere (§3.27.17): made of the rule, the file, the endpoint and the text
 * of the line, or of the host and what is said about it; `occurrence` tells apart findings that have all of these in common.
 */
function fingerprint(finding: LocatedFinding, sources: Sources, seen: Map<string, number>): string {
  const place = isInFile(finding) ? [uriReference(finding.file), lineOf(finding, sources)] : [finding.message];
  const identity = [finding.rule, finding.endpoint ?? "", ...place].join("\n");
  const occurrence = (seen.get(identity) ?? 0) + 1;
  seen.set(identity, occurrence);
  return createHash("sha256").update(`${identity}\n${occurrence}`).digest("hex");
}

/** A finding that is not reported otherwise (§3.35): `inSource` by a comment in the file, `external` by a baseline. */
export interface SuppressedResult {
  readonly finding: ReportedFinding;
  readonly kind: "inSource" | "external";
  readonly justification: string;
}

/** One run with every rule and check, the findings as results, and failures as notifications. */
export function sarif(
  findings: readonly LocatedFinding[],
  suppressed: readonly SuppressedResult[],
  failures: readonly Failure[],
  sources: Sources,
  version: string,
): string {
  const all = allAdvice();
  const indexOf = new Map(all.map(({ id }, index) => [id, index]));
  const seen = new Map<string, number>();
  const result = (finding: LocatedFinding): object => ({
    ruleId: finding.rule,
    ruleIndex: indexOf.get(finding.rule) ?? -1,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [locationOf(finding)],
    partialFingerprints: { "mailtls/v1": fingerprint(finding, sources, seen) },
    ...(isInFile(finding) && finding.fix !== undefined && { fixes: [fixOf(finding.fix)] }),
  });
  return json({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "mailtls",
            version,
            semanticVersion: version,
            informationUri: INFORMATION_URI,
            rules: all.map(reportingDescriptor),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [BASE]: { uri: workingDirectoryUri() } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map(({ file, message }) => ({
              level: "error",
              message: { text: message },
              ...(file !== undefined && {
                locations: [{ physicalLocation: { artifactLocation: artifactLocation(file) } }],
              }),
            })),
          },
        ],
        results: [
          ...findings.map(result),
          ...suppressed.map(({ finding, kind, justification }) => ({
            ...result(finding),
            suppressions: [{ kind, ...(justification !== "" && { justification }) }],
          })),
        ],
      },
    ],
  });
}

function fixOf({ title, safety, edits }: NonNullable<ReportedFinding["fix"]>): object {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactLocation(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ deletedRegion: region(edit), insertedContent: { text: edit.text } })),
    })),
    properties: { safety },
  };
}
