// What to propose so that everything a server accepts comes to light: versions, suites, groups, signatures, preference. No sockets.

import {
  type CipherSuite,
  type NamedGroup,
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
  type SignatureAlgorithm,
} from "../../core/api.js";
import { byKind, candidates, inSets, kindOf } from "./candidates.js";
import { type Choice, eliminate } from "./eliminate.js";
import {
  type Agreed,
  type Answer,
  groupsOf,
  type Handshakes,
  type Proposal,
  signatureAlgorithmsOf,
  signedWith,
} from "./handshakes.js";
import { Inquiries } from "./inquiries.js";
import type { Pool } from "./pool.js";
import { type Chosen, findPreference, inOrder } from "./preference.js";
import { Sightings } from "./sightings.js";

/** Something that could not be found out, and why. */
export interface Gap {
  readonly fact: string;
  readonly reason: string;
}

/** Everything that the handshakes with one host showed. */
export interface Survey {
  /** Accepted suites by version, in the order in which they were asked for; a version without any is not there. */
  readonly suites: ReadonlyMap<ProtocolVersion, readonly CipherSuite[]>;
  readonly preference: "server" | "client" | null;
  readonly groups: readonly NamedGroup[];
  readonly signatureAlgorithms: readonly SignatureAlgorithm[];
  readonly sightings: Sightings;
  readonly gaps: readonly Gap[];
}

/** Asks for everything. Never rejects; what could not be asked is among the gaps. */
export async function survey(handshakes: Handshakes, pool: Pool): Promise<Survey> {
  return new Surveyor(handshakes, pool).run();
}

const MODERN = "TLSv1.3";
/** Versions in which suites mean the same, the newest first. */
const CLASSIC = ["TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"] as const;

/** How many of the groups of TLS 1.3 most servers have: see `groupsOf`. */
const COMMON = 7;

class Surveyor {
  readonly #handshakes: Handshakes;
  readonly #pool: Pool;
  readonly #suites = new Map<ProtocolVersion, CipherSuite[]>();
  readonly #groups = new Set<NamedGroup>();
  readonly #signatureAlgorithms = new Set<SignatureAlgorithm>();
  readonly #chosen: Chosen[] = [];
  readonly #gaps = new Map<string, Gap>();
  readonly #sightings = new Sightings();
  /** Refusals with an alert, and handshakes that ended without a word: each server has its way of saying no. */
  #alerts = 0;
  #unexplained = 0;

  constructor(handshakes: Handshakes, pool: Pool) {
    this.#handshakes = handshakes;
    this.#pool = pool;
  }

