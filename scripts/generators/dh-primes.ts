// Makes the table of well-known Diffie-Hellman primes in wire from node:crypto and scripts/data/dh-primes.json, which names its sources.
import { getDiffieHellman } from "node:crypto";
import data from "../data/dh-primes.json" with { type: "json" };
import { generatedHeader, type GeneratedFile } from "../lib/generated.js";

const GENERATOR = "scripts/generators/dh-primes.ts";

/** By their names in node:crypto: RFC 2409 §6 calls them Oakley groups, RFC 3526 MODP groups. */
const MODP: readonly (readonly [group: string, name: string])[] = [
  ["modp1", "RFC 2409 group 1 (Oakley)"],
  ["modp2", "RFC 2409 group 2 (Oakley)"],
  ["modp5", "RFC 3526 group 5"],
  ["modp14", "RFC 3526 group 14"],
  ["modp15", "RFC 3526 group 15"],
  ["modp16", "RFC 3526 group 16"],
  ["modp17", "RFC 3526 group 17"],
  ["modp18", "RFC 3526 group 18"],
];

export function generate(): Promise<GeneratedFile[]> {
  const modp = MODP.map(([group, name]) => ({ hex: getDiffieHellman(group).getPrime("hex"), name }));
  const rows = [...modp, ...data.primes].map(({ hex, name }) => `  ["${hex}", ${JSON.stringify(name)}],`);
  const content = [
    generatedHeader(GENERATOR, ["RFC 2409 §6 and RFC 3526, as node:crypto has them", ...data._meta.sources]),
    "export const DH_PRIME_ROWS: readonly (readonly [hex: string, name: string])[] = [",
    ...rows,
    "];",
    "",
  ].join("\n");
  return Promise.resolve([{ path: "server/src/wire/dh-primes.generated.ts", content }]);
}
