// Remembers what a pure function made of a text: a run over many hosts reads the same few strings again and again.

/** How much is remembered. */
export interface Limits {
  /** So many results are kept; then all are forgotten. */
  readonly results: number;
  /** Longer texts are rare, and not worth their memory. */
  readonly length: number;
}

/** For settings: a host has some dozen. */
const SETTINGS: Limits = { results: 500, length: 4000 };

/** A function that makes each result once, for as long as it is remembered. Results must not be changed. */
export function remembering<Result>(limits = SETTINGS): (key: string, make: () => Result) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (key, make) => {
    const before = known.get(key);
    if (before !== undefined) return before.result;
    const result = make();
    if (key.length > limits.length) return result;
    if (known.size >= limits.results) known.clear();
    known.set(key, { result });
    return result;
  };
}
