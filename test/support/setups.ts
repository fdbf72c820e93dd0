// Random configurations of servers, and what a survey of each must come to.

import fc from "fast-check";
import {
  type CipherSuite,
  type NamedGroup,
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
  type SignatureAlgorithm,
} from "../../server/src/core/api.js";
import { candidates } from "../../server/src/probe/engine/candidates.js";
import { groupsOf, signatureAlgorithmsOf } from "../../server/src/probe/engine/handshakes.js";
import { canSign, signs, type TlsSetup } from "./simulated-tls.js";

const CLASSIC = ["TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"] as const;

/** Real servers' parameters for one key exchange cannot be made of data for every kind of suite. */
const MADE = ["RSA", "DHE", "ECDHE", "DHE_PSK", "ECDHE_PSK", "PSK"];

const shuffled = <T>(items: readonly T[], min: number, max: number): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items], { minLength: Math.min(min, items.length), maxLength: Math.min(max, items.length) });

/** Mostly what servers have; now and then something that hardly anybody knows. */
function suitesOf(version: ProtocolVersion): fc.Arbitrary<CipherSuite[]> {
  const { likely, rest } = candidates(version);
  const rare = rest.flat().filter(({ kx }) => MADE.includes(kx));
  return fc
    .tuple(shuffled(likely.flat(), 1, 18), fc.oneof(fc.constant([]), shuffled(rare, 0, 2)))
    .chain(([usual, odd]) => shuffled([...usual, ...odd], usual.length + odd.length, usual.length + odd.length));
}

const versions = fc
  .tuple(
    fc.subarray([...CLASSIC], { minLength: 0 }),
    fc.boolean(),
    fc.integer({ min: 0, max: 7 }).map((number) => number === 0),
  )
  .map(([classic, modern, ssl2]): ProtocolVersion[] => [
    ...(modern || classic.length === 0 ? ["TLSv1.3" as const] : []),
    ...classic,
    ...(ssl2 ? ["SSLv2" as const] : []),
  ]);

/** Elders have what the newest has, as with most servers, or something of their own. */
const suites: fc.Arbitrary<ReadonlyMap<ProtocolVersion, readonly CipherSuite[]>> = fc
  .tuple(versions, fc.boolean())
  .chain(([all, alike]) => fc.tuple(fc.constant(all), fc.constant(alike), fc.tuple(...all.map(suitesOf))))
  .map(([all, alike, lists]) => {
    const newest = lists[all.findIndex((version) => (CLASSIC as readonly string[]).includes(version))] ?? [];
    return new Map(
      all.map((version, index): [ProtocolVersion, readonly CipherSuite[]] => {
        const possible = Object.values(candidates(version)).flat(2);
        const shared = newest.filter((suite) => possible.includes(suite));
        return [version, alike && shared.length > 0 ? shared : (lists[index] ?? [])];
      }),
    );
  });

export const setups: fc.Arbitrary<TlsSetup> = fc
  .record({
    suites,
    preference: fc.constantFrom("server" as const, "client" as const),
    modern: shuffled(groupsOf("TLSv1.3"), 1, 8),
    // At least one that every version with elliptic curves has.
    classic: fc
      .tuple(shuffled(groupsOf("TLSv1"), 1, 5), shuffled(groupsOf("TLSv1.2"), 0, 4))
      .map(([old, all]) => [...new Set([...old, ...all])]),
    rsa: shuffled(signers(["rsa", "rsa-pss"]), 1, 10),
    ecdsa: shuffled(signers(["ecdsa", "ed25519", "ed448"]), 1, 10),
    refusal: fc.constantFrom("alert" as const, "silence" as const),
  })
  .map(({ modern, classic, rsa, ecdsa, ...setup }) => ({
    ...setup,
    groups: { modern, classic },
    signatureAlgorithms: [...rsa, ...ecdsa],
  }));

function signers(keys: readonly SignatureAlgorithm["key"][]): readonly SignatureAlgorithm[] {
  return signatureAlgorithmsOf("TLSv1.2").filter(({ key }) => keys.includes(key));
}

export interface Truth {
  readonly suites: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly string[];
  readonly signatureAlgorithms: readonly string[];
  readonly preference: TlsSetup["preference"] | null;
}

const names = (items: Iterable<{ readonly iana: string }>): string[] => [...items].map(({ iana }) => iana).sort();

/** What has a suite that works; groups and signatures show in the newest version of each kind of handshake. */
export function truth(setup: TlsSetup): Truth {
  const works = PROTOCOL_VERSIONS.flatMap((version) => {
    const all = (setup.suites.get(version) ?? []).filter((suite) => setup.breaksOn?.(suite, version) !== true);
    return all.length === 0 ? [] : [[version, all] as const];
  });
  const accepted = new Map(works);
  const newest = CLASSIC.find((version) => accepted.has(version));
  const classic = newest === undefined ? [] : (accepted.get(newest) ?? []);
  const elliptic = newest !== undefined && classic.some(({ kx }) => kx === "ECDHE") ? groupsOf(newest) : [];
  const groups = new Set<NamedGroup>([
    ...(accepted.has("TLSv1.3") ? setup.groups.modern : []),
    ...setup.groups.classic.filter((group) => elliptic.includes(group)),
  ]);
  const signed = newest === "TLSv1.2" ? classic.filter(signs) : [];
  return {
    suites: Object.fromEntries(works.map(([version, all]) => [version, names(all)])),
    groups: names(groups),
    signatureAlgorithms: names(setup.signatureAlgorithms.filter((one) => signed.some((suite) => canSign(one, suite)))),
    preference: works.some(([version, all]) => version !== "SSLv2" && all.length > 1) ? setup.preference : null,
  };
}

/** A survey in the same shape. */
export function found(seen: {
  readonly suites: ReadonlyMap<string, readonly CipherSuite[]>;
  readonly groups: readonly NamedGroup[];
  readonly signatureAlgorithms: readonly SignatureAlgorithm[];
  readonly preference: TlsSetup["preference"] | null;
}): Truth {
  return {
    suites: Object.fromEntries([...seen.suites].map(([version, all]) => [version, names(all)])),
    groups: names(seen.groups),
    signatureAlgorithms: names(seen.signatureAlgorithms),
    preference: seen.preference,
  };
}
