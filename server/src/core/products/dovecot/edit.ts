// Edits to Dovecot's files that keep everything else as it is: comments, layout, line ends. Which edit is wanted is the rules' business.

import type { Node, Setting } from "../../dialects/dovecot/tree.js";
import { insertLine, newline } from "../../text/line-edits.js";
import type { SourceText } from "../../text/source-text.js";
import type { TextEdit } from "../../text/text-edit.js";
import type { Model } from "./model.js";
import type { Written } from "./reading.js";

/** Where an edit is made: a statement with its file. */
interface At {
  readonly node: Setting;
  readonly source: SourceText;
}

/** Gives a setting another value. */
export function replaceValue({ node, source }: At, text: string): TextEdit {
  const { value } = node;
  const glued = value.span.start === value.span.end && source.text[value.span.start - 1] === "=";
  return { path: source.path, span: value.span, text: glued ? ` ${text}` : text };
}

/** Gives a setting another name, and perhaps another value. */
export function rename(at: At, name: string, value?: string): readonly TextEdit[] {
  const { node, source } = at;
  return [
    { path: source.path, span: node.name.span, text: name },
    ...(value === undefined ? [] : [replaceValue(at, value)]),
  ];
}

/** Takes a statement out, with its lines. A comment behind it goes with it. */
export function removeNode(node: Node, source: SourceText): TextEdit {
  return { path: source.path, span: node.span, text: "" };
}

/** Puts lines in the place of a statement, indented like it; a comment behind it stays behind the first. */
export function replaceLines({ node, source }: At, lines: readonly string[]): TextEdit {
  const { start } = node.name.span;
  const indent = source.text.slice(node.span.start, start);
  const text = lines.join(`${newline(source)}${indent}`);
  return { path: source.path, span: { start, end: Math.max(node.value.span.end, node.name.span.end) }, text };
}

/** The setting beside which a new one belongs: the last of those in the same filter whose names begin alike. */
function sibling(model: Model, name: string): Written | undefined {
  const family = `${name.split("_", 1)[0] ?? ""}_`;
  const candidates = model
    .written()
    .filter(({ key, filter }) => Object.keys(filter).length === 0 && (key.startsWith(family) || `${key}_` === family));
  return candidates.at(-1);
}

/** Adds `name = value` outside of every block: beside its siblings, else at the end of the main file. */
function insertSetting(model: Model, name: string, value: string): TextEdit {
  const near = sibling(model, name);
  const source = near?.source ?? model.main;
  const at = near?.node.span.end ?? source.text.length;
  return insertLine(source, at, `${name} = ${value}`);
}

/** Makes `name = value` true: changes the line that counts, or adds one outside of every block. */
export function setSetting(model: Model, name: string, value: string, written?: Written): TextEdit {
  const line = written ?? model.root.get(name).written;
  return line && line.obsolete === undefined ? replaceValue(line, value) : insertSetting(model, name, value);
}
