// One hand-made handshake: a connection, the shortest way to TLS, a hello, and what the server says to it. What to propose is survey.ts's.

import {
  compareVersions,
  groupById,
  namedGroups,
  signatureAlgorithmById,
  signatureAlgorithms,
  suiteById,
  versionByNumber,
  type CipherSuite,
  type NamedGroup,
  type ProtocolVersion,
  type SignatureAlgorithm,
} from "../../core/api.js";
import {
  clientHello,
  ServerFlightReader,
  ssl2ClientHello,
  type AlertFact,
  type ClientHelloOptions,
  type FlightFacts,
  type FlightState,
  type Hello,
  type Until,
} from "../../wire/api.js";
import { startDialogue } from "../converse.js";
import type { Target } from "../target.js";
import type { Connection, Transport, TransportError } from "../transport.js";
import { fixedKey } from "./key-shares.js";
import { perVersion } from "./per-version.js";
import type { Outcome, Pool, Turn } from "./pool.js";

/** What a hello offers: one version, and what is worth varying. */
export interface Proposal {
  readonly version: ProtocolVersion;
  readonly suites: readonly CipherSuite[];
  /** Every group of that version by default. */
  readonly groups?: readonly NamedGroup[];
  /** TLS 1.3: without keys the server has to say which group it wants. */
  readonly keyShares?: boolean;
  /** Every one of that version by default. */
  readonly signatureAlgorithms?: readonly SignatureAlgorithm[];
  /** Compression and heartbeats as well: only to see whether they are there. */
  readonly curious?: boolean;
  readonly fallbackScsv?: boolean;
  readonly alpn?: readonly string[];
  /** How far to read; `server-hello-done` by default. */
  readonly until?: Until;
}

/** What the server made of a proposal. */
export type Answer =
  | {
      readonly kind: "agreed";
      /** Older than proposed where the server does not have that version. */
      readonly version: ProtocolVersion;
      readonly suite: CipherSuite;
      readonly group: NamedGroup | null;
      readonly facts: FlightFacts;
    }
  /** A refusal; `alert` is null where the server closed the connection without a word, as Dovecot does. */
  | { readonly kind: "refused"; readonly alert: AlertFact["name"]; readonly facts: FlightFacts }
  /** The connection was broken off, or what came makes no sense. */
  | {
      readonly kind: "broken";
      readonly reason: string;
      /** Nothing came in time: what the server thinks of the proposal is open. */
      readonly late?: boolean;
      readonly facts: FlightFacts;
    };

export type Agreed = Extract<Answer, { readonly kind: "agreed" }>;

/** How the server signed its key exchange; null before TLS 1.2, in TLS 1.3, and where it did not. */
export function signedWith({ facts: { keyExchange } }: Agreed): SignatureAlgorithm | null {
  if (keyExchange === null || keyExchange.kind === "unread") return null;
  return signatureAlgorithmById(keyExchange.signature?.scheme ?? -1) ?? null;
}

/** What goes on in the connection after the server's answer, for checks that need more than a hello. */
export type Sequel<T> = (connection: Connection, answer: Answer, reader: ServerFlightReader) => Promise<T>;

/** Makes handshakes with one target, each in a connection of its own, in turn with the others. */
export class Handshakes {
  readonly #target: Target;
  readonly #transport: Transport;
  readonly #pool: Pool;
  readonly #serverName: string | null;

  constructor(target: Target, transport: Transport, pool: Pool, serverName: string | null) {
    this.#target = target;
    this.#transport = transport;
    this.#pool = pool;
    this.#serverName = serverName;
  }

  /** Why nothing is tried any more; null while something may be. */
  get closed(): string | null {
    return this.#pool.closed;
  }

  /** Proposes, and drops the connection once the answer is there. `last`: see `Pool.run`. */
  propose(proposal: Proposal, last = false): Promise<Outcome<Answer>> {
    const sequel: Sequel<Answer> = (_connection, answer) => Promise.resolve(answer);
    return this.#pool.run(() => this.#turn(proposal, sequel), false, last);
  }

  /** Proposes, and goes on with `sequel` in the same connection. `urgent`: see `Pool.run`. */
  proposeAnd<T>(proposal: Proposal, sequel: Sequel<T>, urgent = false): Promise<Outcome<T>> {
    return this.#pool.run(() => this.#turn(proposal, sequel), urgent);
  }

