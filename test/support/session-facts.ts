// What is compared of an endpoint: the facts that a posture tells of it, and the same facts as single handshakes show them.

import type { EndpointReport } from "../../server/src/core/api.js";
import { VERSIONS, type Agreed } from "./tls-observer.js";

/** Facts by name; what is undetermined is absent. */
export type Facts = Readonly<Record<string, unknown>>;

const sorted = (names: readonly string[]): readonly string[] => [...names].sort();

/** What is predicted. An endpoint with TLS from the first byte announces nothing, neither TLS nor logins. */
export function predictedFacts(endpoint: EndpointReport): Facts {
  const { transport, required, plaintextAuth, versions, suites, dhBits, tlsFailure, undetermined } = endpoint;
  const unknown = new Set(undetermined.map(({ fact }) => fact));
  const told = (name: string): boolean => !unknown.has(name);
  const talks = told("transport");
  const works = tlsFailure === undefined && transport !== "none";
  const open = transport !== "implicit";
  return {
    ...(talks && open && { starttls: transport === "starttls" }),
    ...(open && told("required") && { demanded: required }),
    ...(open && told("plaintextAuth") && { plainLogin: plaintextAuth }),
    ...(talks && told("versions") && { versions: works ? (versions ?? []) : [] }),
    ...(talks &&
      told("suites") && {
        suites: Object.fromEntries(VERSIONS.map((version) => [version, works ? sorted(suites?.[version] ?? []) : []])),
      }),
    ...(talks && told("suites") && told("dhBits") && { dhBits: works ? (dhBits ?? null) : null }),
  };
}

/** What the suites that were agreed on show, one list for each of VERSIONS. */
export function sessionFacts(agreed: readonly (readonly Agreed[])[]): Facts {
  const of = (index: number): readonly Agreed[] => agreed[index] ?? [];
  // In TLS 1.3 a prime is a group like others.
  const older = VERSIONS.flatMap((version, index) => (version === "TLSv1.3" ? [] : of(index)));
  const primes = older.flatMap(({ dhBits }) => dhBits ?? []);
  return {
    versions: VERSIONS.filter((_, index) => of(index).length > 0),
    suites: Object.fromEntries(
      VERSIONS.map((version, index) => [version, sorted(of(index).map(({ suite }) => suite))]),
    ),
    dhBits: primes.length === 0 ? null : Math.min(...primes),
  };
}

/** Of what was seen, the facts that something is predicted of. */
export function asPredicted(seen: Facts, expected: Facts): Facts {
  return Object.fromEntries(Object.keys(expected).map((name) => [name, seen[name]]));
}
