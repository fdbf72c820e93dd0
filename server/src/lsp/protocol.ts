// What client and server say to each other beyond the Language Server Protocol: commands, options, settings. Types and names only.

import type { Snapshot } from "../probe/history.js";
import type { ProbeReport } from "../probe/report.js";

export type { Snapshot } from "../probe/history.js";

/** `initializationOptions`. Absent (other editors): trusted. */
export interface InitializationOptions {
  /** False in an untrusted workspace: analysis only, no network. */
  readonly trusted?: boolean;
  /**
   * The client's own command behind a code lens; it gets one argument, a target. Absent: the lens runs `PROBE_COMMAND`, and what is
   * found shows up as diagnostics.
   */
  readonly probeLensCommand?: string;
  /** Settings for clients that keep none, or do not answer workspace/configuration. */
  readonly settings?: Settings;
}

/** Sent by the client once the user has trusted the workspace. No parameters. */
export const TRUST_GRANTED = "mailTls/trustGranted";

/** `workspace/executeCommand`: one live conversation. Supports work-done progress and cancellation. Takes `[ProbeArguments]`, gives `ProbeResult`. */
export const PROBE_COMMAND = "mailTls.server.probe";

/** `workspace/executeCommand`: the host that a position suggests. Takes `[ProbeTargetArguments]`, gives `string | null`. */
export const PROBE_TARGET_COMMAND = "mailTls.server.probeTarget";

/** `workspace/executeCommand`: the hosts that a file names. Takes `[ProbePlacesArguments]`, gives `string[]`, each target once. */
export const PROBE_PLACES_COMMAND = "mailTls.server.probePlaces";

/** `workspace/executeCommand`: takes the findings of probes out of the diagnostics. No arguments. */
export const CLEAR_PROBES_COMMAND = "mailTls.server.clearProbes";

export interface ProbePlacesArguments {
  readonly uri: string;
}

export interface ProbeArguments {
  /** As on the command line: `host`, `host:port`, `[v6]:port` or a URL. */
  readonly target: string;
  readonly servername?: string;
  /** What the client remembers of the last probe of this target; without it the server goes by what it has probed itself. */
  readonly previous?: Snapshot;
}

export interface ProbeResult {
  readonly report: ProbeReport;
  /** The report for people, as Markdown. */
  readonly markdown: string;
  /** The verdict in one line of plain text. */
  readonly summary: string;
  /** To be remembered for the next probe of the same target; null where there is nothing to remember. */
  readonly snapshot: Snapshot | null;
}

export interface ProbeTargetArguments {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** The section `mailTls` of the client's settings. */
export interface Settings {
  readonly postfix?: { readonly version?: string };
  readonly tlsLibrary?: string;
  readonly profile?: string;
  readonly probe?: { readonly timeoutSeconds?: number };
}
