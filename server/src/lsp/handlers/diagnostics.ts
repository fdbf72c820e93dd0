// textDocument/publishDiagnostics and textDocument/diagnostic: findings as the client wants them, sent or asked for, never both.
// Also those about hosts that were probed, at the places that name them.

import { DiagnosticSeverity, DocumentDiagnosticReportKind, type Diagnostic } from "vscode-languageserver";
import { probePlaces, type Finding, type Severity } from "../../core/api.js";
import { visible } from "../../probe/render.js";
import { toRange } from "../convert.js";
import { findingsIn, type OpenFile, type Session } from "../session.js";

export const SOURCE = "Mail TLS";
const PROBE_SOURCE = "Mail TLS probe";

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** `refresh` has all open documents judged again. */
export function registerDiagnostics(session: Session): { refresh: () => void } {
  const { connection, documents } = session;

  async function publish(uri: string, version: number): Promise<void> {
    const open = await session.open(uri);
    // A newer version, or a closed document, has its own event.
    if (documents.get(uri)?.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(session, open) });
  }

  documents.onDidChangeContent(({ document }) => {
    if (session.pullsDiagnostics) return;
    // What one file of a configuration says, another may be judged by.
    const folder = folderOf(document.uri);
    for (const { uri, version } of documents.all()) if (folderOf(uri) === folder) session.run(publish(uri, version));
  });
  documents.onDidClose(({ document }) => {
    if (!session.pullsDiagnostics) session.run(connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));
  });
  connection.languages.diagnostics.on(async ({ textDocument }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: diagnosticsOf(session, await session.open(textDocument.uri)),
  }));

  return {
    refresh() {
      if (!session.pullsDiagnostics) for (const { uri, version } of documents.all()) session.run(publish(uri, version));
      else if (session.client.workspace?.diagnostics?.refreshSupport === true)
        session.run(connection.languages.diagnostics.refresh());
    },
  };
}

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf("/"));

function diagnosticsOf(session: Session, open: OpenFile | null): Diagnostic[] {
  if (open === null) return [];
  return [...findingsIn(open).map((finding) => toDiagnostic(open, finding)), ...probedIn(session, open)];
}

/** What was found about the hosts that the file names, when they were probed last. */
function probedIn(session: Session, { document, file, files, options }: OpenFile): Diagnostic[] {
  if (session.probes.isEmpty) return [];
  return probePlaces(file, files, options).flatMap(({ span, target }) => {
    const report = session.probes.report(target);
    if (report === null) return [];
    const [day = "", time = ""] = report.at.split("T");
    const when = `${target}, probed ${day} ${time.slice(0, 5)} UTC`;
    const base = { range: toRange(document, span), source: PROBE_SOURCE };
    // That STARTTLS is not offered ends the probe, and is a finding of its own.
    const failed =
      report.error === null || report.starttls?.offered === false
        ? []
        : [{ ...base, severity: SEVERITY.warning, message: `${when}: ${visible(report.error.message)}` }];
    const found = report.findings.map(({ rule, severity, message, docs }) => ({
      ...base,
      severity: SEVERITY[severity],
      code: rule,
      codeDescription: { href: docs },
      message: `${when}: ${visible(message)}`,
    }));
    return [...failed, ...found];
  });
}

function toDiagnostic({ document }: OpenFile, finding: Finding): Diagnostic {
  return {
    range: toRange(document, finding.span),
    severity: SEVERITY[finding.severity],
    source: SOURCE,
    code: finding.rule,
    codeDescription: { href: finding.docs },
    message: finding.message,
  };
}
