// Agreement with Postfix's own reader, on the tables and on generated files. MAILTLS_FULL=1 runs 2,000 files of each kind.

import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import fc from "fast-check";
import {
  expand,
  type ExpressionProblemKind,
  references,
  scan,
} from "../../../../server/src/core/dialects/postfix-main/expression.js";
import { dialect } from "../../../../server/src/core/dialects/postfix-main/index.js";
import { decodeBytes, encodeText } from "../../../../server/src/core/text/bytes.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";
import { requireProgram } from "../../../support/programs.js";
import { BUILT_IN, expression, EXPRESSION_NAMES, mainCf, mutated, USED } from "./arbitraries.js";
import { chain, EXPANSION_CASES, LEXICAL_CASES, VALUES } from "./cases.js";
import { shippedFiles } from "../../../support/shipped.js";
import { fixtures } from "./fixtures.js";
import { type ExpressionWarning, normaliseBlanks, Postconf, printable, type Run, stdoutLines } from "./postconf.js";

const FULL = process.env["MAILTLS_FULL"] === "1";
const RUNS = { numRuns: FULL ? 2000 : 200, includeErrorInReport: true };

/** What postconf calls the problems that it reports without being asked to expand anything. */
const WARNINGS: Partial<Record<ExpressionProblemKind, ExpressionWarning>> = {
  "truncated-reference": "truncated macro reference",
  "empty-name": "empty macro name",
  "bad-name": "attribute name syntax error",
  "unbalanced-braces": "unbalanced {} in attribute expression",
  "bad-operator": '"==" or "!="',
  "bad-operator-suffix": "bad operator suffix",
  "missing-operand": '"{expression}" expected',
  "missing-condition": '"?" or ":" expected',
  "missing-colon": '":" expected',
  "unexpected-text": "unexpected input",
  nesting: "unreasonable macro call nesting",
};

function oracle(t: TestContext, used: readonly string[] = []): Postconf | null {
  const program = requireProgram(t, "postconf");
  if (program === null) return null;
  const postconf = new Postconf(program, used);
  t.after(() => {
    postconf.dispose();
  });
  return postconf;
}

/** What postconf says while it reads a file. */
type Reading = Pick<Run, "fatal" | "overriding" | "leadingWhitespace">;

const reading = ({ fatal, overriding, leadingWhitespace }: Run): Reading => ({ fatal, overriding, leadingWhitespace });

/** What it should say, and the values that it has then; it stops at the first fatal line. */
function expected(bytes: Uint8Array): { reading: Reading; values: Map<string, string> } {
  const { source, tree, problems } = dialect.parse(new SourceText("main.cf", decodeBytes(bytes)));
  const line = (offset: number): number => source.position(offset).line + 1;
  const fatal = problems.find(({ severity }) => severity === "fatal");
  const overridden = new Set(
    problems.flatMap(({ kind, span }) => (kind === "overriding-earlier-entry" ? [span.start] : [])),
  );
  const values = new Map<string, string>();
  const overriding: string[] = [];
  for (const node of tree.nodes) {
    if (node.span.start === fatal?.span.start) break;
    if (node.kind !== "entry") continue;
    const { name, value } = node;
    if (overridden.has(name.span.start)) {
      const earlier = printable(encodeText(`${name.text}=${values.get(name.text) ?? ""}`));
      overriding.push(`line ${line(name.span.start)}: overriding earlier entry: ${earlier}`);
    }
    values.set(name.text, value.text);
  }
  const leadingWhitespace = problems.filter(({ kind }) => kind === "leading-whitespace").length;
  const place = fatal === undefined ? null : { line: line(fatal.span.start), kind: fatal.kind };
  return { reading: { fatal: place, overriding, leadingWhitespace }, values };
}

/** The file with its first fatal line made a comment, so that Postfix goes on as far as we do; line numbers stay. */
function withoutFatal(bytes: Uint8Array): Uint8Array {
  const { source, problems } = dialect.parse(new SourceText("main.cf", decodeBytes(bytes)));
  const fatal = problems.find(({ severity }) => severity === "fatal");
  assert.ok(fatal !== undefined);
  const comment = source.slice(fatal.span).replaceAll(/^[^\n]*/gm, "#");
  return encodeText(source.text.slice(0, fatal.span.start) + comment + source.text.slice(fatal.span.end));
}