  async run(): Promise<Survey> {
    const versions = [MODERN, ...CLASSIC] as const;
    const [looks] = await Promise.all([Promise.all(versions.map((version) => this.#look(version))), this.#ssl2()]);
    // A server with which not one hello comes to anything does not speak TLS here: to ask for parts would tell no more.
    const speaks = looks.some((look) => look === "agreed" || look === "absent");
    const present = await Promise.all(
      versions.map(async (version, index) => {
        const look = looks[index];
        return look === "agreed" || (look === "doubtful" && speaks && (await this.#doubt(version)));
      }),
    );
    const classic = CLASSIC.filter((_, index) => present[index + 1]);
    await Promise.all([present[0] === true ? this.#modern() : null, this.#classic(classic)]);
    const preference = await findPreference(this.#suites, this.#chosen, (version, offered) =>
      this.#ask({ version, suites: offered, until: "server-hello" }, "preference"),
    );
    await this.#control();
    const suites = PROTOCOL_VERSIONS.flatMap((version) => {
      const found = this.#suites.get(version) ?? [];
      return found.length === 0 ? [] : [[version, inOrder(version, found)] as const];
    });
    return {
      suites: new Map(suites),
      preference,
      groups: unique([...groupsOf(MODERN), ...groupsOf("TLSv1.2")]).filter((group) => this.#groups.has(group)),
      signatureAlgorithms: signatureAlgorithmsOf("TLSv1.2").filter((one) => this.#signatureAlgorithms.has(one)),
      sightings: this.#sightings,
      gaps: [...this.#gaps.values()],
    };
  }

  /** SSL 2.0 servers answer with everything that they have in common. */
  async #ssl2(): Promise<null> {
    const version = "SSLv2";
    const kinds = candidates(version).likely.flat();
    const answer = await this.#ask({ version, suites: kinds }, "versions");
    const common = new Set(answer?.facts.ssl2?.cipherKinds ?? []);
    if (answer?.kind === "agreed" && answer.version === version) {
      this.#suites.set(
        version,
        kinds.filter(({ id }) => common.has(id)),
      );
    }
    return null;
  }

  /**
   * Whether the server may have a version: all likely suites at once. A server without it says so (RFC 5246 §E.1); where
   * the handshake fails otherwise the suites may be the reason.
   */
  async #look(version: ProtocolVersion): Promise<"agreed" | "absent" | "doubtful" | null> {
    const suites = candidates(version).likely.flat();
    const answer = await this.#ask({ version, suites, curious: true }, "versions");
    if (answer === null) return null;
    if (answer.kind === "agreed") return this.#noteChoice(answer, version, suites) === null ? "absent" : "agreed";
    return answer.kind === "refused" && answer.alert === "protocol_version" ? "absent" : "doubtful";
  }

  /** A version in which all suites at once failed: each half, and what is unlikely. Whether any of it was accepted. */
  async #doubt(version: ProtocolVersion): Promise<boolean> {
    const { likely, rest } = candidates(version);
    const sets = version === MODERN ? [] : [likely.slice(0, 2).flat(), likely.slice(2).flat(), ...rest];
    const answers = await Promise.all(sets.map((suites) => this.#ask({ version, suites }, "versions")));
    const noted = answers.map((answer, index) =>
      answer?.kind === "agreed" ? this.#noteChoice(answer, version, sets[index] ?? []) : null,
    );
    return noted.some((choice) => choice !== null);
  }

  async #modern(): Promise<void> {
    const suites = candidates(MODERN).likely.flat();
    const offer = async (groups: readonly NamedGroup[]): Promise<Choice<NamedGroup>> =>
      choice(
        // Without a key the server has to say which group it wants.
        await this.#ask({ version: MODERN, suites, groups, keyShares: false }, "groups"),
        MODERN,
        (agreed) => agreed.group,
        groups,
      );
    const all = groupsOf(MODERN);
    const groups = [all.slice(0, COMMON), all.slice(COMMON)].map(async (set) => {
      for (const group of await this.#eliminate("groups", set, offer)) this.#groups.add(group);
    });
    await Promise.all([this.#suitesOf(MODERN, [suites]), ...groups]);
  }

  /**
   * The newest version is asked for its suites in sets. What it accepts its elders are likely to accept as well, and they are
   * asked for it one by one and at once: where all are accepted, nothing is asked in vain and none waits for another.
   */
  async #classic([newest, ...older]: readonly ProtocolVersion[]): Promise<void> {
    if (newest === undefined) return;
    const inquiries = new Inquiries(newest);
    const asked = new Map(older.map((version) => [version, new Set(this.#suites.get(version) ?? [])]));
    const singles: Promise<unknown>[] = [];
    const accepted = (suite: CipherSuite): void => {
      for (const [version, known] of asked) {
        if (known.has(suite) || !inOrder(version, [suite]).includes(suite)) continue;
        known.add(suite);
        singles.push(this.#suitesOf(version, [[suite]]));
      }
    };
    for (const suite of this.#suites.get(newest) ?? []) accepted(suite);
    const { likely, rest } = candidates(newest);
    await this.#suitesOf(newest, [...likely, ...rest], { inquiries, accepted });
    const others = older.map((version) => {
      const open = inOrder(version, null).filter((suite) => asked.get(version)?.has(suite) !== true);
      return this.#suitesOf(version, inSets(open));
    });
    await Promise.all([...singles, ...others, this.#inquire(newest, inquiries)]);
    for (const group of inquiries.groups) this.#groups.add(group);
    for (const algorithm of inquiries.signatureAlgorithms) this.#signatureAlgorithms.add(algorithm);
  }

  /** What no offer was there for to take along. */
  async #inquire(version: ProtocolVersion, inquiries: Inquiries): Promise<void> {
    const { groups, elliptic, signatures } = inquiries.left(this.#suites.get(version) ?? []);
    const groupsLeft = this.#eliminate("groups", groups, async (offered) =>
      choice(
        await this.#ask({ version, suites: elliptic, groups: offered }, "groups"),
        version,
        (agreed) => agreed.group,
        offered,
      ),
    );
    const signaturesLeft = signatures.map(({ algorithms, suites }) =>
      this.#eliminate("signatureAlgorithms", algorithms, async (offered) =>
        choice(
          await this.#ask({ version, suites, signatureAlgorithms: offered }, "signatureAlgorithms"),
          version,
          signedWith,
          offered,
        ),
      ),
    );
    for (const group of await groupsLeft) this.#groups.add(group);
    for (const algorithm of (await Promise.all(signaturesLeft)).flat()) this.#signatureAlgorithms.add(algorithm);
  }

  /** Asks for all suites of the sets that are not known yet, each set by itself. */
  async #suitesOf(
    version: ProtocolVersion,
    sets: readonly (readonly CipherSuite[])[],
    { inquiries, accepted }: { readonly inquiries?: Inquiries; readonly accepted?: (suite: CipherSuite) => void } = {},
  ): Promise<void> {
    const known = this.#suites.get(version) ?? [];
    const offer = async (suites: readonly CipherSuite[]): Promise<Choice<CipherSuite>> => {
      const answer = await this.#askFor(version, suites, inquiries);
      const made = choice(answer, version, ({ suite }) => suite, suites);
      if (made.kind === "chosen" && answer?.kind === "agreed") {
        this.#noteChoice(answer, version, suites);
        accepted?.(made.item);
      }
      return made;
    };
    const open = sets.map((set) => set.filter((suite) => !known.includes(suite))).filter((set) => set.length > 0);
    await Promise.all(open.map((set) => this.#eliminate(`suites of ${version}`, set, offer, byKind)));
  }

  /** Asks for suites, and for something else along with them as long as the answer is one to both. */
  async #askFor(
    version: ProtocolVersion,
    suites: readonly CipherSuite[],
    inquiries: Inquiries | undefined,
  ): Promise<Answer | null> {
    const plain = (): Promise<Answer | null> => this.#ask({ version, suites }, "suites");
    // A kind of suite that the server does not have cannot carry anything.
    const [first] = suites;
    const carries = (this.#suites.get(version) ?? []).some((suite) => first && kindOf(suite) === kindOf(first));
    const question = carries ? (inquiries?.board(suites) ?? null) : null;
    if (question === null) return plain();
    const both = await this.#ask({ version, suites, ...question.proposal }, "suites");
    if (both?.kind === "agreed" && both.version === version && question.answered(both)) return both;
    const answer = await plain();
    if (answer?.kind !== "agreed") question.open();
    return answer;
  }

  async #eliminate<T>(
    fact: string,
    items: readonly T[],
    offer: (items: readonly T[]) => Promise<Choice<T>>,
    parts?: (items: readonly T[]) => readonly (readonly T[])[],
  ): Promise<readonly T[]> {
    if (items.length === 0) return [];
    const { accepted, undetermined } = await eliminate(items, offer, () => this.#pool.idle, parts);
    if (undetermined.length > 0) this.#gap(fact, `${undetermined.length} of ${items.length} could not be asked for.`);
    return accepted;
  }

  /** The suite, if it is one of `offered` in `version`; it is noted. */
  #noteChoice(answer: Agreed, version: ProtocolVersion, offered: readonly CipherSuite[]): CipherSuite | null {
    const { suite } = answer;
    if (answer.version !== version || !offered.includes(suite)) return null;
    const known = this.#suites.get(version) ?? [];
    if (!known.includes(suite)) this.#suites.set(version, [...known, suite]);
    this.#chosen.push({ version, offered, suite });
    return suite;
  }

  /**
   * Where handshakes ended without a word, the server may not have meant what was offered: it must still take what it took before.
   */
  async #control(): Promise<void> {
    if (this.#pool.closed !== null) return;
    const [first] = this.#chosen;
    if (first === undefined) {
      this.#gap("versions", "No hand-made handshake came to anything, whatever it offered.");
      return;
    }
    if (this.#unexplained === 0) return;
    const { version, suite } = first;
    const answer = await this.#ask({ version, suites: [suite], until: "server-hello" }, "versions");
    if (answer === null || answer.kind === "agreed") return;
    const reason =
      "The server broke off handshakes, in the end also one that it had agreed to before: it may have had no room for them.";
    this.#gap("versions", reason);
    this.#gap("suites", reason);
  }

  /** Null where nothing could be asked; that is noted. */
  async #ask(proposal: Proposal, fact: string): Promise<Answer | null> {
    const answer = await this.#askOnce(proposal, fact);
    if (answer?.kind === "refused" && answer.alert !== null) this.#alerts += 1;
    // Servers without SSL 2.0 take its hello for nonsense: hardly any of them says so.
    if (proposal.version === "SSLv2" && answer?.kind === "refused") return answer;
    // A server that knows how to refuse and says nothing this time may have had no room.
    const silent = answer?.kind === "refused" && answer.alert === null;
    const again = silent && this.#alerts > 0 ? await this.#askOnce(proposal, fact) : answer;
    if (again?.kind === "broken" && again.late === true) this.#gap(fact, again.reason);
    if (again?.kind === "broken" || (again?.kind === "refused" && again.alert === null)) this.#unexplained += 1;
    return again;
  }

  async #askOnce(proposal: Proposal, fact: string): Promise<Answer | null> {
    const outcome = await this.#handshakes.propose(proposal);
    if (outcome.kind === "unavailable") {
      this.#gap(fact, outcome.reason);
      return null;
    }
    this.#sightings.add(outcome.value, proposal.curious === true);
    return outcome.value;
  }

  #gap(fact: string, reason: string): void {
    this.#gaps.set(`${fact}\n${reason}`, { fact, reason });
  }
}

/** The server's choice out of what was offered; null as an answer means that it could not be asked. */
function choice<T>(
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

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
