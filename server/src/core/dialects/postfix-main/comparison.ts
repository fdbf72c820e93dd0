// How `${{a} OP {b}}` compares two expanded operands. No parsing of expressions.

import { encodeText } from "../../text/bytes.js";

/** The relational operators of Postfix (util/mac_expand.c, mac_exp_op_table). */
export const OPERATORS = ["==", "!=", "<", "<=", ">=", ">"] as const;
export type Operator = (typeof OPERATORS)[number];

/** Largest C `long` on the 64-bit machines of today: a greater number makes Postfix stop. */
const LONG_MAX = 9223372036854775807n;
/** Digits of LONG_MAX: more of them need no conversion to be known as too many. */
const LONG_DIGITS = 19;

/** Bounds of the three parts of a compatibility level (Postfix global/compat_level.c): LONG_MAX >> 20, and ten bits twice. */
const LEVEL_LIMITS = [LONG_MAX >> 20n, 1023n, 1023n] as const;

/** What makes the comparison impossible. */
interface ComparisonError {
  readonly kind: "bad-number" | "bad-level";
  readonly message: string;
}

/**
 * Compares as Postfix does: numbers if both operands are digits only, otherwise bytes (mac_exp_eval in
 * util/mac_expand.c); with the suffix `level`, as compatibility levels such as `3.6` (global/compat_level.c).
 */
export function compare(
  left: string,
  operator: Operator,
  right: string,
  suffix: "level" | undefined,
): boolean | ComparisonError {
  const order = suffix === "level" ? compareLevels(left, right) : comparePlain(left, right);
  if (typeof order === "object") return order;
  switch (operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
  }
}

function comparePlain(left: string, right: string): number | ComparisonError {
  if (!isDigits(left) || !isDigits(right)) return compareBytes(encodeText(left), encodeText(right));
  const [a, b] = [toLong(left), toLong(right)];
  if (a !== null && b !== null) return order(a, b);
  const wrong = clip(a === null ? left : right);
  return { kind: "bad-number", message: `The number ${wrong} is too large to compare.` };
}

function compareLevels(left: string, right: string): number | ComparisonError {
  const [a, b] = [toLevel(left), toLevel(right)];
  if (a !== null && b !== null) return a.map((part, i) => order(part, b[i] ?? 0n)).find((sign) => sign !== 0) ?? 0;
  const wrong = clip(a === null ? left : right);
  return { kind: "bad-level", message: `\`${wrong}\` is not a compatibility level such as \`3.6\`.` };
}

/** A level as `major[.minor[.patch]]`, each part read by strtol(): blanks and a sign before the digits are allowed. */
function toLevel(text: string): readonly bigint[] | null {
  const parts = text.split(".", LEVEL_LIMITS.length + 1);
  if (parts.length > LEVEL_LIMITS.length) return null;
  const level = LEVEL_LIMITS.map(() => 0n);
  for (const [i, part] of parts.entries()) {
    const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/.exec(part) ?? [];
    const value = digits === undefined ? null : toLong(digits);
    if (value === null || value > (LEVEL_LIMITS[i] ?? 0n) || (sign === "-" && value !== 0n)) return null;
    level[i] = value;
  }
  return level;
}

function isDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** The number of a run of digits, or null if it does not fit into a C `long`. */
function toLong(digits: string): bigint | null {
  const significant = digits.replace(/^0+(?=.)/, "");
  if (significant.length > LONG_DIGITS) return null;
  const value = BigInt(significant);
  return value > LONG_MAX ? null : value;
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** strcmp(): unsigned bytes. UTF-16 order differs from it above U+FFFF, and for bytes that are not UTF-8. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const delta = (a[i] ?? 0) - (b[i] ?? 0);
    if (delta !== 0) return delta;
  }
  return a.length - b.length;
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