describe("postfix-main agrees with postconf", () => {
  test("on names, values, problems and line numbers", async (t) => {
    const postconf = oracle(t, USED);
    if (postconf === null) return;
    const seen = { files: 0, fatal: 0, overriding: 0, leadingWhitespace: 0, unused: 0, shown: 0 };
    const agree = async (bytes: Uint8Array): Promise<void> => {
      const run = await postconf.run(bytes, ["-n"]);
      const { reading: says, values } = expected(bytes);
      assert.deepEqual(reading(run), says);
      seen.files++;
      seen.overriding += run.overriding.length;
      seen.leadingWhitespace += run.leadingWhitespace;
      if (run.fatal !== null) {
        seen.fatal++;
        return agree(withoutFatal(bytes));
      }
      const known = new Set<string>([...USED, ...BUILT_IN]);
      const entries = [...values];
      const unused = entries
        .filter(([name]) => !known.has(name))
        .map(([name, value]) => printable(encodeText(`${name}=${value}`)));
      const shown = entries
        .filter(([name]) => known.has(name))
        .map(([name, value]) => normaliseBlanks(encodeText(`${name} = ${value}`)));
      assert.deepEqual([...run.unused].sort(), unused.sort());
      assert.deepEqual(
        stdoutLines(run)
          .filter((line) => !line.startsWith("config_directory ="))
          .sort(),
        shown.sort(),
      );
      seen.unused += unused.length;
      seen.shown += shown.length;
    };
    for (const [, text] of LEXICAL_CASES) await agree(encodeText(text));
    await fc.assert(fc.asyncProperty(mainCf, agree), RUNS);
    t.diagnostic(JSON.stringify(seen));
    for (const [what, count] of Object.entries(seen))
      assert.ok(count > RUNS.numRuns / 40, `too few generated: ${what}`);
  });

  test("on the lines of damaged real files", async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const files = [...fixtures, ...shippedFiles(t)].map(({ bytes }) => bytes);
    const agree = async (bytes: Uint8Array): Promise<void> => {
      const { reading: says } = expected(bytes);
      const run = reading(await postconf.run(bytes, ["-n"]));
      // A value that it expands at once may be fatal as well, but only after the whole file was read.
      assert.deepEqual(run.fatal?.kind === "expansion" ? { ...run, fatal: null } : run, says);
    };
    await fc.assert(fc.asyncProperty(mutated(files), agree), { ...RUNS, numRuns: RUNS.numRuns / 4 });
  });

  test("on the names in expressions and the first problem", async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const seen = { names: 0, problems: 0 };
    const agree = async (text: string): Promise<void> => {
      const value = text.trim();
      const run = await postconf.run(`v = ${value}\n`, ["-n"]);
      assert.deepEqual(
        run.undefined,
        references(value).map(({ name }) => name),
      );
      const problems = scan(value).problems.map(({ kind }) => WARNINGS[kind]);
      assert.deepEqual(run.expressions.slice(0, 1), problems.slice(0, 1));
      seen.names += run.undefined.length;
      seen.problems += problems.length;
    };
    await fc.assert(fc.asyncProperty(expression, agree), RUNS);
    t.diagnostic(JSON.stringify(seen));
    for (const [what, count] of Object.entries(seen))
      assert.ok(count > RUNS.numRuns / 40, `too few generated: ${what}`);
  });

  /** Compares the expansion of each of `names`; of those that fail, the first `failures`. */
  async function agreeOnExpansion(
    postconf: Postconf,
    values: Readonly<Record<string, string>>,
    names: readonly string[],
    failures: number,
  ): Promise<{ expanded: number; failed: number; crashed: number }> {
    const lookup = (name: string): string | undefined => (Object.hasOwn(values, name) ? values[name] : undefined);
    const mine = names.map((name) => ({ name, ...expand(lookup(name) ?? "", lookup) }));
    const good = mine.filter(({ problems }) => problems.length === 0);
    const bad = mine.filter(({ problems }) => problems.length > 0).slice(0, failures);
    const file = Object.entries(values).map(([name, text]) => `${name} = ${text}\n`);
    const run = await postconf.run(encodeText(file.join("")), ["-xh", ...good.map(({ name }) => name)]);
    // Without names it prints all, and fails if one does.
    if (good.length > 0) {
      assert.equal(run.fatal, null);
      assert.deepEqual(
        stdoutLines(run),
        good.map(({ text }) => normaliseBlanks(encodeText(text))),
      );
    }
    let crashed = 0;
    for (const { name, problems } of bad) {
      const failed = await postconf.query(["-xh", name]);
      assert.ok(failed.fatal !== null || failed.crashed, `${name} expands: ${JSON.stringify(problems)}`);
      if (failed.crashed) crashed++;
    }
    return { expanded: good.length, failed: bad.length, crashed };
  }

  test("on the table of expansions", async (t) => {
    const cases = Object.fromEntries(EXPANSION_CASES.map(([text], i) => [`case${i}`, text]));
    const postconf = oracle(t, [...Object.keys(cases), ...Object.keys(VALUES)]);
    if (postconf === null) return;
    await agreeOnExpansion(postconf, { ...cases, ...VALUES }, Object.keys(cases), Infinity);
  });

  test("on how deep names may be nested", async (t) => {
    const longest = chain(101);
    const postconf = oracle(t, [...Object.keys(longest), "v"]);
    if (postconf === null) return;
    for (const length of [100, 101]) {
      const { expanded } = await agreeOnExpansion(postconf, { v: "$a0", ...chain(length) }, ["v"], 1);
      assert.equal(expanded, length === 100 ? 1 : 0);
    }
    await agreeOnExpansion(postconf, { v: "$a0", ...chain(99), a98: "${{a}=={a}}" }, ["v"], 1);
    await agreeOnExpansion(postconf, { v: "$a0", ...chain(100), a99: "${{a}=={a}}" }, ["v"], 1);
  });

  test("on expansion", async (t) => {
    const postconf = oracle(t, EXPRESSION_NAMES);
    if (postconf === null) return;
    const seen = { expanded: 0, failed: 0, crashed: 0 };
    const agree = async (values: Readonly<Record<string, string>>): Promise<void> => {
      const counts = await agreeOnExpansion(postconf, values, Object.keys(values), 1);
      seen.expanded += counts.expanded;
      seen.failed += counts.failed;
      seen.crashed += counts.crashed;
    };
    const values = fc.dictionary(
      fc.constantFrom(...EXPRESSION_NAMES),
      expression.map((text) => text.trim()),
      { maxKeys: 6 },
    );
    await fc.assert(fc.asyncProperty(values, agree), RUNS);
    t.diagnostic(JSON.stringify(seen));
    assert.ok(seen.expanded > RUNS.numRuns / 2 && seen.failed > RUNS.numRuns / 40, "too few generated");
  });
});