  async #turn<T>(proposal: Proposal, sequel: Sequel<T>): Promise<Turn<T>> {
    const connected = await this.#transport.connect();
    if (!connected.ok) return turnedAway(this.#transport, connected.error.message);
    const connection = connected.value;
    try {
      const reason = await this.#open(connection);
      if (reason !== null) return turnedAway(this.#transport, reason);
      const hello = this.#hello(proposal);
      const reader = new ServerFlightReader(hello.offer, proposal.until ?? "server-hello-done");
      const error = await exchange(connection, hello, reader);
      if (this.#transport.ended !== null) return turnedAway(this.#transport, this.#transport.ended.message);
      if (hasNoRoom(reader)) return turnedAway(this.#transport, NO_ROOM_REASON);
      return { kind: "done", value: await sequel(connection, answerOf(reader, error), reader) };
    } finally {
      connection.abort();
    }
  }

  /** As far as TLS begins; null when that worked, else why not. */
  async #open(connection: Connection): Promise<string | null> {
    const dialogue = startDialogue(this.#target, connection, { brief: true });
    let actions = dialogue.handle({ kind: "connected" });
    for (;;) {
      for (const action of actions) {
        if (action.kind === "startTls") return null;
        if (action.kind === "done") return "The server ended the conversation before TLS.";
        if (action.kind === "fail") return action.error.message;
        const written = await connection.write(action.bytes);
        if (!written.ok) return written.error.message;
      }
      const received = await connection.read();
      if (!received.ok) return received.error.message;
      actions = dialogue.handle({ kind: "received", bytes: received.value });
    }
  }

  #hello(proposal: Proposal): Hello {
    const { version, suites, curious = false } = proposal;
    const random = this.#transport.random(32);
    const ids = suites.map(({ id }) => id);
    if (version === "SSLv2") return ssl2ClientHello({ cipherKinds: ids, challenge: random.subarray(0, 16) });
    const base = {
      version,
      random,
      suites: ids,
      ...(curious && version !== "TLSv1.3" ? { compression: [1, 0] } : {}),
      ...(proposal.fallbackScsv === true ? { fallbackScsv: true } : {}),
    };
    // SSL 3.0 has no extensions, and some of its servers fail on any (RFC 6101 §5.6.1.2).
    if (version === "SSLv3") return clientHello({ ...base, renegotiationScsv: true });
    const groups = proposal.groups ?? groupsOf(version);
    const withSignatures = version === "TLSv1.2" || version === "TLSv1.3";
    const schemes = proposal.signatureAlgorithms ?? signatureAlgorithmsOf(version);
    return clientHello({
      ...base,
      ...(this.#serverName === null ? {} : { serverName: this.#serverName }),
      ...(proposal.alpn === undefined ? {} : { alpn: proposal.alpn }),
      ...(groups.length === 0 ? {} : { groups: groups.map(({ id }) => id), pointFormats: [0] }),
      ...(withSignatures ? signatureExtensions(version, schemes) : {}),
      ...(version === "TLSv1.3"
        ? {
            sessionId: this.#transport.random(32),
            supportedVersions: [version],
            pskKeyExchangeModes: [1],
            keyShares: proposal.keyShares === false ? [] : fixedKeys(groups),
          }
        : {
            renegotiationInfo: true,
            extendedMasterSecret: true,
            encryptThenMac: true,
            sessionTicket: true,
            certificateTimestamps: true,
            statusRequest: true,
            ...(curious ? { heartbeat: true } : {}),
          }),
    });
  }
}

/** What is asked about is how the handshake is signed: for the certificates everything is welcome. */
function signatureExtensions(
  version: ProtocolVersion,
  schemes: readonly SignatureAlgorithm[],
): Pick<ClientHelloOptions, "signatureAlgorithms" | "signatureAlgorithmsCert"> {
  const all = signatureAlgorithmsOf(version);
  return {
    signatureAlgorithms: schemes.map(({ id }) => id),
    ...(schemes.length === all.length ? {} : { signatureAlgorithmsCert: all.map(({ id }) => id) }),
  };
}

/** Whoever was let in before and is not now is one too many, for the moment; unless the probe itself is over. */
export function turnedAway({ ended }: Transport, reason: string): Turn<never> {
  return ended === null ? { kind: "overload", reason } : { kind: "over", reason: ended.message };
}

/**
 * Where TLS begins with the connection some servers say in plain text that they have no room, as Exim does on port 465: a reply
 * of RFC 5321 §4.2.1 that is not for good, or the farewells of RFC 9051 §7.1.5 and RFC 5804 §1.2.
 */
const NO_ROOM = /^(?:4\d\d[ -]|\* BYE |BYE )/iu;
const NO_ROOM_REASON = "The server answered in plain text that it has no room for the connection.";

function hasNoRoom({ state }: ServerFlightReader): boolean {
  return state.kind === "not-tls" && NO_ROOM.test(state.excerpt);
}

/** What most servers have, in front: sets in which all are accepted need the fewest offers. */
const COMMON_GROUPS = ["x25519", "secp256r1", "secp384r1", "secp521r1", "x448", "ffdhe2048", "ffdhe3072"];

/**
 * Every group that `version` can negotiate, the common ones first. Before TLS 1.3 without the finite-field ones: a server that
 * knows them there (RFC 7919) would use one of them in place of the parameters that it shows to everybody else.
 */
export const groupsOf = perVersion((version): readonly NamedGroup[] => {
  const usable = namedGroups().filter(
    (group) =>
      !group.iana.startsWith("arbitrary_explicit_") &&
      (group.kind !== "ffdhe" || version === "TLSv1.3") &&
      covers(group, version),
  );
  const rank = ({ iana, openssl }: NamedGroup): number => {
    const common = COMMON_GROUPS.indexOf(iana);
    return common !== -1 ? common : COMMON_GROUPS.length + (openssl.length > 0 ? 0 : 1);
  };
  return [...usable].sort((a, b) => rank(a) - rank(b));
});

/** Every signature algorithm with which `version` can sign a handshake. */
export const signatureAlgorithmsOf = perVersion((version): readonly SignatureAlgorithm[] =>
  signatureAlgorithms().filter((algorithm) => covers(algorithm, version)),
);

function covers(
  { minVersion, maxVersion }: { readonly minVersion: ProtocolVersion; readonly maxVersion: ProtocolVersion },
  version: ProtocolVersion,
): boolean {
  return compareVersions(minVersion, version) <= 0 && compareVersions(version, maxVersion) <= 0;
}

function fixedKeys(groups: readonly NamedGroup[]): { readonly group: number; readonly publicKey: Uint8Array }[] {
  return groups.flatMap(({ id, iana }) => {
    const publicKey = fixedKey(iana);
    return publicKey === null ? [] : [{ group: id, publicKey }];
  });
}

/** Sends the hello and reads until the reader has what it wants; the error where the connection ends before. */
async function exchange(
  connection: Connection,
  hello: Hello,
  reader: ServerFlightReader,
): Promise<TransportError | null> {
  const written = await connection.write(hello.bytes);
  if (!written.ok) return written.error;
  while (reader.state.kind === "reading") {
    const received = await connection.read();
    if (!received.ok) return received.error;
    reader.push(received.value);
  }
  return null;
}

function answerOf({ state, facts }: ServerFlightReader, error: TransportError | null): Answer {
  const silent = facts.serverHello === null && facts.helloRetryRequest === null && facts.ssl2 === null;
  if (error?.kind === "closed" && silent && state.kind === "reading") return { kind: "refused", alert: null, facts };
  if (error !== null) return { kind: "broken", reason: error.message, late: error.kind === "timeout", facts };
  const wrong = facts.oddities.find(({ kind }) => DECISIVE.has(kind));
  if (wrong !== undefined)
    return { kind: "broken", reason: `The server's answer contradicts the hello (${wrong.kind}).`, facts };
  if (state.kind === "done" || state.kind === "retry") return agreement(facts);
  if (state.kind === "alert") return { kind: "refused", alert: state.alert.name, facts };
  if (state.kind === "ssl2-error") return { kind: "refused", alert: "handshake_failure", facts };
  return { kind: "broken", reason: stateWords(state), facts };
}

/** Contradictions after which what the server chose means nothing. */
const DECISIVE: ReadonlySet<string> = new Set(["suite-not-offered", "version-not-offered", "suite-of-other-version"]);

function agreement(facts: FlightFacts): Answer {
  const { serverHello, helloRetryRequest, ssl2, keyExchange } = facts;
  const [kind] = ssl2?.cipherKinds ?? [];
  const chosen = serverHello ?? helloRetryRequest;
  const suite = suiteById(chosen?.suite ?? kind ?? 0);
  const version = ssl2 !== null ? "SSLv2" : versionByNumber(chosen?.versionNumber ?? 0);
  // RFC 6176: a server that answers in SSL 2.0 without a common kind has none to offer.
  if (suite === undefined || version === undefined || suite.id === 0) {
    return { kind: "refused", alert: "handshake_failure", facts };
  }
  const exchanged = keyExchange?.kind === "ecdhe" ? keyExchange.group : null;
  const group = serverHello?.keyShareGroup ?? helloRetryRequest?.selectedGroup ?? exchanged;
  return { kind: "agreed", version, suite, group: group === null ? null : (groupById(group) ?? null), facts };
}

function stateWords(state: FlightState): string {
  switch (state.kind) {
    case "not-tls":
      return "What the server sends is not TLS.";
    case "malformed":
      return `The server's answer is malformed (${state.where}: ${state.why}).`;
    case "limit":
      return `The server sends more than a handshake can need (${state.limit} over ${state.max}).`;
    default:
      return "The server's answer ended too early.";
  }
}
