// "Mail TLS: Probe This Host…". Asks for a target, lets the server talk to it, shows the report. No network access of its own.

import { commands, ProgressLocation, window, workspace } from "vscode";
import { ExecuteCommandRequest, WorkDoneProgress, type BaseLanguageClient } from "vscode-languageclient";
import {
  PROBE_COMMAND,
  PROBE_TARGET_COMMAND,
  type ProbeArguments,
  type ProbeResult,
  type ProbeTargetArguments,
} from "../../../server/src/lsp/protocol.js";
import { reportingFailure } from "../failure.js";
import { isMailConfig } from "../languages.js";
import { describeTargetProblem } from "../probe-target.js";
import type { ReportView } from "../views/report.js";

/**
 * The command. It takes an optional target, for key bindings and other extensions; menus pass the file's URI, which is ignored.
 * `hasNetwork`: whether the server can open TCP connections.
 */
export function probeHost(client: BaseLanguageClient, reports: ReportView, hasNetwork: boolean) {
  return reportingFailure("the host could not be probed.", async (argument?: unknown): Promise<void> => {
    if (!hasNetwork) {
      void window.showWarningMessage(
        "Mail TLS: a browser cannot connect to a mail server. Open the folder in a desktop or remote window to probe a host.",
      );
      return;
    }
    if (!workspace.isTrusted) {
      void refuseUntrusted();
      return;
    }
    const target = typeof argument === "string" ? argument : await askTarget(client);
    if (target === undefined) return;
    const result = await probe(client, target);
    if (result !== undefined) await reports.show(result);
  });
}

/** The target that the user enters, starting from what the line under the cursor suggests; undefined when dismissed. */
async function askTarget(client: BaseLanguageClient): Promise<string | undefined> {
  const target = await window.showInputBox({
    title: "Mail TLS: Probe a Mail Server",
    prompt:
      "Host, host:port, [IPv6 address]:port or a URL such as smtps://mail.example.org. One connection is made from here.",
    placeHolder: "mail.example.org:587",
    value: (await suggestTarget(client)) ?? "",
    ignoreFocusOut: true,
    validateInput: describeTargetProblem,
  });
  return target?.trim();
}

async function suggestTarget(client: BaseLanguageClient): Promise<string | null> {
  const editor = window.activeTextEditor;
  if (editor === undefined || !isMailConfig(editor.document)) return null;
  const place: ProbeTargetArguments = {
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  };
  return client.sendRequest<string | null>(ExecuteCommandRequest.method, {
    command: PROBE_TARGET_COMMAND,
    arguments: [place],
  });
}

/** Runs one probe under a notification that shows its steps; undefined when cancelled. */
async function probe(client: BaseLanguageClient, target: string): Promise<ProbeResult | undefined> {
  const probeArguments: ProbeArguments = { target };
  const workDoneToken = crypto.randomUUID();
  const location = ProgressLocation.Notification;
  return window.withProgress({ location, title: `Probing ${target}`, cancellable: true }, async (progress, token) => {
    const steps = client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
      if (step.message !== undefined) progress.report({ message: step.message });
    });
    try {
      const result = await client.sendRequest<ProbeResult>(
        ExecuteCommandRequest.method,
        { command: PROBE_COMMAND, arguments: [probeArguments], workDoneToken },
        token,
      );
      return token.isCancellationRequested ? undefined : result;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      steps.dispose();
    }
  });
}

async function refuseUntrusted(): Promise<void> {
  const manage = "Manage Workspace Trust";
  const choice = await window.showWarningMessage(
    "Mail TLS: hosts named in an untrusted folder are not contacted. Trust the folder to probe a host.",
    manage,
  );
  if (choice === manage) await commands.executeCommand("workbench.trust.manage");
}
