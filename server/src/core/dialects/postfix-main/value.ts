// From the joined text of a logical line or value back to the source. No parsing.

import type { Span } from "../../text/span.js";
import type { Value } from "./tree.js";

/** A run of joined text and its place: `segments` of a Value, or of a whole logical line. */
export type Segment = Value["segments"][number];

/** A piece of a value that stands on one physical line. */
export interface PhysicalSegment {
  readonly text: string;
  /** Offset in the value's text. */
  readonly at: number;
  readonly span: Span;
}

/**
 * The place in the source of the characters `[start, end)` of a value's text, from the first to the last of them,
 * line ends and comments in between included. Offsets are clamped into the text; an empty range gives an empty span.
 */
export function sourceSpan(value: Value, start: number, end: number): Span {
  const from = Math.min(Math.max(start, 0), value.text.length);
  const to = Math.min(Math.max(end, from), value.text.length);
  if (value.segments.length === 0) return value.span;
  const first = sourceOffset(value.segments, from);
  return { start: first, end: to > from ? sourceOffset(value.segments, to - 1) + 1 : first };
}

/** The pieces of `[start, end)` of a value, one per physical line; none for an empty range. */
export function* physicalSegments(value: Value, start = 0, end = value.text.length): Generator<PhysicalSegment> {
  for (const { at, span } of clipSegments(value.segments, start, end)) {
    const from = start + at;
    yield { text: value.text.slice(from, from + span.end - span.start), at: from, span };
  }
}

/** The source offset of `offset`; the end of the last segment for anything beyond it. `segments` is not empty. */
export function sourceOffset(segments: readonly Segment[], offset: number): number {
  const segment = segments[segmentIndex(segments, offset)];
  return segment === undefined ? 0 : Math.min(segment.span.start + offset - segment.at, segment.span.end);
}

/** The part `[start, end)` of `segments`, its offsets counted from `start`. */
export function clipSegments(segments: readonly Segment[], start: number, end: number): Segment[] {
  const clipped: Segment[] = [];
  for (let index = segmentIndex(segments, start); index < segments.length; index++) {
    const segment = segments[index];
    if (segment === undefined || segment.at >= end) break;
    const { at, span } = segment;
    const from = Math.max(at, start);
    const to = Math.min(at + span.end - span.start, end);
    if (from < to)
      clipped.push({ at: from - start, span: { start: span.start + from - at, end: span.start + to - at } });
  }
  return clipped;
}

/** Index of the segment that holds `offset`: the last one that starts at or before it. */
function segmentIndex(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
