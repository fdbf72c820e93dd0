// The pieces of a value as somebody wrote it: where each one stands in its file, and edits of one alone. No meaning of values.

import { references } from "../../dialects/postfix-main/expression.js";
import { type Token, sourceSpan } from "../../dialects/postfix-lines.js";
import { groupBy } from "../../text/group-by.js";
import type { Span } from "../../text/span.js";
import type { TextEdit } from "../../text/text-edit.js";
import { removeSetting, setParameter } from "./edit.js";
import type { Model, Setting } from "./model.js";
import { parameter } from "./parameters.js";

/** The settings of one kind that somebody wrote and that can be judged: Postfix can expand them. */
export function writtenOfType(model: Model, type: string): readonly Setting[] {
  return model.remembered("written by type", () => byType(model)).get(type) ?? [];
}

function byType(model: Model): ReadonlyMap<string, readonly Setting[]> {
  const sound = model.written().filter(({ effective }) => effective.problem === undefined);
  return groupBy(sound, ({ effective }) => parameter(effective.name)?.type ?? "");
}

/** The names that values refer to, as far as they can be read. */
export function namesInValues(model: Model): ReadonlySet<string> {
  return model.remembered(
    "names in values",
    () => new Set(model.written().flatMap(({ effective }) => references(effective.raw).map(({ name }) => name))),
  );
}

/** Whether the pieces of the value stand in the file as they are: nothing came from a `$name`. */
function isLiteral({ effective }: Setting): boolean {
  return effective.raw === effective.value;
}

/** Where the piece `span` of the value stands; the whole value where it came from a `$name`. */
export function placeOfPiece(setting: Setting, span: Span): Setting["at"] {
  const { effective, at } = setting;
  const value = (effective.override ?? effective.entry)?.value;
  if (value === undefined || value.text === "" || !isLiteral(setting)) return at;
  return { path: at.path, span: sourceSpan(value, span.start, span.end) };
}

/** Where the name of the setting stands. */
export function placeOfName({ effective, at }: Setting): Setting["at"] {
  return { path: at.path, span: (effective.override ?? effective.entry)?.name.span ?? at.span };
}

/** Replaces a piece and leaves the rest, its lines and comments included; null where it came from a `$name`. */
export function replacePiece(setting: Setting, span: Span, text: string): TextEdit | null {
  return isLiteral(setting) ? { ...placeOfPiece(setting, span), text } : null;
}

/** Takes items out of a list, with the setting where none is left; null where they came from a `$name`. */
export function dropItems(
  model: Model,
  setting: Setting,
  items: readonly Token[],
  separators: string,
): TextEdit | null {
  if (!isLiteral(setting)) return null;
  const { name, raw } = setting.effective;
  const isSeparator = (at: number): boolean => at >= 0 && at < raw.length && separators.includes(raw.charAt(at));
  let kept = raw;
  for (const { span } of [...items].sort((a, b) => b.span.start - a.span.start)) {
    let { start, end } = span;
    while (isSeparator(end)) end += 1;
    if (end === raw.length) while (isSeparator(start - 1)) start -= 1;
    kept = kept.slice(0, start) + kept.slice(end);
  }
  while (kept !== "" && separators.includes(kept.charAt(kept.length - 1))) kept = kept.slice(0, -1);
  return kept === "" ? removeSetting(model, name, setting.scope) : setParameter(model, name, kept, setting.scope);
}
