// Configurations in which every two values of different settings meet at least once. The same for every run.

/** The values of each setting. */
export type Dimensions = Readonly<Record<string, readonly string[]>>;
/** Which value each setting has, by its place among its values. */
export type Choice = Readonly<Record<string, number>>;

/** Greedy: each new choice starts with a pair that has not met yet, and takes for every other setting what meets most anew. */
export function pairwise(dimensions: Dimensions): readonly Choice[] {
  const names = Object.keys(dimensions);
  const sizes = names.map((name) => dimensions[name]?.length ?? 0);
  const open = new Set<string>();
  const key = (a: number, i: number, b: number, j: number): string =>
    a < b ? `${a}.${i}/${b}.${j}` : `${b}.${j}/${a}.${i}`;
  for (let a = 0; a < names.length; a += 1)
    for (let b = a + 1; b < names.length; b += 1)
      for (let i = 0; i < (sizes[a] ?? 0); i += 1)
        for (let j = 0; j < (sizes[b] ?? 0); j += 1) open.add(key(a, i, b, j));
  const choices: Choice[] = [];
  for (let first = open.values().next().value; first !== undefined; first = open.values().next().value) {
    const chosen = new Map<number, number>();
    for (const [, dimension, value] of first.matchAll(/(\d+)\.(\d+)/g)) chosen.set(Number(dimension), Number(value));
    for (let dimension = 0; dimension < names.length; dimension += 1) {
      if (chosen.has(dimension)) continue;
      const size = sizes[dimension] ?? 0;
      let best = (choices.length * (dimension + 1)) % size;
      let most = -1;
      for (let step = 0; step < size; step += 1) {
        const value = (choices.length * (dimension + 1) + step) % size;
        const count = [...chosen].filter(([other, at]) => open.has(key(dimension, value, other, at))).length;
        if (count > most) [best, most] = [value, count];
      }
      chosen.set(dimension, best);
    }
    for (const [a, i] of chosen) for (const [b, j] of chosen) if (a < b) open.delete(key(a, i, b, j));
    choices.push(Object.fromEntries(names.map((name, dimension) => [name, chosen.get(dimension) ?? 0])));
  }
  return choices;
}
