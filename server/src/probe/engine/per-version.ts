// Tables that depend on nothing but the version: worked out when they are first needed, and once.

import type { ProtocolVersion } from "../../core/api.js";

/** The same as `make`, which is called once for each version. */
export function perVersion<T>(make: (version: ProtocolVersion) => T): (version: ProtocolVersion) => T {
  const made = new Map<ProtocolVersion, T>();
  return (version) => {
    const known = made.get(version) ?? make(version);
    made.set(version, known);
    return known;
  };
}
