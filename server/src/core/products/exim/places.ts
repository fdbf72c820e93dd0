// Where rules about options point: at the value, at the name, at a piece of a value.

import type { Span } from "../../text/span.js";
import { firstLine, type Written } from "./model.js";

export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** The value as it is written; the name where there is none, the line where a macro has a part in it. */
export function valueOf({ line }: Written): Place {
  const { source, span } = line.logical;
  return { path: source.path, span: line.value.span ?? line.name.span ?? firstLine(source, span) };
}

/** The name; the line where a macro has a part in it. */
export function nameOf({ line }: Written): Place {
  const { source, span } = line.logical;
  return { path: source.path, span: line.name.span ?? firstLine(source, span) };
}

/** The piece `[start, end)` of a value that is written on one line without quotes; else the whole. */
export function pieceOf(written: Written, start: number, end: number): Place {
  const { line, text } = written;
  const whole = valueOf(written);
  if (line.value.span === null || line.logical.source.slice(line.value.span) !== text) return whole;
  return { path: whole.path, span: { start: whole.span.start + start, end: whole.span.start + end } };
}
