// What to propose so that everything a server accepts comes to light: versions, suites, groups, signatures, preference. No sockets.

import {
  type CipherSuite,
  type NamedGroup,
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
  type SignatureAlgorithm,
} from "../../core/api.js";
import { byNeed, candidates, kindOf, type Need, needOf } from "./candidates.js";
import { Asker, choice, type Gap } from "./asker.js";
import type { Choice } from "./eliminate.js";
import {
  type Agreed,
  type Answer,
  groupsOf,
  type Handshakes,
  signatureAlgorithmsOf,
  signedWith,
} from "./handshakes.js";
import { Inquiries } from "./inquiries.js";
import { type Chosen, findPreference, inOrder, passedOver } from "./preference.js";
import type { Sightings } from "./sightings.js";

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
export async function survey(handshakes: Handshakes): Promise<Survey> {
  return new Surveyor(handshakes).run();
}

const MODERN = "TLSv1.3";
/** Versions in which suites mean the same, the newest first. */
const CLASSIC = ["TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"] as const;

/** How many of the groups of TLS 1.3 most servers have: see `groupsOf`. */
const COMMON = 5;

interface Asking {
  /** What the offers take along. */
  readonly inquiries?: Inquiries;
  readonly accepted?: (suite: CipherSuite) => void;
  /** One offer after the other: for sets of which servers have little, since each half of one without any costs an offer. */
  readonly patient?: boolean;
  /** Nothing follows from it: see `Pool.run`. */
  readonly last?: boolean;
}

class Surveyor {
  readonly #asker: Asker;
  readonly #suites = new Map<ProtocolVersion, CipherSuite[]>();
  /** Suites of which it is known that the server does not have them. */
  readonly #refused = new Map<ProtocolVersion, ReadonlySet<CipherSuite>>();
  readonly #groups = new Set<NamedGroup>();
  readonly #signatureAlgorithms = new Set<SignatureAlgorithm>();
  readonly #chosen: Chosen[] = [];
  /** Asked as soon as some version is known in full. */
  #preferred: Promise<Survey["preference"]> | null = null;

  constructor(handshakes: Handshakes) {
    this.#asker = new Asker(handshakes);
  }

