// "Mail TLS: Probe This Host…" and "Probe All Hosts in This File…". Asks for targets, lets the server talk to them, shows what came of
// it. No network access of its own.

import { commands, ProgressLocation, window, workspace, type CancellationToken, type TextDocument } from "vscode";
import { ExecuteCommandRequest, WorkDoneProgress, type BaseLanguageClient } from "vscode-languageclient";
import {
  CLEAR_PROBES_COMMAND,
  PROBE_COMMAND,
  PROBE_PLACES_COMMAND,
  PROBE_TARGET_COMMAND,
  type ProbeArguments,
  type ProbePlacesArguments,
  type ProbeResult,
  type ProbeTargetArguments,
} from "../../../server/src/lsp/protocol.js";
import { reportingFailure } from "../failure.js";
import { isMailConfig } from "../languages.js";
import type { ProbeHistory } from "../probe-history.js";
import { describeTargetProblem } from "../probe-target.js";
import type { ReportView } from "../views/report.js";

/** What the commands work with. */
export interface Probing {
  readonly client: BaseLanguageClient;
  readonly reports: ReportView;
  readonly history: ProbeHistory;
  /** Whether the server can open TCP connections. */
  readonly hasNetwork: boolean;
}

/** The command. It takes an optional target, for code lenses, key bindings and other extensions; menus pass the file's URI, which is ignored. */
export function probeHost(probing: Probing) {
  return reportingFailure("the host could not be probed.", async (argument?: unknown): Promise<void> => {
    if (!mayProbe(probing)) return;
    const target = typeof argument === "string" ? argument : await askTarget(probing.client);
    if (target === undefined) return;
    const [result] = await probeAll(probing, [target]);
    if (result !== undefined) await probing.reports.show(result);
  });
}

/** Hosts probed at the same time: each takes sixteen connections, and the user waits for all of them. */
const PARALLEL = 4;

/** The command: lets the user choose among the hosts that the active file names, and probes them. */
export function probeFile(probing: Probing) {
  return reportingFailure("the hosts could not be probed.", async (): Promise<void> => {
    if (!mayProbe(probing)) return;
    const document = window.activeTextEditor?.document;
    const targets =
      document !== undefined && isMailConfig(document) ? await namedTargets(probing.client, document) : [];
    if (targets.length === 0) {
      void window.showInformationMessage("Mail TLS: this file names no host that could be probed.");
      return;
    }
    const items = targets.map((label) => ({ label, picked: true }));
    const title = "Mail TLS: Probe All Hosts in This File";
    const chosen = await window.showQuickPick(items, { title, canPickMany: true, ignoreFocusOut: true });
    if (chosen === undefined || chosen.length === 0) return;
    const results = await probeAll(
      probing,
      chosen.map(({ label }) => label),
    );
    if (results.length > 0) await probing.reports.showAll(results);
  });
}

/** Whether hosts may be contacted from here; if not, the user is told. */
function mayProbe({ hasNetwork }: Probing): boolean {
  if (!hasNetwork) {
    void window.showWarningMessage(
      "Mail TLS: a browser cannot connect to a mail server. Open the folder in a desktop or remote window to probe a host.",
    );
    return false;
  }
  if (!workspace.isTrusted) void refuseUntrusted();
  return workspace.isTrusted;
}

async function namedTargets(client: BaseLanguageClient, document: TextDocument): Promise<readonly string[]> {
  const place: ProbePlacesArguments = { uri: client.code2ProtocolConverter.asUri(document.uri) };
  return client.sendRequest<readonly string[]>(ExecuteCommandRequest.method, {
    command: PROBE_PLACES_COMMAND,
    arguments: [place],
  });
}

/** The target that the user enters, starting from what the line under the cursor suggests; undefined when dismissed. */
async function askTarget(client: BaseLanguageClient): Promise<string | undefined> {
  const target = await window.showInputBox({
    title: "Mail TLS: Probe a Mail Server",
    prompt:
      "Host, host:port, [IPv6 address]:port or a URL such as smtps://mail.example.org. Up to 150 connections are made from here.",
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

/** Probes under one notification that shows how far they are; what was done before the user cancelled is given. */
async function probeAll(probing: Probing, targets: readonly string[]): Promise<readonly ProbeResult[]> {
  const title = targets.length === 1 ? `Probing ${targets[0] ?? ""}` : `Probing ${targets.length} hosts`;
  const location = ProgressLocation.Notification;
  return window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const results: ProbeResult[] = [];
    const queue = targets.values();
    const worker = async (): Promise<void> => {
      for (const target of queue) {
        if (token.isCancellationRequested) return;
        const show = (message: string): void => {
          const which = targets.length === 1 ? "" : `${results.length} of ${targets.length} done; ${target}: `;
          progress.report({ message: `${which}${message}` });
        };
        const result = await probe(probing, target, show, token);
        if (result !== undefined) results.push(result);
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, targets.length) }, worker));
    return results;
  });
}

/** Undefined when cancelled. */
async function probe(
  { client, history }: Probing,
  target: string,
  show: (message: string) => void,
  token: CancellationToken,
): Promise<ProbeResult | undefined> {
  const previous = history.last(target);
  const probeArguments: ProbeArguments = { target, ...(previous !== undefined && { previous }) };
  const workDoneToken = crypto.randomUUID();
  const steps = client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
    if (step.message !== undefined) show(step.message);
  });
  try {
    const result = await client.sendRequest<ProbeResult>(
      ExecuteCommandRequest.method,
      { command: PROBE_COMMAND, arguments: [probeArguments], workDoneToken },
      token,
    );
    if (token.isCancellationRequested) return undefined;
    await history.remember(result.snapshot);
    return result;
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    steps.dispose();
  }
}

/** The command: takes the findings of probes out of the editor. */
export function clearProbes({ client }: Probing) {
  return reportingFailure("the results could not be cleared.", async (): Promise<void> => {
    await client.sendRequest(ExecuteCommandRequest.method, { command: CLEAR_PROBES_COMMAND, arguments: [] });
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
