// The `$name` language: trees, names, expansion, limits. What Postfix makes of generated values is in oracle.test.ts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type Branch,
  expand,
  MAX_EXPANSION,
  parseExpression,
  type Part,
  references,
} from "../../../../server/src/core/dialects/postfix-main/expression.js";
import { expression } from "./arbitraries.js";
import { chain, EXPANSION_CASES, VALUES } from "./cases.js";

/** A tree in one line: `{…}` braced, `(…)` unbraced text, `!kind@start-end` problems. */
function outline(text: string): string {
  const branch = ({ braced, parts: inner }: Branch): string => (braced ? `{${parts(inner)}}` : `(${parts(inner)})`);
  const part = (one: Part): string => {
    const source = text.slice(one.span.start, one.span.end);
    if (one.kind === "literal") return JSON.stringify(source);
    if (one.kind === "escape") return "escape";
    const problem =
      one.problem === undefined ? "" : ` !${one.problem.kind}@${one.problem.at.start}-${one.problem.at.end}`;
    if (one.kind === "invalid") return `invalid${problem}`;
    const condition = `${one.consequent ? ` ? ${branch(one.consequent)}` : ""}${one.alternate ? ` : ${branch(one.alternate)}` : ""}`;
    const subject =
      one.kind === "reference"
        ? `$${one.name.text}`
        : `${branch(one.left)} ${one.operator.text}${one.suffix?.text ?? ""} ${branch(one.right)}`;
    return `<${subject}${condition}${problem}>`;
  };
  const parts = (list: readonly Part[]): string => list.map(part).join(" ");
  return parts(parseExpression(text).parts);
}

const lookupIn =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    Object.hasOwn(values, name) ? values[name] : undefined;

/** An expansion in one line: the text, undefined names, kinds of problems. */
function expanded(text: string, values: Readonly<Record<string, string>> = {}): string {
  const result = expand(text, lookupIn(values));
  const missing = result.undefined.map((name) => ` undefined:${name}`).join("");
  return `${JSON.stringify(result.text)}${missing}${result.problems.map(({ kind }) => ` !${kind}`).join("")}`;
}

