// Edits to a main.cf that keep everything else as it is: comments, layout, line ends. Which edit is wanted is the rules' business.

import type { Entry } from "../../dialects/postfix-main/tree.js";
import type { TextEdit } from "../../text/text-edit.js";
import type { Model } from "./model.js";

/** The line end of the file: lines that are added end like the others. */
export function newline(model: Model): string {
  return model.source.text.includes("\r\n") ? "\r\n" : "\n";
}

/** The comments and blank lines inside an entry, which an edit of the entry must not lose. */
function interiorText(model: Model, entry: Entry): string {
  return entry.interior.map((trivia) => model.source.slice(trivia.span)).join("");
}

/** Gives an entry a new value on one line; comments between its lines follow it. */
export function replaceValue(model: Model, entry: Entry, value: string): TextEdit {
  const { path } = model.source;
  if (entry.value.segments.length <= 1 && entry.interior.length === 0 && entry.value.text !== "") {
    return { path, span: entry.value.span, text: value };
  }
  const interior = interiorText(model, entry);
  const ended = interior !== "" || model.source.slice(entry.span).endsWith("\n");
  const text = `${value === "" ? "" : ` ${value}`}${ended ? newline(model) : ""}${interior}`;
  return { path, span: { start: entry.equals.end, end: entry.span.end }, text };
}

/** Takes an entry out; comments between its lines stay. */
export function removeEntry(model: Model, entry: Entry): TextEdit {
  return { path: model.source.path, span: entry.span, text: interiorText(model, entry) };
}

/** Length of the longest common prefix of whole name parts: `smtpd_tls_` for smtpd_tls_a and smtpd_tls_b. */
function kinship(a: string, b: string): number {
  const left = a.split("_");
  const right = b.split("_");
  let count = 0;
  while (count < left.length && left[count] === right[count]) count += 1;
  return count;
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
  const { path, text } = model.source;
  const at = sibling(model, name)?.span.end ?? text.length;
  const needsNewline = at > 0 && text[at - 1] !== "\n";
  const eol = newline(model);
  const line = `${name} = ${value}`;
  return { path, span: { start: at, end: at }, text: needsNewline ? `${eol}${line}` : `${line}${eol}` };
}

/** Makes `name = value` true: changes the entry that counts, or adds one. */
export function setParameter(model: Model, name: string, value: string): TextEdit {
  const entry = model.entries.get(name);
  return entry ? replaceValue(model, entry, value) : insertParameter(model, name, value);
}
