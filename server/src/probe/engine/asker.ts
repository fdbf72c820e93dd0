// Asks, and keeps account: what was seen in every answer, what could not be asked, and whether silence can be trusted. What to ask is survey.ts's.

import type { ProtocolVersion } from "../../core/api.js";
import { type Choice, eliminate } from "./eliminate.js";
import type { Agreed, Answer, Handshakes, Proposal } from "./handshakes.js";
import type { Chosen } from "./preference.js";
import { Sightings } from "./sightings.js";

/** Something that could not be found out, and why. */
export interface Gap {
  readonly fact: string;
  readonly reason: string;
}

export class Asker {
  readonly sightings = new Sightings();
  readonly #handshakes: Handshakes;
  readonly #gaps = new Map<string, Gap>();
  /** Refusals with an alert, and handshakes that ended without a word: each server has its way of saying no. */
  #alerts = 0;
  #unexplained = 0;

  constructor(handshakes: Handshakes) {
    this.#handshakes = handshakes;
  }

  get gaps(): readonly Gap[] {
    return [...this.#gaps.values()];
  }

  /** Which of the items the server accepts; what could not be asked is a gap in `fact`. `patient`: one offer after the other. */
  async eliminate<T>(
    fact: string,
    items: readonly T[],
    offer: (items: readonly T[]) => Promise<Choice<T>>,
    {
      parts,
      patient,
    }: { readonly parts?: (items: readonly T[]) => readonly (readonly T[])[]; readonly patient?: boolean } = {},
  ): Promise<readonly T[]> {
    if (items.length === 0) return [];
    const spare = (): number => (patient ? 0 : 1);
    const { accepted, undetermined } = await eliminate(items, offer, spare, parts);
    if (undetermined.length > 0) this.gap(fact, `${undetermined.length} of ${items.length} could not be asked for.`);
    return accepted;
  }

  /**
   * Where handshakes ended without a word, the server may not have meant what was offered: it must still take what it took before.
   */
  async control(first: Chosen | undefined): Promise<void> {
    if (this.#handshakes.closed !== null) return;
    if (first === undefined) {
      this.gap("versions", "No hand-made handshake came to anything, whatever it offered.");
      return;
    }
    if (this.#unexplained === 0) return;
    const { version, suite } = first;
    const answer = await this.ask({ version, suites: [suite], until: "server-hello" }, "versions");
    if (answer === null || answer.kind === "agreed") return;
    const reason =
      "The server broke off handshakes, in the end also one that it had agreed to before: it may have had no room for them.";
    this.gap("versions", reason);
    this.gap("suites", reason);
  }

  /** Null where nothing could be asked; that is noted. `last`: see `Pool.run`. */
  async ask(proposal: Proposal, fact: string, last = false): Promise<Answer | null> {
    const answer = await this.#askOnce(proposal, fact, last);
    if (answer?.kind === "refused" && answer.alert !== null) this.#alerts += 1;
    // Servers without SSL 2.0 take its hello for nonsense: hardly any of them says so.
    if (proposal.version === "SSLv2" && answer?.kind === "refused") return answer;
    // A server that knows how to refuse and says nothing this time may have had no room.
    const silent = answer?.kind === "refused" && answer.alert === null;
    const again = silent && this.#alerts > 0 ? await this.#askOnce(proposal, fact, last) : answer;
    if (again?.kind === "broken" && again.late === true) this.gap(fact, again.reason);
    if (again?.kind === "broken" || (again?.kind === "refused" && again.alert === null)) this.#unexplained += 1;
    return again;
  }

  async #askOnce(proposal: Proposal, fact: string, last: boolean): Promise<Answer | null> {
    const outcome = await this.#handshakes.propose(proposal, last);
    if (outcome.kind === "unavailable") {
      this.gap(fact, outcome.reason);
      return null;
    }
    this.sightings.add(outcome.value, proposal.curious === true);
    return outcome.value;
  }

  gap(fact: string, reason: string): void {
    this.#gaps.set(`${fact}\n${reason}`, { fact, reason });
  }
}

/** The server's choice out of what was offered; null as an answer means that it could not be asked. */
export function choice<T>(
  answer: Answer | null,
  version: ProtocolVersion,
  pick: (agreed: Agreed) => T | null,
  offered: readonly T[],
): Choice<T> {
  if (answer === null) return { kind: "unavailable" };
  if (answer.kind === "broken") return { kind: "broken" };
  if (answer.kind === "refused" && answer.alert === null) return { kind: "silent" };
  const item = answer.kind === "agreed" && answer.version === version ? pick(answer) : null;
  // A server that does not keep to what was offered says nothing about it.
  return item !== null && offered.includes(item) ? { kind: "chosen", item } : { kind: "none" };
}
