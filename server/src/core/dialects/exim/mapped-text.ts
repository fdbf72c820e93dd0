// Text that remembers where each of its characters stands in a file, through continuation and the replacement of macros.

import type { Span } from "../../text/span.js";

/** A text with an offset for each UTF-16 unit; `~offset` where a macro that is used at `offset` put it there. */
export interface MappedText {
  readonly text: string;
  readonly offsets: readonly number[];
}

export const NOTHING: MappedText = { text: "", offsets: [] };

/** The part `[start, end)` of a file. */
export function mapped(text: string, { start, end }: Span): MappedText {
  return { text: text.slice(start, end), offsets: Array.from({ length: end - start }, (_, index) => start + index) };
}

export function slice({ text, offsets }: MappedText, start: number, end = text.length): MappedText {
  return { text: text.slice(start, end), offsets: offsets.slice(start, end) };
}

export function join(a: MappedText, b: MappedText): MappedText {
  return { text: a.text + b.text, offsets: [...a.offsets, ...b.offsets] };
}

/** Puts `replacement` in place of `[start, end)`, as from a macro. */
export function replace(line: MappedText, start: number, end: number, replacement: string): MappedText {
  const origin = line.offsets[start] ?? 0;
  const from = origin < 0 ? origin : ~origin;
  return {
    text: line.text.slice(0, start) + replacement + line.text.slice(end),
    offsets: [
      ...line.offsets.slice(0, start),
      ...Array.from({ length: replacement.length }, () => from),
      ...line.offsets.slice(end),
    ],
  };
}

/** Takes every character of `line` for one from a macro used at `offset`: it cannot be changed there. */
export function asForeign(line: MappedText, offset: number): MappedText {
  return { text: line.text, offsets: line.offsets.map(() => ~offset) };
}

/** Where a character stands; for one from a macro, where that is used. */
export function offsetAt({ offsets }: MappedText, at: number): number {
  const offset = offsets[at] ?? offsets.at(-1) ?? 0;
  return offset < 0 ? ~offset : offset;
}

/** The place of `[start, end)` when all of it is written there; null when macros have a part in it. */
export function writtenSpan(line: MappedText, start: number, end: number): Span | null {
  if (start >= end) return null;
  const offsets = line.offsets.slice(start, end);
  if (offsets.some((offset) => offset < 0)) return null;
  return { start: offsets[0] ?? 0, end: (offsets.at(-1) ?? 0) + 1 };
}