describe("postfix-main expressions: trees", () => {
  const cases: [string, string][] = [
    ["", ""],
    ["plain # text", '"plain # text"'],
    ["$a.b", '<$a> ".b"'],
    ["a$b_1-c", '"a" <$b_1> "-c"'],
    ["$$a$$", 'escape "a" escape'],
    ["$$$a", "escape <$a>"],
    ["${a}$(b)", "<$a> <$b>"],
    ["${ a }", "<$a>"],
    ["${a ?b}", '<$a ? ("b")>'],
    ["${a? b }", '<$a ? (" b ")>'],
    ["${a?b:c}", '<$a ? ("b:c")>'],
    ["${a??b:{c}d}", '<$a ? ("?b:{c}d")>'],
    ["${a:b?c}", '<$a : ("b?c")>'],
    ["${a?{b}}", '<$a ? {"b"}>'],
    ["${a ? { b } : { $c } }", '<$a ? {" b "} : {" " <$c> " "}>'],
    ["${a?{b}:c d}", '<$a ? {"b"} : ("c d")>'],
    ["${a:{b}}", '<$a : {"b"}>'],
    ["${a:}", "<$a : ()>"],
    ["${?a}", '<$ ? ("a")>'],
    ["${ }", "<$>"],
    ["${a?${b?$(c)}}", "<$a ? (<$b ? (<$c>)>)>"],
    ["$(a?})", '<$a ? ("}")>'],
    ["${a?)}", '<$a ? (")")>'],
    ["${{a} == {b}}", '<{"a"} == {"b"}>'],
    ["${ {$a}<=level{3.6} ? {b} : {c} }", '<{<$a>} <=level {"3.6"} ? {"b"} : {"c"}>'],
    ["$({a}!={b}:c)", '<{"a"} != {"b"} : ("c")>'],
    ["${{{a}} > {}}", '<{"{a}"} > {}>'],
    ["é${a}\u{1f4e7}$b", '"é" <$a> "\u{1f4e7}" <$b>'],

    ["$", "invalid !empty-name@0-1"],
    ["a$-$b", '"a" invalid !empty-name@1-2 "-" <$b>'],
    ["$é", 'invalid !empty-name@0-1 "é"'],
    ["x${}$a", '"x" invalid !empty-name@1-4 <$a>'],
    ["a${b c", '"a" invalid !truncated-reference@1-6'],
    ["${a?$(b}c)", '<$a ? (invalid !truncated-reference@4-7)> "c)"'],
    ["${a-b}c", 'invalid !bad-name@3-5 "c"'],
    ["${a b}", "invalid !bad-name@3-5"],
    ["${$a}", "invalid !bad-name@2-4"],
    ["$(a?{b)", "<$a !unbalanced-braces@4-6>"],
    ["$({a)", "invalid !unbalanced-braces@2-4"],
    ["$({a}=={b)", "invalid !unbalanced-braces@7-9"],
    ["${a?{b}c}", '<$a ? {"b"} !missing-colon@7-8>'],
    ["${a?{b}:{c}d}", '<$a ? {"b"} : {"c"} !unexpected-text@11-12>'],
    ["${a:{c}:}", '<$a : {"c"} !unexpected-text@7-8>'],
    ["${{a}}", "invalid !bad-operator@5-6"],
    ["${{a} = {b}}", "invalid !bad-operator@6-7"],
    ["${{a} => {b}}", "invalid !bad-operator@6-8"],
    ["${{a} ==text {b}}", "invalid !bad-operator-suffix@8-12"],
    ["${{a} == level {b}}", "invalid !missing-operand@8-18"],
    ["${{a} ==}", "invalid !missing-operand@8-8"],
    ["${{a}=={b} c}", '<{"a"} == {"b"} !missing-condition@11-12>'],
  ];
  for (const [text, expected] of cases) {
    test(text || "(empty)", () => {
      assert.equal(outline(text), expected);
    });
  }

  test("parts follow one another without gap, at every depth", () => {
    const anything = fc.oneof(
      expression,
      fc.string({ unit: fc.constantFrom("$", "$", "{", "}", "(", ")", "?", ":", "=", "<", " ", "a") }),
    );
    const gapless = (parts: readonly Part[], start: number, end: number): void => {
      let at = start;
      for (const part of parts) {
        assert.equal(part.span.start, at);
        at = part.span.end;
        if (part.kind !== "reference" && part.kind !== "comparison") continue;
        const branches = part.kind === "comparison" ? [part.left, part.right] : [];
        for (const branch of [...branches, part.consequent, part.alternate]) {
          if (branch !== undefined) gapless(branch.parts, branch.span.start, branch.span.end);
        }
      }
      assert.equal(at, end);
    };
    fc.assert(
      fc.property(anything, (text) => {
        const { parts, problems } = parseExpression(text);
        gapless(parts, 0, text.length);
        for (const { at } of problems) assert.ok(0 <= at.start && at.start <= at.end && at.end <= text.length);
        for (const { name, span } of references(text)) assert.equal(text.slice(span.start, span.end), name);
        expand(text, () => text);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("postfix-main expressions: names", () => {
  const cases: [string, string][] = [
    ["$a ${b?$c} $(d:${e}) $$f", "a b c d e"],
    ["${a?{$b}:{$c}}", "a b c"],
    ["${{$a} == {$b} ? {$c} : {$d}}", "a b c d"],
    ["$a ${b $c", "a"],
    ["${a?{$b}$c} $d", "a b"],
    ["${{$a$} == {$b} ? {$c}} $d", "a b"],
    ["${{$a} = {$b}} $c", ""],
  ];
  for (const [text, expected] of cases) {
    test(text, () => {
      const names = references(text).map(({ name }) => name);
      assert.equal(names.join(" "), expected);
    });
  }
});

describe("postfix-main expressions: expansion", () => {
  for (const [text, expected] of EXPANSION_CASES) {
    test(text, () => {
      assert.equal(expanded(text, VALUES), expected);
    });
  }

  test("a problem in another parameter's value is placed at the reference that leads there", () => {
    const { problems } = expand("abc ${one?$worse}", lookupIn(VALUES));
    assert.deepEqual(
      problems.map(({ kind, at, within }) => ({ kind, at, within })),
      [{ kind: "empty-name", at: { start: 10, end: 16 }, within: "bad" }],
    );
  });

  test("a value may be named through 100 others, and not through 101", () => {
    assert.equal(expanded("$a0", chain(100)), '"end"');
    assert.equal(expanded("$a0", chain(101)), '"" !nesting');
    // A comparison without condition counts once more: its result is read as a value.
    assert.equal(expanded("$a0", { ...chain(99), a98: "${{a}=={a}}" }), '"true"');
    assert.equal(expanded("$a0", { ...chain(100), a99: "${{a}=={a}}" }), '"" !nesting');
  });

  test("a value that refers to itself is said to", () => {
    const { problems } = expand("$a", lookupIn({ a: "$b", b: "${c?$a}", c: "1" }));
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ["nesting"],
    );
    assert.match(problems[0]?.message ?? "", /refers to itself: (a → b → a|b → a → b)/);
    assert.match(expanded("$a", { a: "${{$a}==b}" }), /bad-operator|missing-operand/);
    // Postfix 3.7 dies of this one: an operand starts counting anew.
    assert.match(expanded("$a", { a: "${{$a}=={b}}" }), /!nesting/);
  });

  test("doubling ends at a limit, whether it adds text or not", () => {
    const doubling = (last: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`a${i}`, i < 59 ? `$a${i + 1}$a${i + 1}` : last]));
    for (const last of ["", "x", "x".repeat(10_000)]) {
      const { text, problems } = expand("$a0", lookupIn(doubling(last)));
      assert.deepEqual(
        problems.map(({ kind }) => kind),
        ["too-large"],
      );
      assert.ok(text.length <= MAX_EXPANSION + 3);
    }
    const operands = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`a${i}`, `\${{$a${i + 1}}<{$a${i + 1}}}`]),
    );
    assert.match(expanded("$a0", operands), /!too-large/);
  });

  test("a long value that only names much itself is no problem", () => {
    assert.deepEqual(expand("$a,".repeat(100_000), () => "b").problems, []);
    assert.equal(expand("x".repeat(3 * MAX_EXPANSION), () => undefined).text.length, 3 * MAX_EXPANSION);
  });

  test("deep and long texts are read without exhausting the stack", () => {
    const n = 100_000;
    for (const text of [
      "${a?".repeat(n) + "}".repeat(n),
      "${{".repeat(n) + "} == {}}".repeat(n),
      "$({".repeat(n),
      "$".repeat(n),
      "${".repeat(n),
      "{}".repeat(n),
    ]) {
      parseExpression(text);
      references(text);
      expand(text, () => text);
    }
  });
});