  async run(): Promise<Survey> {
    const versions = [MODERN, ...CLASSIC] as const;
    const [looks] = await Promise.all([Promise.all(versions.map((version) => this.#look(version))), this.#ssl2()]);
    // A server with which not one hello comes to anything does not speak TLS here: to ask for parts would tell no more.
    const speaks = looks.some((look) => look === "agreed" || look === "absent");
    const agreed = versions.filter((_, index) => looks[index] === "agreed");
    const doubtful = speaks ? versions.filter((_, index) => looks[index] === "doubtful") : [];
    const doubts = Promise.all(doubtful.map(async (version) => ((await this.#doubt(version)) ? [version] : [])));
    // What is asked of the newest version directs the rest: it has to be known which one that is.
    const newest = versions.find((version) => version !== MODERN && [...agreed, ...doubtful].includes(version));
    const settled = newest === undefined || agreed.includes(newest) ? agreed : [...agreed, ...(await doubts).flat()];
    await Promise.all([
      settled.includes(MODERN) ? this.#modern() : null,
      this.#classic(CLASSIC.filter((version) => settled.includes(version))),
    ]);
    const late = (await doubts).flat().filter((version) => !settled.includes(version));
    await Promise.all(late.map((version) => this.#suitesOf(version, byNeed(this.#open(version), this.#met()))));
    const preference = passedOver(this.#suites, this.#chosen)
      ? "server"
      : ((await this.#preferred) ?? (await this.#preference()));
    await this.#asker.control(this.#chosen[0]);
    const suites = PROTOCOL_VERSIONS.flatMap((version) => {
      const found = this.#suites.get(version) ?? [];
      return found.length === 0 ? [] : [[version, inOrder(version, found)] as const];
    });
    return {
      suites: new Map(suites),
      preference,
      groups: unique([...groupsOf(MODERN), ...groupsOf("TLSv1.2")]).filter((group) => this.#groups.has(group)),
      signatureAlgorithms: signatureAlgorithmsOf("TLSv1.2").filter((one) => this.#signatureAlgorithms.has(one)),
      sightings: this.#asker.sightings,
      gaps: this.#asker.gaps,
    };
  }

  /** SSL 2.0 servers answer with everything that they have in common. */
  async #ssl2(): Promise<null> {
    const version = "SSLv2";
    const kinds = candidates(version).likely.flat();
    const answer = await this.#asker.ask({ version, suites: kinds }, "versions");
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
   * Whether the server may have a version. A server without it says so (RFC 5246 §E.1); where the handshake fails
   * otherwise the suites may be the reason. TLS 1.2, which almost every server has, is asked for each kind of suite at once.
   */
  async #look(version: ProtocolVersion): Promise<"agreed" | "absent" | "doubtful" | null> {
    const sets = version === "TLSv1.2" ? candidates(version).likely : [atFirst(version)];
    const looks = await Promise.all(
      sets.map(async (suites) => {
        const answer = await this.#asker.ask({ version, suites, curious: true }, "versions");
        if (answer === null) return null;
        if (answer.kind === "agreed") return this.#noteChoice(answer, version, suites) === null ? "absent" : "agreed";
        if (answer.kind === "refused" && answer.alert === "protocol_version") return "absent";
        // Where there are several needs in a set, silence may be about one of them.
        if (answer.kind === "refused" && (answer.alert !== null || sets.length > 1)) this.#settle(version, suites);
        return "doubtful";
      }),
    );
    return (["agreed", "absent", "doubtful"] as const).find((look) => looks.includes(look)) ?? null;
  }

  /** A version in which what is common failed: everything, in sets that cannot hide each other. Whether any of it was accepted. */
  async #doubt(version: ProtocolVersion): Promise<boolean> {
    const open = this.#open(version);
    // SSL 3.0 has almost gone: it gets no more than one more connection.
    const sets = version === "SSLv3" && open.length < inOrder(version, null).length ? [open] : byNeed(open);
    const noted = await Promise.all(
      sets.map(async (suites) => {
        const answer = await this.#asker.ask({ version, suites }, "versions");
        if (answer?.kind === "refused") this.#settle(version, suites);
        if (answer?.kind === "broken") this.#asker.gap(version, `The server broke off the handshake: ${answer.reason}`);
        return answer?.kind === "agreed" ? this.#noteChoice(answer, version, suites) : null;
      }),
    );
    return noted.some((choice) => choice !== null);
  }

  /** They were refused together, which nothing but themselves can be the reason for. */
  #settle(version: ProtocolVersion, suites: readonly CipherSuite[]): void {
    const known = this.#refused.get(version) ?? [];
    this.#refused.set(version, new Set([...known, ...suites]));
  }

  /** What is not known to be accepted or refused. */
  #open(version: ProtocolVersion): CipherSuite[] {
    const accepted = this.#suites.get(version) ?? [];
    const refused = this.#refused.get(version);
    return inOrder(version, null).filter((suite) => !accepted.includes(suite) && refused?.has(suite) !== true);
  }

  /** What the server has been seen to have. */
  #met(): ReadonlySet<Need> {
    return new Set([...this.#suites.values()].flat().map(needOf));
  }

  async #modern(): Promise<void> {
    const { likely, rest } = candidates(MODERN);
    const suites = [...likely.flat(), ...rest];
    const offer = async (groups: readonly NamedGroup[]): Promise<Choice<NamedGroup>> =>
      choice(
        // Without a key the server has to say which group it wants.
        await this.#asker.ask({ version: MODERN, suites, groups, keyShares: false }, "groups"),
        MODERN,
        (agreed) => agreed.group,
        groups,
      );
    const all = groupsOf(MODERN);
    const seen = all.filter((group) => this.#asker.sightings.groups.has(group));
    const sets = [all.slice(0, COMMON), all.slice(COMMON)].map((set) => set.filter((group) => !seen.includes(group)));
    const groups = sets.map((set) => this.#asker.eliminate("groups", set, offer));
    await Promise.all([...groups, this.#suitesOf(MODERN, [...likely, rest])]);
    for (const group of [...seen, ...(await Promise.all(groups)).flat()]) this.#groups.add(group);
    this.#preferred = this.#preference();
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
        singles.push(this.#suitesOf(version, [[suite]], { last: true }));
      }
    };
    for (const suite of this.#suites.get(newest) ?? []) accepted(suite);
    const { likely, rest } = candidates(newest);
    const common = this.#suitesOf(newest, likely, { inquiries, accepted });
    await this.#suitesOf(newest, byNeed(rest, this.#met()), { accepted, patient: true });
    // What is still open in the newest version will be asked for one by one if it is accepted there.
    const others = (except: readonly CipherSuite[]): readonly Promise<void>[] =>
      older.map((version) => {
        const known = asked.get(version);
        const open = this.#open(version).filter((suite) => known?.has(suite) !== true && !except.includes(suite));
        for (const suite of open) known?.add(suite);
        return this.#suitesOf(version, byNeed(open, this.#met()), { patient: true });
      });
    const early = others(this.#open(newest).filter((suite) => likely.flat().includes(suite)));
    await common;
    await Promise.all([...singles, ...early, ...others([]), this.#inquire(newest, inquiries)]);
    for (const group of inquiries.groups) this.#groups.add(group);
    for (const algorithm of inquiries.signatureAlgorithms) this.#signatureAlgorithms.add(algorithm);
  }

  /** What no offer was there for to take along. */
  async #inquire(version: ProtocolVersion, inquiries: Inquiries): Promise<void> {
    const { groups, elliptic, signatures } = inquiries.left(this.#suites.get(version) ?? []);
    const groupsLeft = this.#asker.eliminate("groups", groups, async (offered) =>
      choice(
        await this.#asker.ask({ version, suites: elliptic, groups: offered }, "groups"),
        version,
        (agreed) => agreed.group,
        offered,
      ),
    );
    const signaturesLeft = signatures.map(({ algorithms, suites }) =>
      this.#asker.eliminate("signatureAlgorithms", algorithms, async (offered) =>
        choice(
          await this.#asker.ask({ version, suites, signatureAlgorithms: offered }, "signatureAlgorithms"),
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
    asking: Asking = {},
  ): Promise<void> {
    const { accepted, patient = false } = asking;
    const wanted = this.#open(version);
    const offer = async (suites: readonly CipherSuite[]): Promise<Choice<CipherSuite>> => {
      const answer = await this.#askFor(version, suites, asking);
      const made = choice(answer, version, ({ suite }) => suite, suites);
      if (made.kind === "chosen" && answer?.kind === "agreed") {
        this.#noteChoice(answer, version, suites);
        accepted?.(made.item);
      }
      return made;
    };
    const open = sets.map((set) => set.filter((suite) => wanted.includes(suite))).filter((set) => set.length > 0);
    const parts = (set: readonly CipherSuite[]) => byNeed(set, this.#met());
    await Promise.all(open.map((set) => this.#asker.eliminate(`suites of ${version}`, set, offer, { parts, patient })));
  }

  /** Asks for suites, and for something else along with them as long as the answer is one to both. */
  async #askFor(
    version: ProtocolVersion,
    suites: readonly CipherSuite[],
    { inquiries, last = false }: Asking,
  ): Promise<Answer | null> {
    const plain = (): Promise<Answer | null> => this.#asker.ask({ version, suites }, "suites", last);
    // A kind of suite that the server does not have cannot carry anything.
    const [first] = suites;
    const carries = (this.#suites.get(version) ?? []).some((suite) => first && kindOf(suite) === kindOf(first));
    const question = carries ? (inquiries?.board(suites) ?? null) : null;
    if (question === null) return plain();
    const both = await this.#asker.ask({ version, suites, ...question.proposal }, "suites");
    if (both?.kind === "agreed" && both.version === version && question.answered(both)) return both;
    const answer = await plain();
    if (answer?.kind !== "agreed") question.open();
    return answer;
  }

  #preference(): Promise<Survey["preference"]> {
    return findPreference(this.#suites, this.#chosen, (version, offered) =>
      this.#asker.ask({ version, suites: offered, until: "server-hello" }, "preference"),
    );
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
}

/**
 * What to offer first. No anonymous suites: servers with a certificate may choose those without having what they need. SSL 3.0, which is
 * almost gone, gets all at once.
 */
function atFirst(version: ProtocolVersion): CipherSuite[] {
  const { likely, rest } = candidates(version);
  const needs: readonly Need[] = ["certificate", "Diffie-Hellman parameters"];
  const all = [...likely.flat(), ...(version === "SSLv3" ? rest : [])];
  return version === MODERN ? [...all, ...rest] : all.filter((suite) => needs.includes(needOf(suite)));
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
