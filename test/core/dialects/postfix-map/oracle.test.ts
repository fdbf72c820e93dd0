// Agreement with postmap(1), which reads the same text for `texthash:` (and, by a copy of the same code, for compiled tables).

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import fc from "fast-check";
import { dialect } from "../../../../server/src/core/dialects/postfix-map/index.js";
import { foldKey } from "../../../../server/src/core/dialects/postfix-map/parse.js";
import { decodeBytes, encodeText } from "../../../../server/src/core/text/bytes.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";
import { requireProgram } from "../../../support/programs.js";
import { table } from "./tables.js";

/** What postmap says about a line, and what we call it. */
const WARNINGS: readonly (readonly [RegExp, string])[] = [
  [/line (\d+): non-UTF-8 input/, "not-utf8"],
  [/line (\d+): unbalanced '"'/, "unbalanced-quotes"],
  [/line (\d+): expected format/, "missing"],
  [/line (\d+): record is in "key: value" format/, "alias-format"],
  [/line (\d+): duplicate entry/, "duplicate-key"],
  [/()logical line must not start with whitespace/, "leading-whitespace"],
];

interface Reading {
  readonly rows: readonly string[];
  readonly warnings: readonly string[];
}

function ours(text: string): Reading {
  const source = new SourceText("t", text);
  const { tree, problems } = dialect.parse(source);
  const rows = new Map<string, string>();
  for (const node of tree.nodes) {
    if (node.kind !== "row") continue;
    const key = foldKey(node.key.text);
    if (!rows.has(key)) rows.set(key, node.value.text);
  }
  const warnings = problems.flatMap(({ kind, span }) => {
    if (kind === "nul-byte" || kind === "byte-order-mark") return [];
    const line = kind === "leading-whitespace" ? "" : String(source.position(span.start).line + 1);
    return [`${line} ${kind.startsWith("missing-") ? "missing" : kind}`];
  });
  return { rows: [...rows].map((row) => row.join("\t")).sort(), warnings: warnings.sort() };
}

function postmap(t: TestContext): ((text: string) => Reading) | null {
  const program = requireProgram(t, "postmap");
  if (program === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "mailtls-postmap-"));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, "main.cf"), "compatibility_level = 3.6\nmyhostname = mx.test\n");
  const file = join(folder, "table");
  return (text) => {
    writeFileSync(file, encodeText(text));
    // It reads a file that has just changed once more, after a pause.
    utimesSync(file, 1, 1);
    const { stdout, stderr, status } = spawnSync(program, ["-c", folder, "-s", `texthash:${file}`]);
    assert.equal(status, 0, String(stderr));
    const warnings = decodeBytes(stderr)
      .split("\n")
      .flatMap((said) => {
        const found = WARNINGS.flatMap(([pattern, kind]) => {
          const match = pattern.exec(said);
          return match === null ? [] : [`${match[1] ?? ""} ${kind}`];
        });
        assert.ok(found.length === 1 || !/line \d+:|logical line/.test(said), said);
        return found;
      });
    const rows = decodeBytes(stdout).split("\n").slice(0, -1);
    return { rows: rows.sort(), warnings: warnings.sort() };
  };
}

describe("postfix-map agrees with postmap", () => {
  test("on rows and warnings of generated tables", (t) => {
    const run = postmap(t);
    if (run === null) return;
    // Many tables in one file are one larger table; so few programs are started. Some tables also stand alone.
    const texts = fc.sample(table, { numRuns: 1600, seed: 20261124 });
    const batches = Array.from({ length: 80 }, (_, index) => texts.slice(index * 20, index * 20 + 20).join("\n"));
    const counts = new Map<string, number>();
    for (const text of [...batches, ...texts.slice(0, 60)]) {
      const mine = ours(text);
      assert.deepEqual(mine, run(text), JSON.stringify(text));
      for (const warning of mine.warnings) {
        const kind = warning.replace(/^\d* /, "");
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }
    t.diagnostic(JSON.stringify([...counts]));
    for (const kind of ["unbalanced-quotes", "missing", "alias-format", "duplicate-key", "leading-whitespace"])
      assert.ok((counts.get(kind) ?? 0) > 5, `too few generated: ${kind}`);
  });

  test("on NUL bytes, bytes that are not UTF-8 and byte order marks", (t) => {
    const run = postmap(t);
    if (run === null) return;
    for (const text of [
      "a b\0c\nd e\n",
      "\0a b\nc d\n",
      "a\0 b\n",
      "a \uDCE4\nb c\n",
      "\uFEFFa b\n",
      "\uFEFF# a\n",
      "a b\n \0c\n d\n",
    ])
      assert.deepEqual(ours(text), run(text), JSON.stringify(text));
  });

  test("a compiled table has the same rows", (t) => {
    const program = requireProgram(t, "postmap");
    const run = postmap(t);
    if (program === null || run === null) return;
    const folder = mkdtempSync(join(tmpdir(), "mailtls-postmap-"));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    writeFileSync(join(folder, "main.cf"), "compatibility_level = 3.6\nmyhostname = mx.test\n");
    const text = 'A b\na c\n"x y" z\nEXAMPLE.com\n  encrypt\n';
    writeFileSync(join(folder, "t"), text);
    execFileSync(program, ["-c", folder, `hash:${join(folder, "t")}`], { stdio: "pipe" });
    const said = execFileSync(program, ["-c", folder, "-s", `hash:${join(folder, "t")}`], { encoding: "utf8" });
    assert.deepEqual(said.split("\n").slice(0, -1).sort(), ours(text).rows);
  });
});
