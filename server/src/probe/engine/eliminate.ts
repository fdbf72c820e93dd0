// Finds everything that a server accepts by taking away what it chose and offering the rest. Knows neither TLS nor connections.

/**
 * What a server made of an offer.
 * - `chosen`: it took this one.
 * - `none`: it said properly that it wants none of them.
 * - `silent`: it closed the connection without a word. Some servers never refuse otherwise; others chose what they cannot do.
 * - `broken`: it broke off. It may want some of them all the same.
 * - `unavailable`: it could not be asked.
 */
export type Choice<T> =
  | { readonly kind: "chosen"; readonly item: T }
  | { readonly kind: "none" | "silent" }
  | { readonly kind: "broken" }
  | { readonly kind: "unavailable" };

export interface Elimination<T> {
  /** In the order in which they were found. */
  readonly accepted: readonly T[];
  /** What could not be asked about. */
  readonly undetermined: readonly T[];
}

/** Broken offers in a row, each a half of the one before, after which the rest is left open: a server that breaks over every suite. */
const MAX_BROKEN = 3;

/**
 * Asks for `items` until every one is known to be accepted or not. `spare` is how many offers could be made at once beyond
 * those under way: as long as there are some, what is left is asked for in halves, so that it takes fewer round trips.
 * `parts` are what belongs together: where a set of several was not chosen from, each is asked for by itself, so that a server
 * that trips over one of them still shows the others. A set in which all are accepted needs as many offers as it has items; one in
 * which some are not, one more for each part without any.
 */
export async function eliminate<T>(
  items: readonly T[],
  offer: (items: readonly T[]) => Promise<Choice<T>>,
  spare: () => number,
  parts: (items: readonly T[]) => readonly (readonly T[])[] = (all) => [all],
): Promise<Elimination<T>> {
  const accepted: T[] = [];
  const undetermined: T[] = [];

  /** `broken`: how many sets that it was part of have broken the connection, too, one after the other. */
  const ask = async (set: readonly T[], broken = 0): Promise<void> => {
    if (set.length === 0) return;
    const choice = await offer(set);
    switch (choice.kind) {
      case "chosen": {
        accepted.push(choice.item);
        const left = set.filter((item) => item !== choice.item);
        await askAll(spare() > 0 ? halves(left) : [left]);
        return;
      }
      case "none":
      case "silent":
        if (parts(set).length > 1) await askAll(parts(set));
        return;
      case "broken":
        if (parts(set).length > 1) await askAll(parts(set), broken + 1);
        else if (broken === MAX_BROKEN) undetermined.push(...set);
        else if (set.length > 1) await askAll(halves(set), broken + 1);
        // What broke alone, and nowhere else before, is asked for once more: it may have been the network.
        else if (broken === 0) await ask(set, 1);
        return;
      case "unavailable":
        undetermined.push(...set);
        return;
    }
  };
  const askAll = async (sets: readonly (readonly T[])[], broken = 0): Promise<void> => {
    await Promise.all(sets.map((set) => ask(set, broken)));
  };

  await ask(items);
  return { accepted, undetermined };
}

function halves<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
