// Keeps findings and fixes away from what a template fills in: that is nobody's mistake, and nothing of it is changed.

import type { ProductReport } from "../../rules/rule.js";
import { overlaps, type Span } from "../../text/span.js";
import { type Masked, UNKNOWN } from "../../text/template.js";
import type { TextEdit } from "../../text/text-edit.js";

/** The files that are templates, by path. */
export type Templates = ReadonlyMap<string, Masked>;

/** Whether a template may leave the lines out in favour of others. */
export function isAlternative(template: Masked | undefined, { start }: Span): boolean {
  return template?.arms.some(({ span, exclusive }) => exclusive && span.start <= start && start < span.end) === true;
}

function touchesTag(templates: Templates, path: string, span: Span): boolean {
  return templates.get(path)?.tags.some((tag) => overlaps(tag, span)) === true;
}

/** The edits, unless one would touch a tag, or lines that a template may leave out. */
export function guardEdits(templates: Templates, edits: readonly TextEdit[] | null): readonly TextEdit[] | null {
  const harmless = edits?.every(({ path, span, text }) => {
    const inArm = templates.get(path)?.arms.some((arm) => overlaps(arm.span, span)) === true;
    return !text.includes(UNKNOWN) && !inArm && !touchesTag(templates, path, span);
  });
  return harmless === true ? edits : null;
}

/** The report without a fix that would touch a tag; null when it is about what a template decides. */
export function guardReport(templates: Templates, report: ProductReport): ProductReport | null {
  const { path, span } = report.at;
  const template = templates.get(path);
  if (touchesTag(templates, path, span) || isAlternative(template, span)) return null;
  const { fix, ...rest } = report;
  const edits = fix && guardEdits(templates, fix.edits);
  return fix && edits ? { ...rest, fix } : rest;
}
