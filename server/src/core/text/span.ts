// Positions inside one text. Offsets are UTF-16 code units; lines and columns live in line-index.ts only.

/** A half-open range `[start, end)` of UTF-16 offsets in one text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether `offset` lies inside `span` or at either of its ends (a cursor touches both). */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** Whether two spans share at least one position; empty spans overlap where they touch. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
