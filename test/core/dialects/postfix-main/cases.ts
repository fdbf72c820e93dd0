// Tables of tricky inputs with what is expected of them; the unit tests check the latter, oracle.test.ts asks postconf.

import { decodeBytes } from "../../../../server/src/core/text/bytes.js";

/**
 * A text and its outline: one line per node, entries as `name = value` with their interior lines in brackets; then one
 * per problem.
 */
export const LEXICAL_CASES: readonly (readonly [name: string, text: string, outline: readonly string[]])[] = [
  ["nothing", "", []],
  ["only a line end", "\n", ["blank"]],
  ["blanks around the name and the value", "a \t= \t1 \n", ["a = 1"]],
  ["no newline at the end", "a=1", ["a = 1"]],
  ["an empty value", "a =\nb = \n", ["a = ", "b = "]],
  ["the first = ends the name", "a=b=c", ["a = b=c"]],
  ["# after text is text", "a = 1 # one\n", ["a = 1 # one"]],
  ["a continuation keeps its blanks", "a = 1\n  2\n", ["a = 1  2"]],
  ["comments and blank lines end nothing", "a = 1\n# c\n\n  # c\n \t\n 2\n", ["a = 1 2 [comment blank comment blank]"]],
  [
    "what follows the last continuation is outside",
    "a = 1\n 2\n# c\n\nb = 3\n",
    ["a = 1 2", "comment", "blank", "b = 3"],
  ],
  ["# starts a comment on a continuation line", "a = 1\n # 2\n 3\n", ["a = 1 3 [comment]"]],
  ["# later on a continuation line is text", "a = 1\n 2 # 3\n", ["a = 1 2 # 3"]],
  ["name, = and value on three lines", "a\n =\n 1\n", ["a = 1"]],
  ["the value starts on a continuation line", "a =\n  1,\n  2\n", ["a = 1,  2"]],
  ["a backslash means nothing", "a = 1\\\nb = 2\n", ["a = 1\\", "b = 2"]],
  ["CRLF", "a = 1\r\n\r\n 2\r\nb\r\n = 3\r\n", ["a = 1\r 2 [blank]", "b = 3"]],
  ["vertical tab and form feed are blanks", "a\v=\f1\n\v2\n", ["a = 1\v2"]],
  ["U+00A0 is not a blank", "a\u00a0= 1\n", ["a\u00a0 = 1"]],
  ["U+2028 ends no line", "a = 1\u2028b = 2", ["a = 1\u2028b = 2"]],
  ["bytes that are not UTF-8", decodeBytes(Uint8Array.of(0x61, 0x3d, 0xfc, 0x0a)), ["a = \udcfc"]],
  ["names are case-sensitive and may be odd", "A-b{ = 1\na-b{ = 2\n", ["A-b{ = 1", "a-b{ = 2"]],

  [
    "text before the first parameter",
    " a = 1\n# c\n b\nc = 2\n",
    ["malformed [comment]", "c = 2", "warning leading-whitespace at line 1"],
  ],
  [
    "comments before that text",
    "# c\n\n  a = 1\nb = 2\n",
    ["comment", "blank", "malformed", "b = 2", "warning leading-whitespace at line 3"],
  ],
  ["missing =", "a 1\nb = 2\n", ["malformed", "b = 2", "fatal missing-equals at line 1"]],
  [
    "the line of a problem is the first of its logical line",
    "# c\n\na\n# c\n 1\nb = 2\n",
    ["comment", "blank", "malformed [comment]", "b = 2", "fatal missing-equals at line 3"],
  ],
  ["missing name", "b = 2\n= 1\n", ["b = 2", "malformed", "fatal missing-name at line 2"]],
  [
    "every fatal line is reported",
    "a\n=\nb\n",
    [
      "malformed",
      "malformed",
      "malformed",
      "fatal missing-equals at line 1",
      "fatal missing-name at line 2",
      "fatal missing-equals at line 3",
    ],
  ],
  ["a blank before the name at the start only", "a = 1\n b = 2\n", ["a = 1 b = 2"]],
  [
    "different values",
    "a = 1\nb = 2\n\na = 3\n",
    ["a = 1", "b = 2", "blank", "a = 3", "warning overriding-earlier-entry at line 4"],
  ],
  ["equal values", "a = 1\na =\n 1\n", ["a = 1", "a = 1"]],
  [
    "and back again",
    "a = 1\na = 2\na = 1\n",
    [
      "a = 1",
      "a = 2",
      "a = 1",
      "warning overriding-earlier-entry at line 2",
      "warning overriding-earlier-entry at line 3",
    ],
  ],

  ["NUL cuts the value", "a = 1\0 2\n 3\nb = 4\n", ["a = 1", "b = 4", "warning nul-byte at line 1"]],
  ["NUL on a continuation line", "a = 1\n 2\0\n 3\n", ["a = 1 2", "warning nul-byte at line 2"]],
  ["NUL alone on a continuation line", "a = 1\n \0\n 2\n", ["a = 1", "warning nul-byte at line 2"]],
  [
    "NUL at the start of a line",
    "a = 1\n\0 = 2\n",
    ["a = 1", "malformed", "warning nul-byte at line 2", "fatal missing-name at line 2"],
  ],
  ["NUL in the name", "a\0b = 1\n", ["malformed", "warning nul-byte at line 1", "fatal missing-equals at line 1"]],
  ["NUL before #", "a = 1\n \0# c\n", ["a = 1", "warning nul-byte at line 2"]],
  ["NUL in a comment", "#\0\na = 1\n#\0\n 2\n", ["comment", "a = 1 2 [comment]"]],
  [
    "NUL in text before the first parameter",
    " \0\na = 1\n",
    ["malformed", "a = 1", "warning nul-byte at line 1", "warning leading-whitespace at line 1"],
  ],

  ["a byte order mark before a name", "\ufeffa = 1\n", ["\ufeffa = 1", "warning byte-order-mark at line 1"]],
  [
    "a byte order mark before a comment",
    "\ufeff# c\na = 1\n",
    ["malformed", "a = 1", "warning byte-order-mark at line 1", "fatal missing-equals at line 1"],
  ],
];

