// Questions that offers made for another reason can carry: a hello that asks for suites may name one group only, and so ask for it, too.

/** What one offer carries; the items that it names. */
export interface Ride<T> {
  readonly items: readonly T[];
}

/**
 * Everything to be asked about one fact. Likely items ride alone, so that the answer is about them; the others ride together.
 * An item that was refused is refused for good only where the same offer succeeds without it.
 */
export class Rides<T> {
  readonly accepted = new Set<T>();
  #waiting: Ride<T>[];

  constructor(likely: readonly T[], rest: readonly T[]) {
    this.#waiting = [...likely.map((item) => ({ items: [item] })), ...(rest.length === 0 ? [] : [{ items: rest }])];
  }

  /** The next question; null when none is left. */
  board(): Ride<T> | null {
    return this.#waiting.shift() ?? null;
  }

  /** The server took `item` of it; what else was in it is asked again. */
  took(ride: Ride<T>, item: T): void {
    this.accepted.add(item);
    const left = ride.items.filter((other) => other !== item);
    if (left.length > 0) this.#waiting.push({ items: left });
  }

  /** Nothing can be concluded: it waits for another offer. */
  back(ride: Ride<T>): void {
    this.#waiting.push(ride);
  }

  /** What no offer was there for. */
  left(): readonly T[] {
    return this.#waiting.flatMap(({ items }) => items);
  }
}
