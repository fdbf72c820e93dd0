// Generated lookup tables, rich in what their reader treats apart.

import fc from "fast-check";

const word = fc.constantFrom(
  "a",
  "A",
  "b.c",
  ".b.c",
  "[b]:25",
  '"a b"',
  '"',
  "\\ ",
  "\\",
  "x:",
  "#",
  "=",
  "ä",
  "may",
  "ß",
  "É",
  "é",
);
const blank = fc.constantFrom(" ", "\t", "  ", "\r", "\v", "\f", "\u00A0");
const line = fc
  .array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 2, arbitrary: blank }), { maxLength: 6 })
  .map((parts) => parts.join(""));
const row = fc.tuple(word, blank, word).map((parts) => parts.join(""));
const end = fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n", "\n  ", "\n# c\n", "\n # c\n \t");

/** A text of some lines. */
export const table = fc
  .array(
    fc.tuple(fc.oneof(row, line), end).map((parts) => parts.join("")),
    { minLength: 1, maxLength: 8 },
  )
  .map((lines) => lines.join(""));
