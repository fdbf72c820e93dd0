// Edits to Exim's files that keep everything else as it is. Which edit is wanted is the rules' business.

import { insertLine, newline } from "../../text/line-edits.js";
import type { SourceText } from "../../text/source-text.js";
import { UNKNOWN } from "../../text/template.js";
import type { Span } from "../../text/span.js";
import type { TextEdit } from "../../text/text-edit.js";
import { kinship } from "../kinship.js";
import type { Model, Scope, Written } from "./model.js";

/** Where the physical line of `at` ends, its newline included. */
function lineEnd({ text }: SourceText, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** Blanks before the text of a line. */
function indentOf(source: SourceText, at: number): string {
  const start = source.text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(source.text.slice(start))?.[0] ?? "";
}

/** The line of the scope beside which a new option belongs: the last of those whose names are most alike. */
function sibling(scope: Scope, name: string): Written | undefined {
  const local = scope.written.filter(({ line }) => line.name.span !== null);
  const [least, best] = [
    scope.instance === null ? 1 : 0,
    Math.max(0, ...local.map(({ option }) => kinship(option.name, name))),
  ];
  return best < least ? undefined : local.filter(({ option }) => kinship(option.name, name) === best).at(-1);
}

/** Where the main section of the first file ends: before its first `begin`. */
function endOfMain(model: Model): { readonly source: SourceText; readonly at: number } {
  const first = model.reading.statements.find(({ kind }) => kind === "section");
  if (first === undefined) return { source: model.source, at: model.source.text.length };
  const { source, span } = first.logical;
  return { source, at: span.start };
}

function insertOption(model: Model, scope: Scope, name: string, value: string): TextEdit | null {
  const line = `${name} = ${value}`.trimEnd();
  const beside = sibling(scope, name);
  if (beside !== undefined) {
    const { source, span } = beside.line.logical;
    return insertLine(source, span.end, `${indentOf(source, beside.line.name.span?.start ?? span.start)}${line}`);
  }
  if (scope.instance !== null) {
    const { source, span } = scope.instance.logical;
    return insertLine(source, lineEnd(source, span.start), `  ${line}`);
  }
  const { source, at } = endOfMain(model);
  return insertLine(source, at, line);
}

/** A template fills in a part of the line: it is left as it is. */
function isFilledIn({ line }: Written): boolean {
  return line.logical.line.text.includes(UNKNOWN);
}

/** Makes `name = value` true in a scope; null where a macro or a template decides. */
export function setOption(model: Model, scope: Scope, name: string, value: string): TextEdit | null {
  const written = scope.get(name).written;
  if (written === undefined) return insertOption(model, scope, name, value);
  const { line } = written;
  const { source } = line.logical;
  if (isFilledIn(written) || line.name.span === null || (line.value.text !== "" && line.value.span === null))
    return null;
  const end = line.value.span?.end ?? line.name.span.end;
  if (line.equals && line.value.span !== null && line.negation === "")
    return { path: source.path, span: line.value.span, text: value };
  const rest = source.text.slice(end, lineEnd(source, end)).replace(/[\r\n]+$/, "");
  return {
    path: source.path,
    span: { start: line.name.span.start, end: end + rest.length },
    text: `${name} = ${value}`,
  };
}

/** Takes the line of an option out; null where nothing written decides, or a macro has a part in it. */
export function removeOption(scope: Scope, name: string): TextEdit | null {
  const written = scope.get(name).written;
  if (written === undefined || isFilledIn(written) || written.line.name.span === null) return null;
  const { source, span } = written.line.logical;
  return { path: source.path, span: wholeLines(source, span), text: "" };
}

/** `span` from the start of its first physical line. */
function wholeLines({ text }: SourceText, { start, end }: Span): Span {
  return { start: text.lastIndexOf("\n", start - 1) + 1, end };
}

/** Adds lines at the head of an ACL; null where it is not written in a file that is at hand. */
export function insertInAcl(model: Model, name: string, lines: readonly string[]): TextEdit | null {
  const head = model.reading.statements.find((statement) => statement.kind === "acl" && statement.name.text === name);
  if (head === undefined) return null;
  const { source, span } = head.logical;
  return insertLine(source, span.end, lines.map((line) => `  ${line}`).join(newline(source)));
}
