// Probe reports as read-only documents, shown in the built-in Markdown preview. The Markdown itself comes from the server.

import {
  commands,
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from "vscode";
import type { ProbeResult } from "../../../server/src/lsp/protocol.js";

const SCHEME = "mailtls-report";

/** Keeps the newest report of each target for as long as the window lives, as its preview may be reopened at any time. */
export class ReportView implements TextDocumentContentProvider, Disposable {
  readonly #reports = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.#reports.get(uri.path) ?? "This report was not kept. Probe the host again.";
  }

  /** Shows a report in place of an older one of the same target. */
  async show(result: ProbeResult): Promise<void> {
    await this.#open(this.#keep(result));
  }

  /** Shows what came of several probes, each with a link to its report. */
  async showAll(results: readonly ProbeResult[]): Promise<void> {
    const rows = results.map((result) => {
      const uri = this.#keep(result);
      return `- [${inText(result.report.target)}](<${uri.toString()}>): ${inText(result.summary)}`;
    });
    await this.#open(this.#put("/TLS of several hosts.md", `# TLS of ${results.length} hosts\n\n${rows.join("\n")}\n`));
  }

  #keep({ report, markdown }: ProbeResult): Uri {
    return this.#put(`/TLS of ${report.target.replaceAll(/[:/]*\//g, " ").trim()}.md`, markdown);
  }

  #put(path: string, markdown: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path });
    this.#reports.set(uri.path, markdown);
    this.#changed.fire(uri);
    return uri;
  }

  async #open(uri: Uri): Promise<void> {
    try {
      await commands.executeCommand("markdown.showPreview", uri);
    } catch {
      // The built-in Markdown extension can be disabled.
      await window.showTextDocument(uri);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** Text in which nothing acts as markup. */
function inText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>&|~#!@]/g, "\\$&");
}
