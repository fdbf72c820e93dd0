// What to propose so that everything a server accepts comes to light: versions, suites, groups, signatures, preference. No sockets.

import {
  type CipherSuite,
  type NamedGroup,
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
  type SignatureAlgorithm,
  signatureAlgorithmById,
} from "../../core/api.js";
import { candidates } from "./candidates.js";
import { type Choice, eliminate, type Elimination } from "./eliminate.js";
import { type Answer, groupsOf, type Handshakes, type Proposal, signatureAlgorithmsOf } from "./handshakes.js";
import type { Pool } from "./pool.js";
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

class Surveyor {
  readonly #handshakes: Handshakes;
  readonly #pool: Pool;
  readonly #suites = new Map<ProtocolVersion, CipherSuite[]>();
  readonly #gaps = new Map<string, Gap>();
  readonly sightings = new Sightings();
  /** The choices made among several suites that turned out to be acceptable, to see whose order counts. */
  readonly #choices: { readonly version: ProtocolVersion; readonly offered: readonly CipherSuite[]; readonly chosen: CipherSuite }[] = [];

  constructor(handshakes: Handshakes, pool: Pool) {
    this.#handshakes = handshakes;
    this.#pool = pool;
  }

  async run(): Promise<Survey> {
    await Promise.all([this.#ssl2(), this.#modern(), this.#classic()]);
    const groups = await this.#classicGroups();
    const [signatureAlgorithms, preference] = await Promise.all([this.#signatures(), this.#preference()]);
    const suites = PROTOCOL_VERSIONS.flatMap((version) => {
      const found = this.#suites.get(version) ?? [];
      return found.length === 0 ? [] : [[version, inOrder(version, found)] as const];
    });
    return {
      suites: new Map(suites),
      preference,
      groups,
      signatureAlgorithms,
      sightings: this.sightings,
      gaps: [...this.#gaps.values()],
    };
  }

  /** SSL 2.0 servers answer with everything that they have in common. */
  async #ssl2(): Promise<void> {
    const version = "SSLv2";
    const [kinds = []] = candidates(version).likely;
    const answer = await this.#ask({ version, suites: kinds }, "versions");
    const common = new Set(answer?.facts.ssl2?.cipherKinds ?? []);
    if (answer?.kind === "agreed" && answer.version === version) {
      this.#suites.set(version, kinds.filter(({ id }) => common.has(id)));
    }
  }

  async #modern(): Promise<void> {
    const [suites = []] = candidates(MODERN).likely;
    const found = await this.#eliminateSuites(MODERN, suites);
    if (found.length === 0) return;
    const offer = async (groups: readonly NamedGroup[]): Promise<Choice<NamedGroup>> => {
      const answer = await this.#ask({ version: MODERN, suites: found, groups, keyShares: false }, "groups");
      return choice(answer, MODERN, (agreed) => agreed.group, groups);
    };
    this.#note("groups", await eliminate(groupsOf(MODERN), offer, () => this.#pool.idle));
  }

  /**
   * The newest of the older versions is asked for every suite in sets. What it accepts is what its elders are likely to accept,
   * and is asked for one by one: where all are accepted nothing is asked in vain, and none waits for another.
   */
  async #classic(): Promise<void> {
    const first = await Promise.all(CLASSIC.map((version) => this.#firstLook(version)));
    const found = CLASSIC.flatMap((version, index) => {
      const look = first[index];
      return look === undefined || look === null ? [] : [{ version, look }];
    });
    let likely: readonly CipherSuite[] | null = null;
    const older: Promise<unknown>[] = [];
    for (const { version, look } of found) {
      if (likely === null) likely = await this.#allSuites(version, look);
      else older.push(this.#expectedSuites(version, look, likely));
    }
    await Promise.all(older);
  }

  /** Whether the server has a version: all likely suites at once. Null where it does not; what it chose, if anything. */
  async #firstLook(version: ProtocolVersion): Promise<readonly CipherSuite[] | null> {
    const suites = candidates(version).likely.flat();
    const answer = await this.#ask({ version, suites, curious: true }, "versions");
    if (answer === null) return null;
    if (answer.kind === "agreed") {
      if (answer.version !== version) return null;
      this.#choose(version, suites, answer.suite);
      return [answer.suite];
    }
    // RFC 5246 §E.1: a server that does not have the version says so. Others fail for another reason: the suites decide.
    return answer.kind === "refused" && answer.alert === "protocol_version" ? null : [];
  }

  async #allSuites(version: ProtocolVersion, known: readonly CipherSuite[]): Promise<readonly CipherSuite[]> {
    const { likely, rest } = candidates(version);
    const sets = [...likely, ...rest].map((set) => set.filter((suite) => !known.includes(suite)));
    await Promise.all(sets.map((set) => this.#eliminateSuites(version, set)));
    return this.#suites.get(version) ?? [];
  }

  async #expectedSuites(
    version: ProtocolVersion,
    known: readonly CipherSuite[],
    expected: readonly CipherSuite[],
  ): Promise<void> {
    const { likely, rest } = candidates(version);
    const open = (set: readonly CipherSuite[]): readonly CipherSuite[] => set.filter((suite) => !known.includes(suite));
    const all = open(likely.flat());
    const singles = all.filter((suite) => expected.includes(suite)).map((suite) => [suite]);
    const others = all.filter((suite) => !expected.includes(suite));
    await Promise.all([...singles, others, ...rest.map(open)].map((set) => this.#eliminateSuites(version, set)));
  }

  async #eliminateSuites(version: ProtocolVersion, set: readonly CipherSuite[]): Promise<readonly CipherSuite[]> {
    const offer = async (suites: readonly CipherSuite[]): Promise<Choice<CipherSuite>> => {
      const answer = await this.#ask({ version, suites }, "suites");
      const made = choice(answer, version, (agreed) => agreed.suite, suites);
      if (made.kind === "chosen") this.#choose(version, suites, made.item);
      return made;
    };
    const elimination = await eliminate(set, offer, () => this.#pool.idle);
    this.#note(`suites of ${version}`, elimination);
    return elimination.accepted;
  }

  #choose(version: ProtocolVersion, offered: readonly CipherSuite[], chosen: CipherSuite): void {
    const found = this.#suites.get(version) ?? [];
    this.#suites.set(version, [...found, chosen]);
    this.#choices.push({ version, offered, chosen });
  }

  /** The groups of the older versions that TLS 1.3 did not show. */
  async #classicGroups(): Promise<readonly NamedGroup[]> {
    const found = new Set(this.sightings.groups);
    const version = CLASSIC.find((candidate) => this.#elliptic(candidate).length > 0);
    if (version !== undefined) {
      const suites = this.#elliptic(version);
      const offer = async (groups: readonly NamedGroup[]): Promise<Choice<NamedGroup>> => {
        const answer = await this.#ask({ version, suites, groups }, "groups");
        return choice(answer, version, (agreed) => agreed.group, groups);
      };
      const unseen = groupsOf(version).filter((group) => !found.has(group));
      const elimination = await eliminate(unseen, offer, () => this.#pool.idle);
      this.#note("groups", elimination);
      for (const group of elimination.accepted) found.add(group);
    }
    return [...groupsOf(MODERN), ...groupsOf("TLSv1.2")].filter(
      (group, index, all) => found.has(group) && all.indexOf(group) === index,
    );
  }

  #elliptic(version: ProtocolVersion): readonly CipherSuite[] {
    return (this.#suites.get(version) ?? []).filter(({ kx }) => kx === "ECDHE");
  }

  /** Only TLS 1.2 shows in the clear how the server signs. */
  async #signatures(): Promise<readonly SignatureAlgorithm[]> {
    const version = "TLSv1.2";
    const suites = (this.#suites.get(version) ?? []).filter(
      ({ kx, anonymous }) => (kx === "ECDHE" || kx === "DHE") && !anonymous,
    );
    const found = new Set(this.sightings.signatureAlgorithms);
    if (suites.length > 0) {
      const offer = async (algorithms: readonly SignatureAlgorithm[]): Promise<Choice<SignatureAlgorithm>> => {
        const answer = await this.#ask({ version, suites, signatureAlgorithms: algorithms }, "signatureAlgorithms");
        return choice(answer, version, signedWith, algorithms);
      };
      const open = signatureAlgorithmsOf(version).filter((algorithm) => !found.has(algorithm));
      const elimination = await eliminate(open, offer, () => this.#pool.idle);
      this.#note("signatureAlgorithms", elimination);
      for (const algorithm of elimination.accepted) found.add(algorithm);
    }
    return signatureAlgorithmsOf(version).filter((algorithm) => found.has(algorithm));
  }

  /** Whose order of suites counts: a server that follows the client takes the first that it can, always. */
  async #preference(): Promise<Survey["preference"]> {
    const passedOver = this.#choices.some(({ version, offered, chosen }) => {
      const accepted = this.#suites.get(version) ?? [];
      return offered.slice(0, offered.indexOf(chosen)).some((suite) => accepted.includes(suite));
    });
    if (passedOver) return "server";
    const version = [MODERN, ...CLASSIC].find((candidate) => (this.#suites.get(candidate)?.length ?? 0) > 1);
    if (version === undefined) return null;
    const reversed = inOrder(version, this.#suites.get(version) ?? []).reverse();
    const answer = await this.#ask({ version, suites: reversed, until: "server-hello" }, "preference");
    if (answer?.kind !== "agreed") return null;
    return answer.suite === reversed[0] ? "client" : "server";
  }

  /** Null where nothing could be asked; that is noted. */
  async #ask(proposal: Proposal, fact: string): Promise<Answer | null> {
    const outcome = await this.#handshakes.propose(proposal);
    if (outcome.kind === "unavailable") {
      this.#gap(fact, outcome.reason);
      return null;
    }
    this.sightings.add(outcome.value, proposal.curious === true);
    return outcome.value;
  }

  #note(fact: string, { undetermined, reasons }: Elimination<{ readonly iana: string }>): void {
    if (undetermined.length === 0) return;
    for (const reason of reasons) this.#gap(fact, `${undetermined.length} could not be asked for. ${reason}`);
  }

  #gap(fact: string, reason: string): void {
    this.#gaps.set(`${fact}\n${reason}`, { fact, reason });
  }
}

/** The server's choice out of what was offered; null as an answer means that it could not be asked. */
function choice<T>(
  answer: Answer | null,
  version: ProtocolVersion,
  pick: (agreed: Extract<Answer, { readonly kind: "agreed" }>) => T | null,
  offered: readonly T[],
): Choice<T> {
  if (answer === null) return { kind: "unavailable", reason: "See above." };
  if (answer.kind === "refused") return { kind: "none" };
  if (answer.kind === "broken") return { kind: "broken" };
  if (answer.version !== version) return { kind: "none" };
  const item = pick(answer);
  // A server that does not keep to what was offered shows nothing about it.
  return item !== null && offered.includes(item) ? { kind: "chosen", item } : { kind: "none" };
}

function signedWith({ facts }: Extract<Answer, { readonly kind: "agreed" }>): SignatureAlgorithm | null {
  const { keyExchange } = facts;
  if (keyExchange === null || keyExchange.kind === "unread") return null;
  return signatureAlgorithmById(keyExchange.signature?.scheme ?? -1) ?? null;
}

function inOrder(version: ProtocolVersion, found: readonly CipherSuite[]): CipherSuite[] {
  const { likely, rest } = candidates(version);
  return [...likely, ...rest].flat().filter((suite) => found.includes(suite));
}
