// Reads the value of an option by its type, and shows it as `exim -bP` does. No meaning of any option.
// Source: readconf_handle_option, print_ol, readconf_readtime in src/readconf.c (4.96).

import type { OptionLine } from "../../dialects/exim/statement.js";
import { dequote } from "../../dialects/exim/strings.js";
import { encodeText } from "../../text/bytes.js";
import type { Option } from "./options.js";

/** `text`: what Exim holds, a boolean as `true` or `false`. `refused`: why it does not start. */
export type Value = { readonly text: string; readonly printed: string } | { readonly refused: string };

const STOPS = "Exim does not start";
const isBoolean = ({ type }: Option): boolean => type.startsWith("boolean");

/** The extra characters behind a value are often meant to be a comment. */
function extra(what: string, rest: string): Value {
  const comment = rest.startsWith("#") ? " `#` begins a comment only at the start of a line." : "";
  return { refused: `Something follows ${what}: ${STOPS}.${comment} Remove it.` };
}

/** string_printing2 in src/string.c; bytes beyond ASCII are shown in octal. */
function printable(text: string): string {
  const names: Readonly<Record<string, string>> = { "\n": "n", "\r": "r", "\b": "b", "\v": "v", "\f": "f", "\t": "t" };
  return text.replace(/[^ -~]/g, (character) => {
    const name = names[character];
    if (name !== undefined) return `\\${name}`;
    return [...encodeText(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  });
}

const kept = (text: string): Value => ({ text, printed: printable(text) });

function readString(name: string, written: string): Value {
  if (!written.startsWith('"')) return kept(written);
  const { text, rest } = dequote(written);
  if (rest === null) return { refused: `The quote at the end of the value of \`${name}\` is missing: ${STOPS}.` };
  return rest === "" ? kept(text) : extra(`the closing quote of \`${name}\``, rest);
}

function readBoolean({ negation, name, equals, value }: OptionLine): Value {
  const given = value.text;
  if (given !== "" && (negation !== "" || !equals)) return extra(`the boolean option \`${name.text}\``, given);
  if (given === "") return kept(negation === "" ? "true" : "false");
  const word = /^[a-zA-Z]\w*/.exec(given)?.[0] ?? "";
  const rest = given.slice(word.length).trimStart();
  const truth = ["true", "yes"].includes(word.toLowerCase());
  if (!truth && !["false", "no"].includes(word.toLowerCase())) {
    return { refused: `\`${name.text}\` takes true, yes, false or no: ${STOPS}.` };
  }
  return rest === "" ? kept(String(truth)) : extra(`the value of \`${name.text}\``, rest);
}

const INT_MAX = 2_147_483_647;
const UNITS: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4 };

/** What strtol reads at the start of a text; `base` 0 knows `0x` and a leading 0. */
function leadingInteger(text: string, octal: boolean): { value: number; length: number } | null {
  const pattern = octal ? /^\s*([+-]?)()([0-7]+)/ : /^\s*([+-]?)(0[xX](?=[0-9a-fA-F])|)([0-9a-fA-F]+)/;
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, sign = "", prefix = "", written = ""] = match;
  let digits = written;
  let base = octal ? 8 : 10;
  if (prefix !== "") base = 16;
  else if (!octal) {
    base = digits.startsWith("0") && digits.length > 1 ? 8 : 10;
    digits = (base === 8 ? /^[0-7]+/ : /^[0-9]+/).exec(digits)?.[0] ?? "";
  }
  if (digits === "") return null;
  const length = match[0].length - (written.length - digits.length);
  return { value: Number.parseInt(digits, base) * (sign === "-" ? -1 : 1), length };
}

function shownInteger(type: Option["type"], value: number): string {
  if (type === "octal") return value === 0 ? "0" : `0${(value >>> 0).toString(8)}`;
  if (type === "kilobytes") {
    if (value === 0) return "0";
    if (value % 2 ** 30 === 0) return `${value / 2 ** 30}T`;
    if (value % 2 ** 20 === 0) return `${value / 2 ** 20}G`;
    return value % 1024 === 0 ? `${value / 1024}M` : `${value}K`;
  }
  if (type !== "integer K" || value === 0 || value % 1024 !== 0) return String(value);
  return value % 2 ** 20 === 0 ? `${value / 2 ** 20}M` : `${value / 1024}K`;
}

