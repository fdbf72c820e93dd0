// The prime with which a server offers DHE suites up to TLS 1.2. Source: the Exim specification, option tls_dhparam; src/std-crypto.c.

import type { Origin } from "../../posture/fact.js";
import type { NamedGroup } from "../../tls/groups.js";
import { fold, type Situation } from "./expansion.js";
import type { Model } from "./model.js";
import { placesOf } from "./paths.js";

export type Prime =
  | { readonly kind: "known"; readonly bits: number; readonly origin: Origin }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly reason: string };

/** Bits of the primes that have names. */
const NAMED: Readonly<Record<string, number>> = {
  default: 2048,
  ffdhe2048: 2048,
  ffdhe3072: 3072,
  ffdhe4096: 4096,
  ffdhe6144: 6144,
  ffdhe8192: 8192,
  ike1: 768,
  ike2: 1024,
  ike5: 1536,
  ike14: 2048,
  ike15: 3072,
  ike16: 4096,
  ike17: 6144,
  ike18: 8192,
  ike22: 1024,
  ike23: 2048,
  ike24: 2048,
  "exim.dev.20160529.1": 2048,
  "exim.dev.20160529.2": 2048,
  "exim.dev.20160529.3": 2048,
};

/** Bits of a prime by its name in tls_dhparam. */
export function namedPrime(name: string): number | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** Bits of the primes that stand for GnuTLS's levels of security (`sec_params` in lib/algorithms/secparams.c, 3.7). */
const LEVELS = [512, 767, 1008, 1024, 1776, 2048, 3072, 8192, 15360];

/**
 * The prime that a client meets which names no groups of RFC 7919. Since 3.6 GnuTLS takes from a given prime only its level of security,
 * and negotiates the first of its own groups that reaches it; the prime itself where none does (measured with 3.7.9).
 */
export function negotiatedBits(given: number, groups: readonly NamedGroup[]): number {
  const level = LEVELS.filter((bits) => bits <= given).at(-1) ?? 0;
  return groups.find(({ kind, bits }) => kind === "ffdhe" && (bits ?? 0) >= level)?.bits ?? given;
}

function bitsIn(model: Model, file: string): number | null {
  for (const place of placesOf(file, model.source.path)) {
    const path = model.files?.nameOf?.(place) ?? place;
    for (const object of model.files?.pem(path) ?? []) if (object.kind === "dh-parameters") return object.bits;
  }
  return null;
}

/** The prime in a situation. */
export function primeOf(model: Model, situation: Situation): Prime {
  const setting = model.main.get("tls_dhparam");
  const value = setting.unknown ? null : fold(setting.value, situation);
  if (value === null) return { kind: "unknown", reason: "tls_dhparam is an expansion" };
  if (value === "none") return { kind: "none" };
  const maximum = Number(model.main.get("tls_dh_max_bits").value);
  const bits = value.startsWith("/") ? bitsIn(model, value) : namedPrime(value === "" ? "default" : value);
  if (bits === null || bits === undefined) return { kind: "unknown", reason: `the prime of \`${value}\` is not known` };
  if (model.library.kind === "openssl" && bits > maximum) return { kind: "none" };
  return { kind: "known", bits, origin: setting.origin };
}
