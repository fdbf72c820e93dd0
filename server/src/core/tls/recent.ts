// Remembers what a pure function made of a text: a run over many hosts reads the same few strings again and again.

/** So many results are kept; then all are forgotten. A host has some dozen strings. */
const MAX_RESULTS = 500;

/** Longer texts are rare, and not worth their memory. */
const MAX_KEY_LENGTH = 4000;

/** A function that makes each result once, for as long as it is remembered. Results must not be changed. */
export function remembering<Result>(): (key: string, make: () => Result) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (key, make) => {
    const before = known.get(key);
    if (before !== undefined) return before.result;
    const result = make();
    if (key.length > MAX_KEY_LENGTH) return result;
    if (known.size >= MAX_RESULTS) known.clear();
    known.set(key, { result });
    return result;
  };
}
