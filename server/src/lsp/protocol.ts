// What client and server say to each other beyond the Language Server Protocol: commands, options, settings. Types and names only.

import type { WorkspaceEdit } from "vscode-languageserver";
import type { ProbeReport } from "../probe/report.js";

/** `initializationOptions`. Absent (other editors): trusted. */
export interface InitializationOptions {
  /** False in an untrusted workspace: analysis only, no network. */
  readonly trusted?: boolean;
  /** The client has the command of the code action "Harden for…". */
  readonly harden?: boolean;
  /** Settings for clients that keep none, or do not answer workspace/configuration. */
  readonly settings?: Settings;
}

/** Sent by the client once the user has trusted the workspace. No parameters. */
export const TRUST_GRANTED = "mailTls/trustGranted";

/** `workspace/executeCommand`: one live conversation. Supports work-done progress and cancellation. Takes `[ProbeArguments]`, gives `ProbeResult`. */
export const PROBE_COMMAND = "mailTls.server.probe";

/** `workspace/executeCommand`: the host that a position suggests. Takes `[ProbeTargetArguments]`, gives `string | null`. */
export const PROBE_TARGET_COMMAND = "mailTls.server.probeTarget";

/** `workspace/executeCommand`: the services of the configuration that a document belongs to. Takes `[uri]`, gives `HardenChoices`. */
export const HARDEN_CHOICES_COMMAND = "mailTls.server.hardenChoices";

/** `workspace/executeCommand`: the edit that makes a service meet a profile. Takes `[HardenArguments]`, gives `HardenResult`. */
export const HARDEN_COMMAND = "mailTls.server.harden";

/** The client's command of a code action: asks for service and profile, then shows the edit for review. Takes the document's URI. */
export const HARDEN_CLIENT_COMMAND = "mailTls.harden";

export interface HardenChoices {
  readonly services: readonly {
    readonly id: string;
    readonly role: "server" | "client";
    readonly service: string;
    readonly port: number | null;
  }[];
  readonly profiles: readonly { readonly id: string; readonly title: string; readonly edition: string }[];
  /** The profile that the settings choose. */
  readonly chosen: string | null;
}

export interface HardenArguments {
  readonly uri: string;
  readonly service: string;
  readonly profile: string;
}

export interface HardenResult {
  /** With an annotation for each change, to be confirmed, where the client knows them. Null where nothing is to be changed. */
  readonly edit: WorkspaceEdit | null;
  /** What the profile still objects to, and why it stays. */
  readonly left: readonly { readonly objection: string; readonly reason: string }[];
}

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
  readonly tlsLibrary?: string;
  readonly profile?: string;
  readonly probe?: { readonly timeoutSeconds?: number };
}
