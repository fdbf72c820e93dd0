import assert from "node:assert/strict";
import { createDiffieHellmanGroup, checkPrimeSync } from "node:crypto";
import { describe, test } from "node:test";
import { dhPrimeName } from "../../server/src/wire/api.js";
import { DH_PRIME_ROWS } from "../../server/src/wire/dh-primes.generated.js";

describe("well-known Diffie-Hellman primes", () => {
  test("a prime is found by its bytes, whatever zeros stand before", () => {
    const prime = createDiffieHellmanGroup("modp14").getPrime();
    assert.equal(dhPrimeName(prime), "RFC 3526 group 14");
    assert.equal(dhPrimeName(Uint8Array.of(0, 0, ...prime)), "RFC 3526 group 14");
    const other = Uint8Array.from(prime);
    other[100]! ^= 1;
    assert.equal(dhPrimeName(other), null);
    assert.equal(dhPrimeName(new Uint8Array(0)), null);
  });

  test("each is there once, and is a prime", () => {
    assert.equal(new Set(DH_PRIME_ROWS.map(([hex]) => hex)).size, DH_PRIME_ROWS.length);
    assert.equal(new Set(DH_PRIME_ROWS.map(([, name]) => name)).size, DH_PRIME_ROWS.length);
    // The larger ones take seconds; a mistyped digit shows in these as well as in the formula below.
    for (const [hex, name] of DH_PRIME_ROWS)
      if (hex.length <= 512) assert.ok(checkPrimeSync(Buffer.from(hex, "hex"), { checks: 4 }), name);
  });

  test("ffdhe primes follow from e (RFC 7919 appendix A)", () => {
    const sizes = { 2048: 560316n, 3072: 2625351n, 4096: 5736041n, 6144: 15705020n, 8192: 10965728n };
    for (const [size, x] of Object.entries(sizes)) {
      const bits = BigInt(size);
      const one = 1n << (bits - 64n);
      const prime = (1n << bits) - one + ((eulerTimes2To(bits - 130n) + x) << 64n) - 1n;
      assert.equal(dhPrimeName(Buffer.from(prime.toString(16), "hex")), `ffdhe${size}`);
    }
  });
});

/** ⌊2^power · e⌋, from the series of e with 64 bits to spare. */
function eulerTimes2To(power: bigint): bigint {
  let term = 1n << (power + 64n);
  let sum = 0n;
  for (let divisor = 1n; term > 0n; divisor++) {
    sum += term;
    term /= divisor;
  }
  return sum >> 64n;
}
