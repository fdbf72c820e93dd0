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

/**
 * How often everything that a set was split into may break off as well: one that trips over a few items shows the others by
 * then. What one that breaks off over each of them would take stays open.
 */
const MAX_BROKEN = 2;

/**
 * Asks for `items` until every one is known to be accepted or not. `spare` is how many offers could be made at once beyond
 * those under way: as long as there are some, what is left is asked for in halves, so that it takes fewer round trips.
 * `parts` are what belongs together: where a set of several was not chosen from, each is asked for by itself, so that a server
 * that trips over one of them still shows the others. A set in which all are accepted needs as many offers as it has items; one
 * in which some are not, one more for each part without any.
 */
export async function eliminate<T>(
  items: readonly T[],
  offer: (items: readonly T[]) => Promise<Choice<T>>,
  spare: () => number,
  parts: (items: readonly T[]) => readonly (readonly T[])[] = (all) => [all],
): Promise<Elimination<T>> {
  const accepted: T[] = [];
  const undetermined: T[] = [];

  const ask = async (set: readonly T[]): Promise<void> => {
    if (set.length > 0) await follow(set, await offer(set), 0);
  };

  /** `broken`: how many sets in a row, this one's own ancestors, broke off with all that they were split into. */
  const follow = async (set: readonly T[], choice: Choice<T>, broken: number): Promise<void> => {
    switch (choice.kind) {
      case "chosen": {
        accepted.push(choice.item);
        const left = set.filter((item) => item !== choice.item);
        await Promise.all((spare() > 0 ? halves(left) : [left]).map(ask));
        return;
      }
      case "none":
      case "silent":
        if (parts(set).length > 1) await Promise.all(parts(set).map(ask));
        return;
      case "broken":
        // What broke alone, and nowhere else before, is asked for once more: it may have been the network.
        if (set.length > 1 || broken === 0) await split(set, broken);
        return;
      case "unavailable":
        undetermined.push(...set);
        return;
    }
  };

  const split = async (set: readonly T[], before: number): Promise<void> => {
    const pieces = parts(set).length > 1 ? parts(set) : halves(set).filter((half) => half.length > 0);
    const choices = await Promise.all(pieces.map(async (piece) => [piece, await offer(piece)] as const));
    const broken = choices.every(([, { kind }]) => kind === "broken") ? before + 1 : 1;
    if (broken > MAX_BROKEN) undetermined.push(...set);
    else await Promise.all(choices.map(([piece, choice]) => follow(piece, choice, broken)));
  };

  await ask(items);
  return { accepted, undetermined };
}

function halves<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
