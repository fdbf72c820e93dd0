// Numbers and times as Postfix reads them, and what is wrong with one: the program that reads it then stops.

import { defaultOf, type Parameter } from "./parameters.js";
import { atLeast, type PostfixVersion } from "./version.js";

/** get_mail_conf_int in src/global/mail_conf_int.c: a whole number and nothing behind it. */
const NUMBER = /^[+-]?\d+$/;

/** util/conv_time.c: digits and one letter, directly behind. What follows the letter is not looked at. */
const TIME = /^\d+([wdhms].*)?$/is;

/** Seconds of each unit (util/conv_time.c). */
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** The release since which all greatest values hold; those of TLS session caches came with it. */
const MAX_SINCE = "2.11";

/** The number, or the seconds of a time: without a unit, that of the default counts (src/global/mail_conf_time.c). */
function amountOf(value: string, known: Parameter, version: PostfixVersion): number {
  if (known.type === "int") return Number(value);
  const unit = /^\d+([wdhms])/i.exec(value)?.[1] ?? /([wdhms])$/i.exec(defaultOf(known, version) ?? "")?.[1] ?? "s";
  return Number.parseInt(value, 10) * (SECONDS[unit.toLowerCase()] ?? 1);
}

/** `limit`: the least or the greatest value. */
export type NumberFault = { readonly kind: "malformed" } | { readonly kind: "least" | "most"; readonly limit: number };

/** What a program of `version` that reads the `int` or `time` stops at; null where it reads it. */
export function numberFault(value: string, known: Parameter, version: PostfixVersion): NumberFault | null {
  if (!(known.type === "time" ? TIME : NUMBER).test(value)) return { kind: "malformed" };
  const amount = amountOf(value, known, version);
  const { min, max } = known;
  if (min !== undefined && amount < min) return { kind: "least", limit: min };
  if (max !== undefined && amount > max && atLeast(version, MAX_SINCE)) return { kind: "most", limit: max };
  return null;
}
