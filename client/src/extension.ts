// What the extension does in any window: start the server, register commands and views. What differs between Node.js and a
// browser comes in through Platform; what a configuration means is known to the server alone.

import { commands, window, workspace, type ExtensionContext } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import { HARDEN_CLIENT_COMMAND, TRUST_GRANTED, type InitializationOptions } from "../../server/src/lsp/protocol.js";
import { fixAll } from "./commands/fix-all.js";
import { harden } from "./commands/harden.js";
import { probeHost } from "./commands/probe-host.js";
import { showOutput } from "./commands/show-output.js";
import { mailConfigSelector } from "./languages.js";
import { ReportView } from "./views/report.js";
import { createStatusBar } from "./views/status-bar.js";

/** Prefix of the settings and of the trace setting that the client library reads. */
export const CLIENT_ID = "mailTls";
export const CLIENT_NAME = "Mail TLS";

/** What a window with Node.js and a window in a browser do differently. */
export interface Platform {
  /** Makes the client of a server that is not running yet. */
  readonly startServer: (context: ExtensionContext, options: LanguageClientOptions) => BaseLanguageClient;
  /** Whether the server can open TCP connections. */
  readonly hasNetwork: boolean;
}

/** The two functions that VS Code calls. */
export function createExtension(platform: Platform): {
  activate: (context: ExtensionContext) => void;
  deactivate: () => Promise<void>;
} {
  let client: BaseLanguageClient | undefined;

  function activate(context: ExtensionContext): void {
    const output = window.createOutputChannel(CLIENT_NAME, { log: true });
    const started = platform.startServer(context, {
      documentSelector: mailConfigSelector(),
      outputChannel: output,
      // A function: a server that is restarted after trust was granted must hear the new answer.
      initializationOptions: (): InitializationOptions => ({ trusted: workspace.isTrusted, harden: true }),
    });
    client = started;
    const reports = new ReportView();
    context.subscriptions.push(
      output,
      reports,
      createStatusBar(started),
      commands.registerCommand("mailTls.probeHost", probeHost(started, reports, platform.hasNetwork)),
      commands.registerCommand("mailTls.fixAll", fixAll(started)),
      commands.registerCommand(HARDEN_CLIENT_COMMAND, harden(started)),
      commands.registerCommand("mailTls.showOutput", showOutput(output)),
      workspace.onDidGrantWorkspaceTrust(() => {
        // A server that is not running hears of it when it starts.
        started.sendNotification(TRUST_GRANTED).catch(() => undefined);
      }),
    );
    // Not awaited: commands work at once, requests wait for the server. The library reports a failed start itself.
    started.start().catch(() => undefined);
  }

  async function deactivate(): Promise<void> {
    // A client that never came up cannot be stopped; there is nothing left to do about it.
    await client?.dispose().catch(() => undefined);
  }

  return { activate, deactivate };
}
