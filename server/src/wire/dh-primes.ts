// Names for the primes of finite-field Diffie-Hellman that many servers share. Who shares a prime shares the cost of breaking it (Logjam).

import { DH_PRIME_ROWS } from "./dh-primes.generated.js";

let named: ReadonlyMap<string, string> | undefined;

/** The name of a well-known prime, for example `RFC 3526 group 14 (2048 bits)`; null for any other. Leading zeros do not count. */
export function dhPrimeName(prime: Uint8Array): string | null {
  named ??= new Map(DH_PRIME_ROWS.map(({ hex, name }) => [hex, name]));
  const hex = Array.from(prime, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(?:00)+/u, "");
  return named.get(hex) ?? null;
}