function readInteger({ type }: Option, name: string, written: string): Value {
  const start = leadingInteger(written, type === "octal");
  if (start === null)
    return { refused: `\`${name}\` takes ${type === "octal" ? "an octal number" : "a number"}: ${STOPS}.` };
  const unit = UNITS[written.charAt(start.length).toUpperCase()];
  const rest = written.slice(start.length + (unit === undefined ? 0 : 1)).trimStart();
  let value = start.value;
  if (type !== "kilobytes") value *= 1024 ** (unit ?? 0);
  else value = unit === undefined ? Math.trunc((value + 512) / 1024) : value * 1024 ** (unit - 1);
  if (type !== "kilobytes" && Math.abs(value) > INT_MAX)
    return { refused: `The number for \`${name}\` is too large: ${STOPS}.` };
  if (rest !== "") return extra(`the number for \`${name}\``, rest);
  return { text: String(value), printed: shownInteger(type, value) };
}

function readFixed(name: string, written: string): Value {
  const match = /^\s*([+-]?\d+)(?:\.(\d*))?/.exec(written);
  if (match === null) return { refused: `\`${name}\` takes a number such as 1.5: ${STOPS}.` };
  const whole = Number(match[1]);
  if (whole < 0 || whole * 1000 > INT_MAX) return { refused: `The number for \`${name}\` is too large: ${STOPS}.` };
  const rest = written.slice(match[0].length).trimStart();
  if (rest !== "") return extra(`the number for \`${name}\``, rest);
  const digits = (match[2] ?? "").slice(0, 3).replace(/0+$/, "");
  const text = `${whole}.${digits === "" ? "0" : digits}`;
  return { text, printed: text };
}

const SECONDS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** Seconds of `2h30m`; null for anything else. */
function readTime(written: string): number | null {
  if (!/^(?:\d+[wdhms])+$/.test(written)) return null;
  let total = 0;
  for (const [, count, unit] of written.matchAll(/(\d+)([wdhms])/g))
    total += Number(count) * (SECONDS[unit ?? ""] ?? 0);
  return total;
}

function shownTime(seconds: number): string {
  let left = seconds;
  let text = "";
  for (const [unit, size] of Object.entries(SECONDS)) {
    if (left >= size) text += `${Math.floor(left / size)}${unit}`;
    left %= size;
  }
  return text === "" ? "0s" : text;
}

function readTimeOption(name: string, written: string): Value {
  const seconds = readTime(written);
  if (seconds === null) return { refused: `\`${name}\` takes a time such as 30s or 1h30m: ${STOPS}.` };
  return { text: String(seconds), printed: shownTime(seconds) };
}

/** delay_warning: at most as many as Exim has room for, each longer than the one before. */
const MAX_TIMES = 10;

function readTimes(name: string, written: string): Value {
  if (written === "") return { text: "", printed: "" };
  const times = written.split(":").map((part) => readTime(part.trim()));
  if (times.length > MAX_TIMES) return { refused: `\`${name}\` has too many times: ${STOPS}.` };
  for (const [index, time] of times.entries()) {
    if (time === null) return { refused: `\`${name}\` takes times such as 24h, separated by colons: ${STOPS}.` };
    if (index > 0 && time <= (times[index - 1] ?? 0))
      return { refused: `Each time of \`${name}\` must be longer than the one before it: ${STOPS}.` };
  }
  if (times[0] === 0) return { text: "", printed: "" };
  const printed = times.map((time) => shownTime(time ?? 0)).join(":");
  return { text: printed, printed };
}

/** Reads what an option line says. Users and groups are taken as they are written: which there are, the machine knows. */
export function readValue(option: Option, line: OptionLine): Value {
  const name = line.name.text;
  const written = line.value.text;
  if (!isBoolean(option)) {
    if (line.negation !== "" && option.name !== name) {
      return { refused: `\`${line.negation}\` stands before an option that is no boolean: ${STOPS}.` };
    }
    if (!line.equals) {
      if (written === "") return { refused: `\`${name}\` has no value: ${STOPS}. Write \`${name} = value\`.` };
      return { refused: `Missing \`=\` after \`${name}\`: ${STOPS}.` };
    }
  }
  switch (option.type) {
    case "boolean or expansion":
      if (line.equals && line.negation === "" && written.includes("$")) return readString(name, written);
      return readBoolean(line);
    case "boolean":
      return readBoolean(line);
    case "integer":
    case "integer K":
    case "kilobytes":
    case "octal":
      return readInteger(option, name, written);
    case "fixed-point":
      return readFixed(name, written);
    case "time":
      return readTimeOption(name, written);
    case "time or expansion":
      return written.startsWith("$") ? kept(written) : readTimeOption(name, written);
    case "times":
      return readTimes(name, written);
    default:
      return readString(name, written);
  }
}