/** Parameters that EXPANSION_CASES mention. */
export const VALUES = {
  one: "1",
  empty: "",
  blank: "$empty",
  host: "mx.$domain",
  domain: "example.org",
  bad: "x$",
  worse: "$bad",
  level: "3.6",
};
/** A value and its expansion: the text in quotes, names without value, kinds of problems. */
export const EXPANSION_CASES: readonly (readonly [text: string, outline: string])[] = [
  ["$host $$host", '"mx.example.org $host"'],
  ["<$none$empty$none>", '"<>" undefined:none'],
  ["${none?x}${none:y}${none}", '"y" undefined:none'],
  ["${empty?x}${empty:y}", '"y"'],
  // The value is tested before it is expanded.
  ["${blank?x}${blank:y}", '"x"'],
  ["${one?{$host}:{$bad}}", '"mx.example.org"'],
  ["${empty?{$bad}:{$host}}", '"mx.example.org"'],
  ["${{$one} == {1}}-${{$one} == {2}}", '"true-"'],
  ["${{$one} < {2} ? {less} : {more}}", '"less"'],
  // Digits compare as numbers, anything else as bytes.
  ["${{10} > {9}}${{10} > {9a}}${{010} == {10}}", '"truetrue"'],
  ["${{} == {}}${{} < {a}}", '"truetrue"'],
  // U+FF0E comes before U+1F4E7 in UTF-8, but not in UTF-16; a byte that is not UTF-8 counts as itself.
  ["${{\uff0e} < {\u{1f4e7}}}${{\udcff} > {\u{1f4e7}}}", '"truetrue"'],
  ["${{9223372036854775807} > {9223372036854775806}}", '"true"'],
  ["${{0000000000000000000000001} == {1}}", '"true"'],
  ["${{9223372036854775808} > {1}}", '"" !bad-number'],
  ["${{$level} <level {3.10}}${{$level} < {3.10}}", '"true"'],
  ["${{3} ==level {3.0.0}}${{ +3.6} ==level {3.6}}${{-0} ==level {0}}", '"truetruetrue"'],
  ["${{3.6.} ==level {3.6}}", '"" !bad-level'],
  ["${{1.2.3.4} ==level {1}}", '"" !bad-level'],
  ["${{1} ==level {1.1024}}", '"" !bad-level'],
  ["${{$none} ==level {1}}", '"" undefined:none !bad-level'],
  ["a$worse", '"ax" !empty-name'],
  ["${{$bad}=={$worse}}", '"" !empty-name !empty-name'],
  ["${one?{a}b}", '"a" !missing-colon'],
];

/** Parameters a0, a1, … of which each names the next, up to the last one's `end`. */
export function chain(length: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length }, (_, i) => [`a${i}`, i + 1 < length ? `$a${i + 1}` : "end"]));
}
