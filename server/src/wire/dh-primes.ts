// Names for the primes of finite-field Diffie-Hellman that many servers share. Who shares a prime shares the cost of breaking it (Logjam).

import { DH_PRIME_ROWS } from "./dh-primes.generated.js";
import { toHex } from "./hex.js";

let named: ReadonlyMap<string, string> | undefined;

/** The name of a well-known prime, for example `RFC 3526 group 14`; null for any other. Leading zeros do not count. */
export function dhPrimeName(prime: Uint8Array): string | null {
  named ??= new Map(DH_PRIME_ROWS);
  return named.get(toHex(prime).replace(/^(?:00)+/u, "")) ?? null;
}
