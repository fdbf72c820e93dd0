// workspace/executeCommand: probes with their progress, and the hosts that a file suggests. No network access of its own.

import {
  ErrorCodes,
  LSPErrorCodes,
  Position,
  ResponseError,
  WorkDoneProgressReporter,
  type CancellationToken,
} from "vscode-languageserver";
import { probePlaces, probeTarget, PROTOCOL_VERSIONS } from "../../core/api.js";
import { renderReport, summarizeReport } from "../../probe/render.js";
import {
  CLEAR_PROBES_COMMAND,
  HARDEN_CHOICES_COMMAND,
  HARDEN_COMMAND,
  PROBE_COMMAND,
  PROBE_PLACES_COMMAND,
  PROBE_TARGET_COMMAND,
  type ProbeResult,
  type Snapshot,
} from "../protocol.js";
import type { Session } from "../session.js";
import { member } from "../settings.js";
import { hardenChoices, hardenService } from "./harden.js";

/** `onProbed` is called when the probes that are known have changed. */
export function registerExecuteCommand(session: Session, onProbed: () => void): void {
  session.connection.onExecuteCommand((params, token, progress): Promise<unknown> => {
    const argument: unknown = params.arguments?.[0];
    switch (params.command) {
      case PROBE_COMMAND:
        return probe(session, argument, token, progress).finally(onProbed);
      case PROBE_TARGET_COMMAND:
        return suggestTarget(session, argument);
      case PROBE_PLACES_COMMAND:
        return namedTargets(session, argument);
      case CLEAR_PROBES_COMMAND:
        session.probes.clear();
        onProbed();
        return Promise.resolve(null);
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
  const { probeTimeoutMs, options } = await session.currentSettings();
  const previous = readSnapshot(member(argument, "previous")) ?? session.probes.last(target);

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
      ...(options.profile !== undefined && { profile: options.profile }),
      ...(previous !== null && { previous }),
      onProgress(step, connections) {
        progress.report(`${step}, ${connections} ${connections === 1 ? "connection" : "connections"}`);
      },
      onCancel(abort) {
        token.onCancellationRequested(abort);
        ownProgress?.token.onCancellationRequested(abort);
      },
    });
    if (token.isCancellationRequested || ownProgress?.token.isCancellationRequested === true) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, "The probe was cancelled.");
    }
    const snapshot = session.probes.add(report);
    return { report, markdown: renderReport(report), summary: summarizeReport(report), snapshot };
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

/** The hosts that an open file names, each once, in its order. */
async function namedTargets(session: Session, argument: unknown): Promise<readonly string[]> {
  const uri = member(argument, "uri");
  if (typeof uri !== "string") {
    throw new ResponseError(ErrorCodes.InvalidParams, `${PROBE_PLACES_COMMAND} takes one argument, { uri }.`);
  }
  const open = await session.open(uri);
  const places = open === null ? [] : probePlaces(open.file, open.files, open.options);
  return [...new Set(places.map(({ target }) => target))];
}

/** Null for whatever is none: it comes from a client's storage. */
function readSnapshot(value: unknown): Snapshot | null {
  const [target, at, tls, versions] = ["target", "at", "tls", "versions"].map((name) => member(value, name));
  if (typeof target !== "string" || typeof at !== "string" || typeof tls !== "boolean" || !Array.isArray(versions)) {
    return null;
  }
  return { target, at, tls, versions: PROTOCOL_VERSIONS.filter((version) => versions.includes(version)) };
}

function failure(message: string): ResponseError<unknown> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
