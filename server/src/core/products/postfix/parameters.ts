// What Postfix itself knows of its parameters: names, types, defaults by version. Values set by anyone never live here.

import { DEBIAN_DEFAULTS, PARAMETER_ROWS, PER_SERVICE_ROWS } from "./parameters.generated.js";
import type { ParameterExtras } from "./parameter-rows.js";
import { atLeast, parseVersion, sameBranch, type PostfixVersion } from "./version.js";

/** One parameter as postconf(5) describes it. */
export interface Parameter extends ParameterExtras {
  readonly name: string;
  readonly type: string;
  /** Programs that read it; `*` is all. */
  readonly daemons: readonly string[];
  readonly defaults: readonly (readonly [since: string, value: string])[];
}

const byName = new Map<string, Parameter>(
  PARAMETER_ROWS.map(([name, type, daemons, defaults, extras]) => [
    name,
    { name, type, daemons: daemons === "" ? [] : daemons.split(" "), defaults, ...extras },
  ]),
);

/** The parameter of that name in any version, or undefined. */
export function parameter(name: string): Parameter | undefined {
  return byName.get(name);
}

export function parameterNames(): Iterable<string> {
  return byName.keys();
}

/** Whether `version` has the parameter: it was added by then, or to a patch release of that branch, and not yet removed. */
export function isKnownIn(known: Parameter, version: PostfixVersion): boolean {
  if (known.removed !== undefined && atLeast(version, known.removed)) return false;
  if (known.since === undefined || atLeast(version, known.since)) return true;
  return (known.backports ?? []).some((patch) => sameBranch(version, patch) && atLeast(version, patch));
}

/**
 * The compiled-in default in `version`, unexpanded; undefined where it depends on the machine (`myhostname`, …).
 * Debian's packages are built with other paths than upstream.
 */
export function defaultOf(known: Parameter, version: PostfixVersion, distribution?: "debian"): string | undefined {
  if (known.name === "mail_version") return version.text;
  if (distribution === "debian") {
    const debian = DEBIAN_DEFAULTS[known.name];
    if (debian !== undefined) return debian;
  }
  let value = known.defaults[0]?.[1];
  for (const [since, candidate] of known.defaults) if (atLeast(version, since)) value = candidate;
  return value;
}

/**
 * The default of a parameter that exists once per delivery service, such as `relay_destination_concurrency_limit`.
 * Without master.cf any service name counts (postconf(5), "transport_…" parameters).
 */
export function perServiceDefault(name: string): string | undefined {
  for (const [suffix, fallback] of PER_SERVICE_ROWS) {
    if (name.endsWith(suffix) && name.length > suffix.length) return fallback;
  }
  return undefined;
}

/** Link to the parameter's manual entry. */
export function manualUrl(name: string): string {
  return `https://www.postfix.org/postconf.5.html#${name}`;
}

/** The newest release that the table covers. */
export const NEWEST_VERSION = parseVersion("3.11.6");
