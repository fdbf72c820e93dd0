// A value together with where it comes from, so that a rule knows which line to blame and a fix which to change.

import type { Span } from "../text/span.js";

/**
 * Where a value comes from.
 * - `explicit`: written in a file. `setting` is the name there.
 * - `default`: the program's own default for `setting` (in the version at hand).
 * - `observed`: seen on the wire during `step` of a probe.
 */
export type Origin =
  | { readonly kind: "explicit"; readonly setting: string; readonly path: string; readonly span: Span }
  | { readonly kind: "default"; readonly setting: string }
  | { readonly kind: "observed"; readonly step: string };

/** A value and its origin. */
export interface Fact<T> {
  readonly value: T;
  readonly origin: Origin;
}
