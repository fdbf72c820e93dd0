// Templates of Postfix's files: what of a masked text is known. A setting in lines that the template may leave out, a service with unknown parts.

import type { Span } from "../text/span.js";
import { SourceText } from "../text/source-text.js";
import { type Arm, Canvas, type Masked, maskTemplate, UNKNOWN } from "../text/template.js";
import { type LogicalLine, readLogicalLines, sourceOffset } from "./postfix-lines.js";

/** A template of a file, read as far as it can be. */
export interface Template extends Masked {
  /** Settings that have another value, or none, when the template chooses other lines. */
  readonly uncertain: ReadonlySet<string>;
}

interface Assignment {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}

function armsAround(arms: readonly Arm[], { start }: Span): readonly Arm[] {
  return arms.filter(({ span }) => span.start <= start && start < span.end);
}

/**
 * Keys whose value depends on what the template chooses: set in lines with alternatives, or set again elsewhere to something else. A setting
 * in lines that are there or not, and nowhere else, counts as set: that is what the lines are for.
 */
function uncertainKeys(assignments: readonly Assignment[], arms: readonly Arm[]): ReadonlySet<string> {
  const uncertain = new Set<string>();
  const byKey = new Map<string, Assignment[]>();
  for (const assignment of assignments) byKey.set(assignment.key, [...(byKey.get(assignment.key) ?? []), assignment]);
  for (const [key, all] of byKey) {
    const around = all.map(({ span }) => armsAround(arms, span));
    if (around.every((inner) => inner.length === 0)) continue;
    const equal = all.every(({ value }) => value === all[0]?.value);
    const alternative = all.length === 1 && around.some((inner) => inner.some(({ exclusive }) => exclusive));
    if (!equal || alternative) uncertain.add(key);
  }
  return uncertain;
}

const linesOf = (text: string): LogicalLine[] =>
  [...readLogicalLines(text)].flatMap((line) => (line.kind === "line" ? [line] : []));

/** Masks a main.cf, or a file of the same shape; null when it is not a template. */
export function maskMain(source: SourceText): Template | null {
  const template = maskTemplate(source);
  if (template === null) return null;
  const assignments = linesOf(template.masked.text).flatMap(({ text, span }) => {
    const [, key, value] = /^([^\s=]+)\s*=([^]*)$/.exec(text) ?? [];
    return key === undefined || value === undefined ? [] : [{ key, value: value.trim(), span }];
  });
  return { ...template, uncertain: uncertainKeys(assignments, template.arms) };
}

/** `-o name=value` and `-o { name = value }`; a value may be unknown, a name may not. */
const OVERRIDE = /-o\s*(?:\{\s*(\w+)\s*=([^{}]*)\}|(\w+)=(\S*))/g;

/** Name, type and the five fields before the command. */
const FIELDS = /^(\S+)\s+(\S+)(?:\s+\S+){5}\s+\S+/;

/** Makes an unknown field the default one, `-`; false where a part that must be known is not. */
function maskFields({ text, segments }: LogicalLine, canvas: Canvas): boolean {
  const words = [...text.matchAll(/\S+/g)];
  for (const [index, { 0: word, index: at }] of words.slice(0, 8).entries()) {
    if (!word.includes(UNKNOWN)) continue;
    if (index < 2 || index > 6 || word.replaceAll(UNKNOWN, "") !== "") return false;
    canvas.blank({ start: sourceOffset(segments, at), end: sourceOffset(segments, at + word.length) });
    canvas.put(sourceOffset(segments, at), "-");
  }
  const command = FIELDS.exec(text)?.[0] ?? text;
  return !text.slice(command.length).replace(OVERRIDE, "").includes(UNKNOWN);
}

/** Makes the values of overrides unknown that depend on what the template chooses; false where there is no room for it. */
function maskOverrides({ text, segments }: LogicalLine, arms: readonly Arm[], canvas: Canvas): boolean {
  const overrides = Array.from(text.matchAll(OVERRIDE), (match) => {
    const key = match[1] ?? match[3] ?? "";
    const value = match[2] ?? match[4] ?? "";
    const closing = match[1] === undefined ? 0 : 1;
    const end = match.index + match[0].length - closing;
    const span = { start: sourceOffset(segments, end - value.length), end: sourceOffset(segments, end - 1) + 1 };
    return { key, value: value.trim(), span };
  });
  const uncertain = uncertainKeys(overrides, arms);
  for (const { key, value, span } of overrides) {
    if (!uncertain.has(key)) continue;
    if (value === "") return false;
    canvas.unknown(span);
  }
  return true;
}

/** Masks a master.cf; a service of which more than the values of its settings is unknown is left out. Null when it is not a template. */
export function maskMaster(source: SourceText): Template | null {
  const template = maskTemplate(source, { named: false });
  if (template === null) return null;
  const canvas = new Canvas(template.masked.text);
  const lines = linesOf(template.masked.text);
  const keyOf = ({ text }: LogicalLine): string => text.split(/\s+/, 2).join("/");
  const services = uncertainKeys(
    lines.map((line) => ({ key: keyOf(line), value: line.text, span: line.span })),
    template.arms,
  );
  for (const line of lines) {
    const inArms = armsAround(template.arms, line.span);
    // Arms around the whole line do not part its settings.
    const own = template.arms.filter((arm) => !inArms.includes(arm));
    const doubled = services.has(keyOf(line)) && lines.filter((other) => keyOf(other) === keyOf(line)).length > 1;
    if (doubled || !maskFields(line, canvas) || !maskOverrides(line, own, canvas)) canvas.comment(line.span);
  }
  return { ...template, masked: new SourceText(source.path, canvas.toString()), uncertain: new Set() };
}

/** Masks a table; an entry of which a part is unknown is left out. Null when it is not a template. */
export function maskMap(source: SourceText): Template | null {
  const template = maskTemplate(source, { named: false });
  if (template === null) return null;
  const canvas = new Canvas(template.masked.text);
  for (const line of linesOf(template.masked.text)) if (line.text.includes(UNKNOWN)) canvas.comment(line.span);
  return { ...template, masked: new SourceText(source.path, canvas.toString()), uncertain: new Set() };
}
