// What one connection knows: its client, its open documents, its settings. Handlers share it; nothing is kept in modules.

import {
  type ClientCapabilities,
  type Connection,
  MarkupKind,
  MessageType,
  ShowMessageNotification,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { completeFiles, dialectIds, lint, recognise, SourceText } from "../core/api.js";
import type { FileTree, Finding, InputFile, LintOptions, ProductOptions, Rc } from "../core/api.js";
import type { ProbeReport } from "../probe/report.js";
import type { Changed } from "./convert.js";
import { findRc } from "./rc-file.js";
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
  /**
   * The files of the machine; `own`: the configuration is that machine's own. `near`: folders of the configuration itself. Null where
   * there is no file system.
   */
  readonly files: ((choice: { readonly own: boolean; readonly near: readonly string[] }) => FileTree) | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

/** An open document that is a mail server's configuration, at its current version. */
export interface OpenFile {
  readonly document: TextDocument;
  readonly file: InputFile;
  /** It, and the other files of the same configuration. */
  readonly files: readonly InputFile[];
  readonly options: ProductOptions;
  readonly lint: LintOptions;
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
  /** Whether the client can ask for the service and the profile. */
  hasHardenCommand = false;
  /** The settings that hold where the client knows none. */
  initialSettings: unknown = undefined;
  /** What was last said about each `.mailtlsrc.json`. */
  readonly #complaints = new Map<string, string>();
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
    const file = { source: new SourceText(uri, text), dialect };
    const tree = this.#files(uri, host !== undefined);
    const rc = scheme === "file" ? this.#rcOf(uri, tree) : null;
    const all = { ...rc?.options, ...options, ...(host && { host }), now: this.runtime.now(), files: tree };
    const others = completeFiles([file], all).filter(({ source }) => source.path !== uri);
    return { document, file, files: [file, ...others], options: all, lint: rc?.lint ?? {} };
  }

  /** What the project's own file says; a broken one is told about once, until it is broken in another way. */
  #rcOf(uri: string, files: FileTree): Rc | null {
    const found = findRc(uri, files);
    if (found === null) return null;
    const complaint = found.problems.join(" ");
    if (complaint !== "" && this.#complaints.get(found.uri) !== complaint) {
      const message = `${parseUri(found.uri).path} is ignored: ${complaint}`;
      this.run(this.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message }));
    }
    this.#complaints.set(found.uri, complaint);
    return found.rc;
  }

  /** What the editor holds open goes before what is on the disk; without a disk it is all there is. */
  #files(uri: string, own: boolean): FileTree {
    const disk = this.runtime.files?.({ own, near: [uri.slice(0, uri.lastIndexOf("/"))] }) ?? null;
    return {
      status: (path) => disk?.status(path) ?? null,
      text: (path) => this.documents.get(path)?.getText() ?? disk?.text(path) ?? null,
      pem: (path) => disk?.pem(path) ?? null,
    };
  }

  /** The markup to write for a client that reads `formats`; one that does not say reads Markdown. */
  markup(formats: readonly MarkupKind[] | undefined): MarkupKind {
    return formats?.includes(MarkupKind.Markdown) === false ? MarkupKind.PlainText : MarkupKind.Markdown;
  }

  /** The document behind a path of the configuration of `open`, to turn offsets into positions. */
  changed(open: OpenFile, path: string): Changed {
    const document = this.documents.get(path);
    if (document !== undefined) return { document, version: document.version };
    const source = open.files.find((file) => file.source.path === path)?.source;
    return { document: TextDocument.create(path, "", 0, source?.text ?? ""), version: null };
  }

  /** Lets a promise run that nobody awaits. Its failure goes to the client's log: unhandled, it would end the process. */
  run(promise: Promise<unknown>): void {
    promise.catch((error: unknown) => {
      this.connection.console.error(String(error));
    });
  }
}

export function findingsIn({ file, files, options, lint: lintOptions }: OpenFile): readonly Finding[] {
  return lint(files, options, lintOptions).filter(({ path }) => path === file.source.path);
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
