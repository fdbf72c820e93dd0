// Who may connect, and when: so many connections at once, so many in all, and a pause for a host that asks for one. No protocol here.

/** How hard a host may be asked. */
export interface Manners {
  /** Connections open at the same time. */
  readonly connections: number;
  /** Connections in all. */
  readonly budget: number;
  /** How many of them only what is urgent may use; none by default. */
  readonly reserve?: number;
}

/**
 * Postfix lets one client have 50 connections (smtpd_client_connection_count_limit), Dovecot 10 for each user and address only after
 * login, Exim 20 in all by default: 16 leaves room for the mail that arrives meanwhile.
 */
export const DEFAULT_CONNECTIONS = 16;
/** As many as a client of Postfix may have. */
export const MAX_CONNECTIONS = 50;
/** A wide server with all versions and suites takes about 120. More would be rude, and hardly ever tells more. */
export const DEFAULT_BUDGET = 150;

/** Checks make at most seven connections of their own, and one more shows a second certificate. */
export const DEFAULT_RESERVE = 8;

/**
 * Pauses for a host that has no room, in milliseconds, each longer than the one before as long as it lets nobody in; after the
 * last one it is left alone. A single attempt is made so many times and once more.
 */
const PAUSES = [250, 1_000, 4_000] as const;

/**
 * What one use of a connection came to; `overload` says that the host had no room for it, in words, `over` that nothing can be
 * tried any more.
 */
export type Turn<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "overload"; readonly reason: string }
  | { readonly kind: "over"; readonly reason: string };

/** `unavailable`: it could not be tried, for the reason given; nothing is known of what would have come of it. */
export type Outcome<T> =
  { readonly kind: "done"; readonly value: T } | { readonly kind: "unavailable"; readonly reason: string };

/** Hands out turns. After signs of overload there are fewer at once, and none until the host had time to recover. */
export class Pool {
  readonly #sleep: (milliseconds: number) => Promise<void>;
  readonly #onTurn: (used: number) => void;
  readonly #budget: number;
  /** What is left of the reserve. */
  #reserve: number;
  readonly #waiting: (() => void)[] = [];
  /** Those that let all others pass. */
  readonly #last: (() => void)[] = [];
  #lanes: number;
  #busy = 0;
  #used = 0;
  #pause: Promise<void> | null = null;
  /** Pauses so far, and since somebody was let in. */
  #slowdowns = 0;
  #vain = 0;
  /** Set once nothing may be tried any more, and why. */
  #closed: string | null = null;

  constructor(
    manners: Manners,
    sleep: (milliseconds: number) => Promise<void>,
    onTurn: (used: number) => void = () => undefined,
  ) {
    this.#lanes = Math.max(1, manners.connections);
    this.#budget = manners.budget;
    this.#reserve = manners.reserve ?? 0;
    this.#sleep = sleep;
    this.#onTurn = onTurn;
  }

  /** Connections made so far. */
  get used(): number {
    return this.#used;
  }

  /** A connection that was made elsewhere counts among those at once, until the function given back is called. */
  occupy(): () => void {
    this.#busy += 1;
    return () => {
      this.#leave();
    };
  }

  /** Why nothing is tried any more; null while something may be. */
  get closed(): string | null {
    return this.#closed;
  }

  /**
   * Gives `work` a turn, and others after a pause where the host is overloaded. `work` makes one connection at most. `urgent`: it
   * may use the reserve. `last`: nothing follows from it, so that it lets all others pass.
   */
  async run<T>(work: () => Promise<Turn<T>>, urgent = false, last = false): Promise<Outcome<T>> {
    for (let tries = 0; ; tries++) {
      const turn = await this.#turn(work, urgent, last);
      if (turn.kind === "done" || turn.kind === "unavailable") return turn;
      if (turn.kind === "over") this.#closed ??= turn.reason;
      if (turn.kind === "over" || tries === PAUSES.length) return { kind: "unavailable", reason: turn.reason };
    }
  }

  async #turn<T>(work: () => Promise<Turn<T>>, urgent: boolean, last: boolean): Promise<Turn<T> | Outcome<T>> {
    await this.#enter(last ? this.#last : this.#waiting);
    try {
      while (this.#pause !== null) await this.#pause;
      if (this.#closed !== null) return { kind: "unavailable", reason: this.#closed };
      if (this.#used >= this.#budget - (urgent ? 0 : this.#reserve)) {
        return { kind: "unavailable", reason: `The ${this.#budget} connections that a probe may make are used up.` };
      }
      this.#used += 1;
      if (urgent && this.#reserve > 0) this.#reserve -= 1;
      this.#onTurn(this.#used);
      const known = this.#slowdowns;
      const turn = await work();
      if (turn.kind === "done") this.#vain = 0;
      // Of those that were under way together several report the same overload: they pause only once.
      else if (turn.kind === "overload" && known === this.#slowdowns) this.#slowDown(turn.reason);
      return turn;
    } finally {
      this.#leave();
    }
  }

  async #enter(queue: (() => void)[]): Promise<void> {
    if (this.#busy < this.#lanes) {
      this.#busy += 1;
      return;
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** The turn goes to whoever waits longest, unless there are to be fewer. */
  #leave(): void {
    const next = this.#busy <= this.#lanes ? (this.#waiting.shift() ?? this.#last.shift()) : undefined;
    if (next) next();
    else this.#busy -= 1;
  }

  #slowDown(reason: string): void {
    const milliseconds = PAUSES[this.#vain];
    if (milliseconds === undefined) {
      this.#closed ??= `After ${this.#used} connections the server lets none in any more. ${reason}`;
      return;
    }
    this.#vain += 1;
    this.#slowdowns += 1;
    this.#lanes = Math.max(1, Math.floor(this.#lanes / 2));
    this.#pause = this.#sleep(milliseconds).then(() => {
      this.#pause = null;
    });
  }
}
