// An editor for tests: speaks to a server process over stdio through the reference JSON-RPC client, and keeps its own texts.
// How it applies edits is written apart from the server's way, so that the two can disagree.

import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type Hover,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type RegistrationParams,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";

export const VERSIONED: ClientCapabilities = { workspace: { workspaceEdit: { documentChanges: true } } };
export const PULL: ClientCapabilities = { ...VERSIONED, textDocument: { diagnostic: {} } };

export interface EditorOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Answers workspace/configuration. */
  readonly configuration?: () => unknown;
  /** Answers client/registerCapability. */
  readonly registerCapability?: (params: RegistrationParams) => null;
}

interface Buffer {
  version: number;
  text: string;
}

/** Everything of `text` by line, line ends included, as the protocol counts lines. */
function lines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

/** The position of `offset`; one inside "\r\n" has none and must not be asked for. */
export function positionOf(text: string, offset: number): Position {
  const before = lines(text.slice(0, offset));
  const last = before.at(-1) ?? "";
  const ended = /[\r\n]$/.test(last) || before.length === 0;
  return ended ? { line: before.length, character: 0 } : { line: before.length - 1, character: last.length };
}

/** The offset of a position that must exist in `text`. */
function offsetOf(text: string, { line, character }: Position): number {
  const all = lines(text);
  const content = (all[line] ?? "").replace(/[\r\n]+$/, "");
  assert.ok(line <= all.length && character <= content.length, `no position ${line}:${character}`);
  return all.slice(0, line).join("").length + character;
}

/** `text` with all `edits`, which must not overlap. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  const spans = edits.map(({ range, newText }) => ({
    start: offsetOf(text, range.start),
    end: offsetOf(text, range.end),
    newText,
  }));
  // Of insertions at one place the first comes first: it is made last.
  spans.reverse().sort((a, b) => b.start - a.start);
  return spans.reduce((result, { start, end, newText }, index) => {
    assert.ok(start <= end && end <= (spans[index - 1]?.start ?? text.length), "edits overlap");
    return result.slice(0, start) + newText + result.slice(end);
  }, text);
}

export class Editor {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly buffers = new Map<string, Buffer>();
  /** Every publishDiagnostics received. */
  readonly published: PublishDiagnosticsParams[] = [];
  /** Every window/showMessage received. */
  readonly messages: string[] = [];
  initialized!: InitializeResult;
  #waiting: (() => void)[] = [];

  private constructor(file: string, options: EditorOptions) {
    const child = spawn(process.execPath, [file, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.process = child;
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      this.#wake();
    });
    this.connection.onNotification("window/showMessage", (params: { message: string }) => {
      this.messages.push(params.message);
      this.#wake();
    });
    this.connection.onRequest("workspace/configuration", () => [options.configuration?.() ?? null]);
    this.connection.onRequest("client/registerCapability", options.registerCapability ?? (() => null));
    child.once("exit", () => {
      this.#wake();
    });
    this.connection.listen();
  }

  /** A server with an initialized client. It ends with the test at the latest. */
  static async start(t: TestContext, file: string, options: EditorOptions = {}): Promise<Editor> {
    const editor = new Editor(file, options);
    t.after(() => {
      editor.connection.dispose();
      editor.process.kill();
    });
    editor.initialized = await editor.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? VERSIONED,
      initializationOptions: options.initializationOptions,
    });
    await editor.connection.sendNotification("initialized", {});
    return editor;
  }

  /** Ends the session in order; the exit code of the server. */
  async stop(): Promise<number | null> {
    const exited = once(this.process, "exit");
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    const [code] = (await exited) as [number | null];
    return code;
  }

  async open(uri: string, text: string, languageId = "postfix-main"): Promise<void> {
    this.buffers.set(uri, { version: 1, text });
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  async close(uri: string): Promise<void> {
    this.buffers.delete(uri);
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  buffer(uri: string): Buffer {
    const buffer = this.buffers.get(uri);
    assert.ok(buffer, `${uri} is not open`);
    return buffer;
  }

  /** Replaces spans of the text one after another, each counted after the one before, in one didChange. */
  async change(uri: string, ...spans: { start: number; end: number; text: string }[]): Promise<void> {
    const buffer = this.buffer(uri);
    const contentChanges = spans.map(({ start, end, text }) => {
      const range: Range = { start: positionOf(buffer.text, start), end: positionOf(buffer.text, end) };
      buffer.text = buffer.text.slice(0, start) + text + buffer.text.slice(end);
      return { range, text };
    });
    buffer.version += 1;
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: buffer.version },
      contentChanges,
    });
  }

  /** What a careful client does with an edit: checks each version, applies the edit to its texts and tells the server. */
  async apply(edit: WorkspaceEdit | undefined): Promise<void> {
    assert.ok(edit?.documentChanges, "expected documentChanges");
    for (const change of edit.documentChanges) {
      assert.ok("textDocument" in change);
      const { uri, version } = change.textDocument;
      const buffer = this.buffer(uri);
      assert.equal(version, buffer.version, "the edit is for another version");
      const text = applied(buffer.text, change.edits as TextEdit[]);
      await this.change(uri, { start: 0, end: buffer.text.length, text });
    }
  }

  /** The diagnostics that the server pushes for the current version. */
  async pushed(uri: string): Promise<Diagnostic[]> {
    const isCurrent = (params: PublishDiagnosticsParams): boolean =>
      params.uri === uri && params.version === this.buffer(uri).version;
    await this.until(() => this.published.some(isCurrent));
    return this.published.filter(isCurrent).at(-1)?.diagnostics ?? [];
  }

  /** The diagnostics that the server gives when asked. */
  async pulled(uri: string): Promise<Diagnostic[]> {
    const report: DocumentDiagnosticReport = await this.connection.sendRequest("textDocument/diagnostic", {
      textDocument: { uri },
    });
    assert.equal(report.kind, "full");
    return report.items;
  }

  async codeActions(uri: string, range: Range, context: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
    const actions: CodeAction[] = await this.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...context },
    });
    return actions;
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest("textDocument/hover", { textDocument: { uri }, position });
  }

  /** Waits for messages from the server until `condition` holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      assert.equal(this.process.exitCode, null, "the server has ended");
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** The whole of any text, as a range. */
export const EVERYTHING: Range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
