// Keeps findings and fixes away from the tags of templates: what a template decides is nobody's mistake, and nothing of it is changed.

import type { ProductReport } from "../../rules/rule.js";
import type { SourceText } from "../../text/source-text.js";
import { overlaps, type Span } from "../../text/span.js";
import type { TextEdit } from "../../text/text-edit.js";
import { UNKNOWN } from "../../text/template.js";
import type { Model } from "./model.js";

/** Whether what stands at `span` comes from a template, so that it may be another text, or none. */
export function isDoubtful(model: Model, path: string, span: Span): boolean {
  const template = model.templates.get(path);
  if (!template) return false;
  if (template.tags.some((tag) => tag.start < span.end && span.start < tag.end)) return true;
  const entry =
    path === model.source.path
      ? [...model.entries.values()].find(({ value }) => overlaps(value.span, span))
      : undefined;
  return entry !== undefined && template.uncertain.has(entry.name.text);
}

/** The text of the physical line of `at` before it. */
function before(source: SourceText, at: number): string {
  return source.text.slice(source.text.lastIndexOf("\n", at - 1) + 1, at);
}

const OVERRIDE_NAME = /^-o \w+=/;

function isHarmless(model: Model, source: SourceText, { span, text }: TextEdit): boolean {
  const template = model.templates.get(source.path);
  if (text.includes(UNKNOWN)) return false;
  if (!template) return true;
  const { start, end } = span;
  // Beside a tag in the same line is part of the same value; a line of its own is not.
  const touched = template.tags.some((tag) => {
    const apart =
      (tag.end <= start && source.text.slice(tag.end, start).includes("\n")) ||
      (end <= tag.start && before(source, tag.start) === "");
    return !apart && start <= tag.end && tag.start <= end;
  });
  if (touched) return false;
  if (template.arms.length === 0) return true;
  const inArm = template.arms.some((arm) => arm.span.start <= start && start < arm.span.end);
  const old = source.slice(span);
  const overridden = OVERRIDE_NAME.exec(old)?.[0];
  const inValue =
    !old.includes("\n") &&
    !text.includes("\n") &&
    (before(source, start).includes("=") || (overridden !== undefined && overridden === OVERRIDE_NAME.exec(text)?.[0]));
  // What the template leaves out may be what the other line was for: lines come and go only by hand.
  return inValue || (!inArm && start === end);
}

/** The edits, unless one of them would touch a tag or what depends on one. */
export function guardEdits(model: Model, edits: readonly TextEdit[] | null): readonly TextEdit[] | null {
  if (edits === null || model.templates.size === 0) return edits;
  const sources = [
    model.source,
    ...(model.master ? [model.master.source] : []),
    ...model.maps.map(({ source }) => source),
  ];
  const harmless = edits.every((edit) => {
    const source = sources.find(({ path }) => path === edit.path);
    return source !== undefined && isHarmless(model, source, edit);
  });
  return harmless ? edits : null;
}

/** The report without a fix that would touch a tag; null when it is about what a template decides. */
function guarded(model: Model, { fix, ...report }: ProductReport): ProductReport | null {
  if (isDoubtful(model, report.at.path, report.at.span)) return null;
  const edits = fix && guardEdits(model, fix.edits);
  return fix && edits ? { ...report, fix } : report;
}

/**
 * What a rule reports without having read a value that a template decides. A rule that has read one says nothing more: it may be what its
 * reports are based on. One that has a use for the others asks `unknown` before it reads.
 */
export function* certain(model: Model, reports: Iterable<ProductReport>): Generator<ProductReport> {
  const iterator = reports[Symbol.iterator]();
  for (;;) {
    const { result, unknown } = model.traced(() => iterator.next());
    if (result.done === true || unknown.length > 0) return;
    const report = guarded(model, result.value);
    if (report) yield report;
  }
}
