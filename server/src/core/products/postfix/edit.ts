// Edits to main.cf and master.cf that keep everything else as it is: comments, layout, line ends. Which edit is wanted is the rules' business.

import type { Entry } from "../../dialects/postfix-main/tree.js";
import type { Override, ServiceEntry } from "../../dialects/postfix-master/tree.js";
import type { Trivia } from "../../dialects/postfix-lines.js";
import { insertLine, newline } from "../../text/line-edits.js";
import type { SourceText } from "../../text/source-text.js";
import type { TextEdit } from "../../text/text-edit.js";
import { kinship } from "../kinship.js";
import type { Model, Scope } from "./model.js";

/** Comments and blank lines inside a logical line, which an edit of it must not lose. */
function interiorText(source: SourceText, interior: readonly Trivia[]): string {
  return interior.map((trivia) => source.slice(trivia.span)).join("");
}

/** Gives an entry a new value on one line; comments between its lines follow it. */
export function replaceValue(model: Model, entry: Entry, value: string): TextEdit {
  const { source } = model;
  const { path } = source;
  if (entry.value.segments.length <= 1 && entry.interior.length === 0 && entry.value.text !== "") {
    return { path, span: entry.value.span, text: value };
  }
  const interior = interiorText(source, entry.interior);
  const ended = interior !== "" || source.slice(entry.span).endsWith("\n");
  const text = `${value === "" ? "" : ` ${value}`}${ended ? newline(source) : ""}${interior}`;
  return { path, span: { start: entry.equals.end, end: entry.span.end }, text };
}

/** Takes an entry out; comments between its lines stay. */
export function removeEntry(model: Model, entry: Entry): TextEdit {
  return { path: model.source.path, span: entry.span, text: interiorText(model.source, entry.interior) };
}

/** The entry beside which a new parameter belongs: the last of those whose names are most alike. */
function sibling(model: Model, name: string): Entry | undefined {
  let best: Entry | undefined;
  let bestKinship = 1;
  for (const entry of model.entries.values()) {
    const alike = kinship(entry.name.text, name);
    if (alike > bestKinship || (alike === bestKinship && best && entry.span.start > best.span.start)) {
      best = entry;
      bestKinship = alike;
    }
  }
  return best;
}

/** Adds a line beside its siblings, else at the end of the file. */
function insertParameter(model: Model, name: string, value: string): TextEdit {
  const { source } = model;
  return insertLine(source, sibling(model, name)?.span.end ?? source.text.length, `${name} = ${value}`);
}

/**
 * Makes `name = value` true for `scope`: changes the `-o` or the entry of main.cf that decides, or adds a line to main.cf, where it
 * holds for every program that does not say otherwise.
 */
export function setParameter(model: Model, name: string, value: string, scope: Scope = model): TextEdit {
  const override = scope.get(name)?.override;
  if (override && model.master) return replaceOverride(model.master.source, override, value);
  const entry = model.entries.get(name);
  return entry ? replaceValue(model, entry, value) : insertParameter(model, name, value);
}

/** Takes away what decides `name` for `scope`; null where nothing written does. */
export function removeSetting(model: Model, name: string, scope: Scope = model): TextEdit | null {
  const override = scope.get(name)?.override;
  if (override && model.master) return removeOverride(model.master.source, override);
  const entry = model.entries.get(name);
  return entry ? removeEntry(model, entry) : null;
}

/** `-o` with its value; a value with blanks needs the braces of Postfix 3.0 (master(5)). */
function overrideText(name: string, value: string): string {
  return /\s/.test(value) ? `-o { ${name} = ${value} }` : `-o ${name}=${value}`;
}

function replaceOverride({ path }: SourceText, { span, name }: Override, value: string): TextEdit {
  return { path, span, text: overrideText(name.text, value) };
}

/** Takes an override out, with its line where it stands alone on one that continues the service. */
export function removeOverride(source: SourceText, { span }: Override): TextEdit {
  const { path, text } = source;
  let start = span.start;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start -= 1;
  const newlineAt = text.indexOf("\n", span.end);
  const restEnd = newlineAt === -1 ? text.length : newlineAt;
  const alone = start > 0 && text[start - 1] === "\n" && text.slice(span.end, restEnd).trim() === "";
  const end = alone ? Math.min(restEnd + 1, text.length) : span.end;
  return { path, span: { start, end }, text: "" };
}

/** The end of the last physical line of a service on which something of it stands, its line end not included. */
function endOfService(entry: ServiceEntry): number {
  return (entry.arguments.at(-1) ?? entry.command).span.end;
}

/** Adds `-o name=value` to a service, or changes the one it has: the setting then holds for this service alone. */
export function setOverride(source: SourceText, entry: ServiceEntry, name: string, value: string): TextEdit {
  const overrides = entry.arguments.flatMap((argument) => (argument.kind === "override" ? [argument] : []));
  const existing = overrides.filter((override) => override.name.text === name).at(-1);
  if (existing) return replaceOverride(source, existing, value);
  const at = endOfService(entry);
  const indent = overrides.flatMap(
    ({ span }) => /\n([ \t]+)$/.exec(source.text.slice(0, span.start).slice(-80))?.[1] ?? [],
  )[0];
  // Beside overrides on the service's own line, a new one stays there.
  const before = overrides.length > 0 && indent === undefined ? " " : `${newline(source)}${indent ?? "  "}`;
  return { path: source.path, span: { start: at, end: at }, text: before + overrideText(name, value) };
}
