// Generators of main.cf texts, as bytes, that are dense in what is special to Postfix's reader.

import fc from "fast-check";

/** Length of the piece of a real file that is mutated. */
const PIECE = 2000;

/** Names that the oracle's master.cf mentions, so that postconf prints them. */
export const USED = ["u0", "u1", "u2", "u_3"] as const;
/** Simple parameters of Postfix's own, without side effects on others. */
export const BUILT_IN = ["smtpd_banner", "relayhost", "myorigin"] as const;
const NAMES = [...USED, ...BUILT_IN, "x0", "x-1", "x{", "\u00a0x", "u0", "u0", "x0", "x0"];

const bytes = (...texts: (string | number)[]): Buffer =>
  Buffer.concat(texts.map((text) => (typeof text === "number" ? Buffer.of(text) : Buffer.from(text))));

const blanks = fc
  .string({ unit: fc.constantFrom(" ", "\t", "\r", "\v", "\f"), maxLength: 3 })
  .map((text) => bytes(text));
const word = fc.constantFrom("a", "b,", "=", "#", "\\", "é", "\u00a0", "\u{1f4e7}", "\ufeff", "}", "1");
const piece = fc.oneof(
  { weight: 12, arbitrary: word.map((text) => bytes(text)) },
  { weight: 3, arbitrary: blanks },
  { weight: 1, arbitrary: fc.constantFrom(0, 0x80, 0xc3, 0xff, 0xed).map((byte) => bytes(byte)) },
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.concat(pieces));
const joined = (...parts: fc.Arbitrary<Buffer>[]): fc.Arbitrary<Buffer> =>
  fc.tuple(...parts).map((all) => Buffer.concat(all));
const constant = (value: string): fc.Arbitrary<Buffer> => fc.constant(bytes(value));

const name = fc.constantFrom(...NAMES).map((value) => bytes(value));
const entry = joined(name, blanks, constant("="), text);
const line = fc.oneof(
  { weight: 10, arbitrary: entry },
  {
    weight: 6,
    arbitrary: joined(
      fc.constantFrom(" ", "\t", "\r", "\v").map((blank) => bytes(blank)),
      text,
    ),
  },
  { weight: 3, arbitrary: joined(blanks, constant("#"), text) },
  { weight: 2, arbitrary: blanks },
  { weight: 2, arbitrary: joined(name, blanks) },
  { weight: 1, arbitrary: text },
);

/** A main.cf without expressions. */
export const mainCf = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom("", "\n"), fc.constantFrom("", "", "", "\ufeff"))
  .map(([lines, last, first]) =>
    bytes(first).length + lines.length === 0
      ? Buffer.alloc(0)
      : Buffer.concat([
          bytes(first),
          ...lines.flatMap((one, i) => (i === 0 ? [one] : [bytes("\n"), one])),
          bytes(last),
        ]),
  );

/** Names in expressions: some set, some not. */
export const EXPRESSION_NAMES = ["e0", "e1", "e2", "e3", "e4", "e5"] as const;

const operand = fc.constantFrom(
  "1",
  "2",
  "10",
  "010",
  "a",
  "B",
  "",
  " 3.6",
  "3.10",
  "-0",
  "é",
  "\u{1f4e7}",
  "\uffee",
  "99999999999999999999",
);
const operator = fc.constantFrom(
  "==",
  "!=",
  "<",
  "<=",
  ">=",
  ">",
  "<level",
  ">=level",
  "==level",
  "=",
  "=>",
  "<lex",
  "",
);
const space = fc.constantFrom("", "", "", " ", "\t ");
const broken = fc.constantFrom(
  "$",
  "${",
  "$(",
  "}",
  "{",
  ")",
  "(",
  ":",
  "?",
  "${e0-x}",
  "${}",
  "$()",
  "${ }",
  "${?x}",
  "$-",
);

/** The text of a value that is dense in expressions, most of them well formed. */
export const expression: fc.Arbitrary<string> = fc.letrec<{
  value: string;
  part: string;
  branch: string;
  condition: string;
}>((tie) => ({
  value: fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
  branch: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(space, tie("value"), space).map(([a, value, b]) => `${a}{${value}}${b}`) },
    tie("value"),
  ),
  condition: fc.oneof(
    fc.constant(""),
    tie("branch").map((branch) => `?${branch}`),
    tie("branch").map((branch) => `:${branch}`),
    fc.tuple(tie("branch"), tie("branch")).map(([yes, no]) => `?${yes}:${no}`),
  ),
  part: fc.oneof(
    { depthIdentifier: "part", depthSize: "small" },
    { weight: 4, arbitrary: fc.constantFrom("x", "-", " ", "$$", "1", "é", "yes") },
    { weight: 4, arbitrary: fc.constantFrom(...EXPRESSION_NAMES).map((one) => `$${one}`) },
    { weight: 1, arbitrary: broken },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom("{}", "{}", "()"), space, fc.constantFrom(...EXPRESSION_NAMES), space, tie("condition"))
        .map(
          ([brackets, a, one, b, condition]) => `$${brackets.charAt(0)}${a}${one}${b}${condition}${brackets.charAt(1)}`,
        ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          space,
          fc.oneof(operand, tie("value")),
          space,
          operator,
          space,
          fc.oneof(operand, tie("value")),
          space,
          tie("condition"),
        )
        .map(([a, left, b, op, c, right, d, condition]) => `\${${a}{${left}}${b}${op}${c}{${right}}${d}${condition}}`),
    },
  ),
})).value;

/** Pieces of files with runs of bytes cut, overwritten or put in. */
export function mutated(files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 60 }), fc.oneof(mainCf, fc.uint8Array({ maxLength: 4 })));
  return fc.tuple(fc.constantFrom(...files), fc.nat(), fc.array(edit, { maxLength: 6 })).map(([bytes, from, edits]) => {
    const start = from % Math.max(bytes.length - PIECE, 1);
    return edits.reduce(
      (file, [place, length, insert]) => {
        const at = place % (file.length + 1);
        return Buffer.concat([file.subarray(0, at), insert, file.subarray(at + length)]);
      },
      bytes.subarray(start, start + PIECE),
    );
  });
}
