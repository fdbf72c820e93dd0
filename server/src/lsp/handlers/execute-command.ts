// workspace/executeCommand: which command it is, and a probe with its progress. No network access of its own.

import {
  ErrorCodes,
  LSPErrorCodes,
  Position,
  ResponseError,
  WorkDoneProgressReporter,
  type CancellationToken,
} from "vscode-languageserver";
import { probeTarget } from "../../core/api.js";
import { renderReport } from "../../probe/render.js";
import {
  HARDEN_CHOICES_COMMAND,
  HARDEN_COMMAND,
  PROBE_COMMAND,
  PROBE_TARGET_COMMAND,
  type ProbeResult,
} from "../protocol.js";
import type { Session } from "../session.js";
import { member } from "../settings.js";
import { hardenChoices, hardenService } from "./harden.js";

export function registerExecuteCommand(session: Session): void {
  session.connection.onExecuteCommand((params, token, progress): Promise<unknown> => {
    const argument: unknown = params.arguments?.[0];
    switch (params.command) {
      case PROBE_COMMAND:
        return probe(session, argument, token, progress);
      case PROBE_TARGET_COMMAND:
        return suggestTarget(session, argument);
      case HARDEN_CHOICES_COMMAND:
        return hardenChoices(session, argument);
      case HARDEN_COMMAND:
        return hardenService(session, argument);
      default:
        throw new ResponseError(ErrorCodes.InvalidParams, `There is no command "${params.command}".`);
    }
  });
}

/** Errors: `InvalidParams`; `RequestFailed` where no probe can be made; `RequestCancelled`. A host that fails is a result. */
async function probe(
  session: Session,
  argument: unknown,
  token: CancellationToken,
  clientProgress: WorkDoneProgressReporter,
): Promise<ProbeResult> {
  const { runtime, connection } = session;
  if (runtime.probe === null)
    throw failure("A browser cannot connect to a mail server. Use a desktop or remote window.");
  if (!session.trusted) throw failure("Hosts are not contacted from an untrusted workspace. Trust it to probe a host.");
  const target = member(argument, "target");
  const servername = member(argument, "servername") ?? null;
  if (typeof target !== "string" || (servername !== null && typeof servername !== "string")) {
    throw new ResponseError(ErrorCodes.InvalidParams, `${PROBE_COMMAND} takes one argument, { target, servername? }.`);
  }
  const { probeTimeoutMs } = await session.currentSettings();

  // A client that brought no token of its own is asked to show the progress; if it cannot, there is none.
  const ownProgress = WorkDoneProgressReporter.isNullInstance(clientProgress)
    ? await connection.window.createWorkDoneProgress().catch(() => null)
    : null;
  const progress = ownProgress ?? clientProgress;
  progress.begin(`Probing ${target}`, undefined, undefined, ownProgress !== null);
  try {
    const report = await runtime.probe(target, {
      timeoutMs: probeTimeoutMs,
      ...(servername !== null && { servername }),
      onProgress(step) {
        progress.report(step);
      },
      onCancel(abort) {
        token.onCancellationRequested(abort);
        ownProgress?.token.onCancellationRequested(abort);
      },
    });
    if (token.isCancellationRequested || ownProgress?.token.isCancellationRequested === true) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, "The probe was cancelled.");
    }
    return { report, markdown: renderReport(report) };
  } finally {
    progress.done();
  }
}

async function suggestTarget(session: Session, argument: unknown): Promise<string | null> {
  const uri = member(argument, "uri");
  const position = member(argument, "position");
  if (typeof uri !== "string" || !Position.is(position)) {
    throw new ResponseError(ErrorCodes.InvalidParams, `${PROBE_TARGET_COMMAND} takes one argument, { uri, position }.`);
  }
  const open = await session.open(uri);
  return open === null ? null : probeTarget(open.file, open.document.offsetAt(position), open.options);
}

function failure(message: string): ResponseError<unknown> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
