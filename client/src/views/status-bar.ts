// One status bar item: how the server is and what it found in the active file. Only beside mail server configuration.

import { DiagnosticSeverity, languages, StatusBarAlignment, ThemeColor, window, workspace, Disposable } from "vscode";
import { State, type BaseLanguageClient } from "vscode-languageclient";
import { isMailConfig } from "../languages.js";

interface Appearance {
  readonly text: string;
  readonly tooltip: string;
  readonly failed?: true;
}

/** Creates the item and keeps it up to date until it is disposed. */
export function createStatusBar(client: BaseLanguageClient): Disposable {
  const item = window.createStatusBarItem("mailTls.status", StatusBarAlignment.Right, 100);
  item.name = "Mail TLS";
  item.command = "mailTls.showOutput";

  const update = (): void => {
    const document = window.activeTextEditor?.document;
    if (document === undefined || !isMailConfig(document)) {
      item.hide();
      return;
    }
    const severities = languages.getDiagnostics(document.uri).map((diagnostic) => diagnostic.severity);
    const count = (wanted: DiagnosticSeverity): number => severities.filter((severity) => severity === wanted).length;
    const { text, tooltip, failed } = describe(
      client.state,
      count(DiagnosticSeverity.Error),
      count(DiagnosticSeverity.Warning),
    );
    item.text = text;
    item.tooltip = `${tooltip} Select to show the log.`;
    item.accessibilityInformation = { label: tooltip };
    item.backgroundColor = failed ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    item.show();
  };

  update();
  return Disposable.from(
    item,
    client.onDidChangeState(update),
    languages.onDidChangeDiagnostics(update),
    window.onDidChangeActiveTextEditor(update),
    // Also sent when a document's language is changed.
    workspace.onDidOpenTextDocument(update),
  );
}

function describe(state: State, errors: number, warnings: number): Appearance {
  switch (state) {
    case State.Starting:
      return { text: "$(loading~spin) Mail TLS", tooltip: "Mail TLS is starting." };
    case State.Running: {
      const found = `${errors} ${errors === 1 ? "error" : "errors"} and ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
      return errors + warnings === 0
        ? { text: "$(shield) Mail TLS", tooltip: "Mail TLS: no errors or warnings in this file." }
        : {
            text: `$(shield) Mail TLS: $(error) ${errors} $(warning) ${warnings}`,
            tooltip: `Mail TLS: ${found} in this file.`,
          };
    }
    case State.Stopped:
    case State.StartFailed:
      return {
        text: "$(error) Mail TLS: stopped",
        tooltip: "Mail TLS: the language server is not running.",
        failed: true,
      };
  }
}
