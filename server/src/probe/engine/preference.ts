// Whose order of suites counts, the server's or the client's: mostly seen in what was asked for another reason. Asks at most twice.

import type { CipherSuite, ProtocolVersion } from "../../core/api.js";
import { candidates } from "./candidates.js";
import type { Answer } from "./handshakes.js";

/** What the server chose of several suites. */
export interface Chosen {
  readonly version: ProtocolVersion;
  readonly offered: readonly CipherSuite[];
  readonly suite: CipherSuite;
}

/** Versions of whose suites the server chooses one, the newest first; in SSL 2.0 the client does (§1.3 of its draft). */
const VERSIONS = ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"] as const;

/** The suites of a version in the order in which they are offered; null for all of them. */
export function inOrder(version: ProtocolVersion, found: readonly CipherSuite[] | null): CipherSuite[] {
  const { likely, rest } = candidates(version);
  return [...likely.flat(), ...rest].filter((suite) => found === null || found.includes(suite));
}

/** Whether the server chose something that stood behind what it accepts as well: then its own order counts. */
export function passedOver(
  suites: ReadonlyMap<ProtocolVersion, readonly CipherSuite[]>,
  chosen: readonly Chosen[],
): boolean {
  return chosen.some(({ version, offered, suite }) => {
    const accepted = suites.get(version) ?? [];
    return offered.slice(0, offered.indexOf(suite)).some((other) => accepted.includes(other));
  });
}

/**
 * A server that follows the client takes the first that it can, always. Null where there are not two suites of one version, or
 * where the server did not answer.
 */
export async function findPreference(
  suites: ReadonlyMap<ProtocolVersion, readonly CipherSuite[]>,
  chosen: readonly Chosen[],
  ask: (version: ProtocolVersion, offered: readonly CipherSuite[]) => Promise<Answer | null>,
): Promise<"server" | "client" | null> {
  if (passedOver(suites, chosen)) return "server";
  const version = VERSIONS.find((candidate) => (suites.get(candidate)?.length ?? 0) > 1);
  if (version === undefined) return null;
  const forward = inOrder(version, suites.get(version) ?? []);
  const backward = [...forward].reverse();
  const [last] = backward;
  const reversed = await ask(version, backward);
  if (last === undefined || reversed?.kind !== "agreed") return null;
  if (reversed.suite !== last) return "server";
  // Because it came first, if the server took another one where it did not.
  const yielded = chosen.some((one) => one.version === version && one.offered.includes(last) && one.suite !== last);
  if (yielded) return "client";
  const answer = await ask(version, forward);
  if (answer?.kind !== "agreed") return null;
  return answer.suite === last ? "server" : "client";
}
