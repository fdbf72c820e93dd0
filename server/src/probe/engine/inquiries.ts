// Which groups and signature algorithms a server has, asked along with its suites: most of it costs no connection of its own.

import type { CipherSuite, NamedGroup, ProtocolVersion, SignatureAlgorithm } from "../../core/api.js";
import { kindOf } from "./candidates.js";
import { type Agreed, groupsOf, type Proposal, signatureAlgorithmsOf, signedWith } from "./handshakes.js";
import { type Ride, Rides } from "./rides.js";

/** A question that an offer takes along. */
interface Question {
  readonly proposal: Partial<Proposal>;
  /** Whether the answer is one to the question; if so it is noted. */
  answered(agreed: Agreed): boolean;
  /** The server refuses these suites without the question as well, so that nothing is known. */
  open(): void;
}

/** Groups that servers have at this day, by the curves of RFC 8422 §5.1.1. */
const LIKELY_GROUPS: readonly string[] = ["x25519", "secp256r1", "secp384r1", "secp521r1", "x448"];

type Authentication = "RSA" | "ECDSA";
const AUTHENTICATIONS = ["RSA", "ECDSA"] as const;
const KEYS: Readonly<Record<Authentication, readonly SignatureAlgorithm["key"][]>> = {
  RSA: ["rsa", "rsa-pss"],
  ECDSA: ["ecdsa", "ed25519", "ed448"],
};

/** The questions about one version. */
export class Inquiries {
  readonly #groups: Rides<NamedGroup>;
  readonly #signatures: Readonly<Record<Authentication, Rides<SignatureAlgorithm>>>;

  constructor(version: ProtocolVersion) {
    const groups = groupsOf(version);
    this.#groups = new Rides(...parted(groups, ({ iana }) => LIKELY_GROUPS.includes(iana)));
    const signatures = (authentication: Authentication): Rides<SignatureAlgorithm> =>
      // Only TLS 1.2 shows in the clear how the server signs.
      version === "TLSv1.2"
        ? new Rides(...parted(algorithmsOf(authentication), isLikely))
        : new Rides<SignatureAlgorithm>([], []);
    this.#signatures = { RSA: signatures("RSA"), ECDSA: signatures("ECDSA") };
  }

  get groups(): ReadonlySet<NamedGroup> {
    return this.#groups.accepted;
  }

  get signatureAlgorithms(): ReadonlySet<SignatureAlgorithm> {
    return new Set(AUTHENTICATIONS.flatMap((name) => [...this.#signatures[name].accepted]));
  }

  /** A question that an offer of these suites can take along; they are of one kind. Null where there is none. */
  board(suites: readonly CipherSuite[]): Question | null {
    const [first] = suites;
    if (first === undefined || suites.some((suite) => kindOf(suite) !== kindOf(first))) return null;
    const group = first.kx === "ECDHE" ? this.#groups.board() : null;
    if (group !== null) return question(this.#groups, group, { groups: group.items }, (agreed) => agreed.group);
    const signs = (first.kx === "ECDHE" || first.kx === "DHE") && isAuthentication(first.auth);
    const rides = signs ? this.#signatures[first.auth] : null;
    const ride = rides?.board() ?? null;
    return rides === null || ride === null
      ? null
      : question(rides, ride, { signatureAlgorithms: ride.items }, signedWith);
  }

  /** What is still to be asked, with suites that the server accepts. */
  left(accepted: readonly CipherSuite[]): {
    readonly groups: readonly NamedGroup[];
    readonly signatures: readonly {
      readonly algorithms: readonly SignatureAlgorithm[];
      readonly suites: readonly CipherSuite[];
    }[];
    readonly elliptic: readonly CipherSuite[];
  } {
    const elliptic = accepted.filter(({ kx }) => kx === "ECDHE");
    return {
      elliptic,
      groups: elliptic.length === 0 ? [] : this.#groups.left(),
      signatures: AUTHENTICATIONS.map((name) => ({
        algorithms: this.#signatures[name].left(),
        suites: accepted.filter(({ kx, auth }) => (kx === "ECDHE" || kx === "DHE") && auth === name),
      })).filter(({ algorithms, suites }) => algorithms.length > 0 && suites.length > 0),
    };
  }
}

function question<T>(
  rides: Rides<T>,
  ride: Ride<T>,
  proposal: Partial<Proposal>,
  pick: (agreed: Agreed) => T | null,
): Question {
  return {
    proposal,
    answered(agreed) {
      const item = pick(agreed);
      if (item === null || !ride.items.includes(item)) return false;
      rides.took(ride, item);
      return true;
    },
    open: () => {
      rides.back(ride);
    },
  };
}

function algorithmsOf(authentication: Authentication): readonly SignatureAlgorithm[] {
  return signatureAlgorithmsOf("TLSv1.2").filter(({ key }) => KEYS[authentication].includes(key));
}

/** Those that need a special certificate, and MD5, are rare. */
function isLikely({ key, hash }: SignatureAlgorithm): boolean {
  return (key === "rsa" || key === "ecdsa") && hash !== "md5";
}

function isAuthentication(name: string): name is Authentication {
  return (AUTHENTICATIONS as readonly string[]).includes(name);
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
