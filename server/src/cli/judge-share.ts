// Work that several threads take from, one part after the other. Who starts threads is helpers.ts.

import { judgements, type InputFile, type ProductOptions } from "../core/api.js";

type Judgements = ReturnType<typeof judgements>;

/** What was found in the parts that one thread took, by number of the part. */
export type Found = ReadonlyMap<number, Judgements>;

/** The work as every thread sees it. */
export interface Share<File> {
  /** Files that belong together are in one part. */
  readonly parts: readonly (readonly File[])[];
  /** Paths of all files that are judged, in whatever part. */
  readonly given: readonly string[];
  /** How many parts are taken; the memory is that of all threads. */
  readonly taken: Int32Array;
}

/** Takes parts until none is left. */
export function judgeShare({ parts, given, taken }: Share<InputFile>, options: ProductOptions): Found {
  const paths = new Set(given);
  const found = new Map<number, Judgements>();
  for (let part = Atomics.add(taken, 0, 1); part < parts.length; part = Atomics.add(taken, 0, 1))
    found.set(part, judgements(parts[part] ?? [], options, paths));
  return found;
}
