// How Dovecot reads the types of its settings, and how doveconf prints them. No meaning of single settings.

import type { KnownSetting } from "./settings-table.js";

/** `shown`: as doveconf prints the value; `problem`: its own words for what it does not take. */
export type Read = { readonly shown: string } | { readonly problem: string };

/** get_bool in src/lib-settings/settings-parser.c; case counts for `1` alone. */
export function readBool(text: string): boolean | null {
  const lower = text.toLowerCase();
  if (lower === "yes" || lower === "y" || text === "1") return true;
  return lower === "no" ? false : null;
}

const UINT_MAX = 0xffff_ffff;
const SIZE_MAX = (1n << 64n) - 1n;

function readUint(text: string): Read {
  if (/^\d+$/.test(text) && BigInt(text) <= BigInt(UINT_MAX)) return { shown: BigInt(text).toString() };
  return { problem: `Invalid number ${text}` };
}

function readOctal(text: string): Read {
  if (!text.startsWith("0")) {
    const number = readUint(text);
    return "shown" in number ? { shown: `0${Number(number.shown).toString(8)}` } : number;
  }
  return /^[0-7]+$/.test(text)
    ? { shown: `0${parseInt(text, 8).toString(8)}` }
    : { problem: `Invalid number: ${text}` };
}

/** Units of time by their first letter, in milliseconds; a word may be cut short anywhere. */
const UNITS: readonly (readonly [words: readonly string[], milliseconds: number])[] = [
  [["secs", "seconds"], 1000],
  [["mins", "minutes"], 60_000],
  [["msecs", "mseconds", "millisecs", "milliseconds"], 1],
  [["hours"], 3_600_000],
  [["days"], 86_400_000],
  [["weeks"], 604_800_000],
];

/** config_export_time in src/config/config-request.c. */
function shownTime(seconds: number): string {
  if (seconds === 0) return "0";
  for (const [unit, length] of [
    ["weeks", 604_800],
    ["days", 86_400],
    ["hours", 3600],
    ["mins", 60],
  ] as const)
    if (seconds % length === 0) return `${seconds / length} ${unit}`;
  return `${seconds} secs`;
}

function readTime(text: string, milliseconds: boolean): Read {
  const [, digits, unit] = /^(\d+) *(.*)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return { problem: `Invalid time interval: ${text}` };
  const number = Number(digits);
  if (unit === "" && number !== 0) return { problem: `Time interval '${text}' is missing units` };
  const lower = unit.toLowerCase();
  // "m" is a minute: it begins "mins" before it begins "msecs".
  const found = unit === "" ? UNITS[0] : UNITS.find(([words]) => words.some((word) => word.startsWith(lower)));
  if (found === undefined) return { problem: `Invalid time interval: ${text}` };
  const total = number * found[1];
  if (!milliseconds && total % 1000 !== 0) return { problem: `Milliseconds not supported for this setting: ${text}` };
  if ((milliseconds ? total : total / 1000) > UINT_MAX) return { problem: `Time interval is too large: ${text}` };
  return { shown: total % 1000 === 0 ? shownTime(total / 1000) : `${total} ms` };
}

/** config_export_size in src/config/config-request.c. */
function shownSize(bytes: bigint): string {
  if (bytes === 0n) return "0";
  for (const [unit, shift] of [
    ["T", 40n],
    ["G", 30n],
    ["M", 20n],
    ["k", 10n],
  ] as const)
    if (bytes % (1n << shift) === 0n) return `${bytes >> shift} ${unit}`;
  return `${bytes} B`;
}

function readSize(text: string): Read {
  const [, digits, unit = ""] = /^(\d+) *(b|(?:[kmgt]i?b?))?$/i.exec(text) ?? [];
  if (digits === undefined) return { problem: `Invalid size: ${text}` };
  const shift = BigInt(Math.max(0, "bkmgt".indexOf(unit.charAt(0).toLowerCase())) * 10);
  const bytes = BigInt(digits) << shift;
  return bytes > SIZE_MAX ? { problem: `Size is too large: ${text}` } : { shown: shownSize(bytes) };
}

function readPort(text: string): Read {
  return /^\d+$/.test(text) && Number(text) <= 65_535
    ? { shown: String(Number(text)) }
    : { problem: `Invalid port number ${text}` };
}

/** Words of 2.4 for a number without a bound (src/lib/str-parse.c, SET_VALUE_UNLIMITED and SET_VALUE_INFINITE). */
const BOUNDLESS = new Set(["unlimited", "infinite"]);

/** Reads a value as its type asks (settings_parse in src/lib-settings/settings-parser.c). Text is taken as it is. */
export function readValue(
  text: string,
  { type, values }: Pick<KnownSetting, "type" | "values">,
  modern: boolean,
): Read {
  if (modern && BOUNDLESS.has(text) && ["uint", "time", "msecs", "size"].includes(type)) return { shown: text };
  switch (type) {
    case "bool": {
      const value = readBool(text);
      if (value === null) return { problem: `Invalid boolean value: ${text} (use yes or no)` };
      return { shown: value ? "yes" : "no" };
    }
    case "uint":
      return readUint(text);
    case "octal":
      return readOctal(text);
    case "time":
      return readTime(text, false);
    case "msecs":
      return readTime(text, true);
    case "size":
      return readSize(text);
    case "port":
      return readPort(text);
    case "enum":
      return values.includes(text) ? { shown: text } : { problem: `Invalid value: ${text}` };
    default:
      return { shown: text };
  }
}
