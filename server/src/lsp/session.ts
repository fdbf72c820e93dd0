// What one connection knows: its client, its open documents, its settings. Handlers share it; nothing is kept in modules.

import { TextDocuments, type ClientCapabilities, type Connection } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { dialectIds, lint, recognise, SourceText } from "../core/api.js";
import type { Finding, InputFile, ProductOptions } from "../core/api.js";
import type { ProbeReport } from "../probe/report.js";
import { readSettings, type CheckedSettings } from "./settings.js";

/** What a probe is asked for besides its target. */
export interface ProbeRequest {
  readonly timeoutMs: number;
  readonly servername?: string;
  /** Told the name of each step as it begins. */
  readonly onProgress: (step: string) => void;
  /** Takes a function that ends the probe early; it is called when the user has had enough. */
  readonly onCancel: (abort: () => void) => void;
}

/** What the surroundings lend to the server. */
export interface Runtime {
  /** Null where no TCP connections can be made. Never rejects. */
  readonly probe: ((target: string, request: ProbeRequest) => Promise<ProbeReport>) | null;
  /** The machine that the server runs on, for files that configure that very machine. */
  readonly productHost: ProductOptions["host"];
}

/** An open document that is a mail server's configuration, at its current version. */
export interface OpenFile {
  readonly document: TextDocument;
  readonly file: InputFile;
  readonly options: ProductOptions;
}

/** Where a machine keeps its own configuration. A file in a repository or a backup belongs to another one. */
const OWN_CONFIGURATION = /^\/(?:usr\/local\/)?etc\//;

export class Session {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly documents = new TextDocuments({ create: TextDocument.create, update });
  client: ClientCapabilities = {};
  /** False until the user allows network access from this workspace. */
  trusted = true;
  /** The settings that hold where the client knows none. */
  initialSettings: unknown = undefined;
  settings: Promise<CheckedSettings> = Promise.resolve(readSettings(undefined));

  constructor(connection: Connection, runtime: Runtime) {
    this.connection = connection;
    this.runtime = runtime;
  }

  /** Whether the client asks for diagnostics itself (`textDocument/diagnostic`). */
  get pullsDiagnostics(): boolean {
    return this.client.textDocument?.diagnostic !== undefined;
  }

  /** The settings, once no newer ones are under way. */
  async currentSettings(): Promise<CheckedSettings> {
    for (;;) {
      const asked = this.settings;
      const settings = await asked;
      if (asked === this.settings) return settings;
    }
  }

  /** The open document `uri`, or null where it is not open or not a kind of file that Mail TLS knows. */
  async open(uri: string): Promise<OpenFile | null> {
    const { options } = await this.currentSettings();
    // Only now: what is awaited above must not make the text an old one.
    const document = this.documents.get(uri);
    if (document === undefined) return null;
    const text = document.getText();
    const { scheme, path } = parseUri(uri);
    const dialect = dialectIds().includes(document.languageId) ? document.languageId : recognise({ path, text });
    if (dialect === null) return null;
    const host = scheme === "file" && OWN_CONFIGURATION.test(path) ? this.runtime.productHost : undefined;
    return {
      document,
      file: { source: new SourceText(uri, text), dialect },
      options: host === undefined ? options : { ...options, host },
    };
  }

  /** Lets a promise run that nobody awaits. Its failure goes to the client's log: unhandled, it would end the process. */
  run(promise: Promise<unknown>): void {
    promise.catch((error: unknown) => {
      this.connection.console.error(String(error));
    });
  }
}

export function findingsIn({ file, options }: OpenFile): readonly Finding[] {
  return lint([file], options);
}

/** Changes a document as the client says, positions first moved into the text: the library's line table relies on that. */
function update(
  document: TextDocument,
  changes: Parameters<typeof TextDocument.update>[1],
  version: number,
): TextDocument {
  for (const change of changes) {
    if ("range" in change) {
      const start = document.positionAt(document.offsetAt(change.range.start));
      const end = document.positionAt(document.offsetAt(change.range.end));
      TextDocument.update(document, [{ range: { start, end }, text: change.text }], version);
    } else TextDocument.update(document, [change], version);
  }
  return document;
}

/** Scheme and decoded path of a URI; what is not a URI is all path. */
function parseUri(uri: string): { readonly scheme: string; readonly path: string } {
  try {
    return URI.parse(uri);
  } catch {
    return { scheme: "", path: uri };
  }
}
