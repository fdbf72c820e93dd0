// What client and server say to each other beyond the Language Server Protocol: commands, options, settings. Types and names only.

import type { ProbeReport } from "../probe/report.js";

/** `initializationOptions`. Absent (other editors): trusted. */
export interface InitializationOptions {
  /** False in an untrusted workspace: analysis only, no network. */
  readonly trusted?: boolean;
  /** Settings for clients that keep none, or do not answer workspace/configuration. */
  readonly settings?: Settings;
}

/** Sent by the client once the user has trusted the workspace. No parameters. */
export const TRUST_GRANTED = "mailTls/trustGranted";

/** `workspace/executeCommand`: one live conversation. Supports work-done progress and cancellation. Takes `[ProbeArguments]`, gives `ProbeResult`. */
export const PROBE_COMMAND = "mailTls.server.probe";

/** `workspace/executeCommand`: the host that a position suggests. Takes `[ProbeTargetArguments]`, gives `string | null`. */
export const PROBE_TARGET_COMMAND = "mailTls.server.probeTarget";

export interface ProbeArguments {
  /** As on the command line: `host`, `host:port`, `[v6]:port` or a URL. */
  readonly target: string;
  readonly servername?: string;
}

export interface ProbeResult {
  readonly report: ProbeReport;
  /** The report for people, as Markdown. */
  readonly markdown: string;
}

export interface ProbeTargetArguments {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** The section `mailTls` of the client's settings. */
export interface Settings {
  readonly postfix?: { readonly version?: string };
  readonly dovecot?: { readonly version?: string };
  readonly tlsLibrary?: string;
  readonly profile?: string;
  readonly probe?: { readonly timeoutSeconds?: number };
}
