// Lists of tables, and what the tables that are written in place answer. The answers are compared with postmap(1).

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { describe, test, type TestContext } from "node:test";
import fc from "fast-check";
import { lookup } from "../../../../server/src/core/products/postfix/map-lookup.js";
import { type MapReference, postmapCommand, readMapList } from "../../../../server/src/core/products/postfix/maps.js";
import { requireProgram } from "../../../support/programs.js";

/** Each is one run of postmap. */
const RUNS = process.env["MAILTLS_FULL"] === "1" ? 4000 : 1000;

const AT_ONCE = 50;

function only(text: string): MapReference {
  const [reference, ...rest] = readMapList(text);
  assert.ok(reference !== undefined && reference.type !== null && rest.length === 0, text);
  return reference;
}

describe("lists of tables", () => {
  test("part at commas and blanks outside of braces, with places", () => {
    const text = "hash:/etc/postfix/tls_policy, inline:{ {a = b c}, d=e }\tstatic:encrypt  oops";
    const list = readMapList(text);
    assert.deepEqual(
      list.map(({ span }) => text.slice(span.start, span.end)),
      ["hash:/etc/postfix/tls_policy", "inline:{ {a = b c}, d=e }", "static:encrypt", "oops"],
    );
    assert.deepEqual(
      list.map(({ type }) => type),
      ["hash", "inline", "static", null],
    );
    const source = only("inline:{ {a = b c}, d=e }").source;
    assert.ok(source.kind === "rows");
    assert.deepEqual(
      source.rows.map(({ key, value }) => [key.text, value.text]),
      [
        ["a", "b c"],
        ["d", "e"],
      ],
    );
    for (const { key, value } of source.rows)
      for (const { text: part, span } of [key, value])
        assert.equal("inline:{ {a = b c}, d=e }".slice(span.start, span.end), part);
    assert.deepEqual(readMapList(""), []);
  });

  test("name the text file that decides, and the file that is opened", () => {
    const file = (path: string, compiled: string | null) => ({ kind: "file", path, compiled });
    assert.deepEqual(only("hash:/p/t").source, file("/p/t", "/p/t.db"));
    assert.deepEqual(only("btree:/p/t").source, file("/p/t", "/p/t.db"));
    assert.deepEqual(only("lmdb:/p/t").source, file("/p/t", "/p/t.lmdb"));
    assert.deepEqual(only("cdb:/p/t").source, file("/p/t", "/p/t.cdb"));
    assert.deepEqual(only("texthash:/p/t").source, file("/p/t", null));
    assert.deepEqual(only("proxy:hash:/p/t").source, file("/p/t", "/p/t.db"));
  });

  test("say why a table cannot be told, or fails", () => {
    for (const text of [
      "regexp:/t",
      "pcre:/t",
      "cidr:/t",
      "mysql:/t.cf",
      "ldap:t",
      "socketmap:inet:h:1:n",
      "tcp:h:1",
      "randmap:{a,b}",
      "proxy:pgsql:/t",
    ])
      assert.equal(only(text).source.kind, "undetermined", text);
    for (const text of [
      "fail:x",
      "inline:{}",
      "inline:{a}",
      "inline:a=b",
      "inline:{a=b}c",
      "inline:{ }",
      "inline:{{a=b}",
      'inline:{"a=b}',
      "pipemap:{}",
      "unionmap:{a}",
      "static:{a",
      "nosuch:t",
      "HASH:/t",
      "proxy:t",
    ])
      assert.equal(only(text).source.kind, "fails", text);
    for (const text of ["hash", ":x", "hash:"]) assert.equal(readMapList(text)[0]?.type, null, text);
  });

  test("know the command that compiles them", () => {
    assert.equal(postmapCommand(only("hash:/p/t")), "postmap hash:/p/t");
    assert.equal(postmapCommand(only("proxy:lmdb:/p/t")), "postmap lmdb:/p/t");
    assert.equal(postmapCommand(only("hash:/p/sni"), true), "postmap -F hash:/p/sni");
    assert.equal(postmapCommand(only("texthash:/p/t")), null);
    assert.equal(postmapCommand(only("static:may")), null);
  });
});

function isBroken({ source }: MapReference): boolean {
  return source.kind === "fails" || ((source.kind === "union" || source.kind === "pipe") && source.maps.some(isBroken));
}

const KEYS = ["a", "B", "c d", "b", "x.y", '"c d"', "may", "z"];

const key = fc.constantFrom("a", "B", "b", "x.y", '"c d"', "z", "c\\ d");
const value = fc.constantFrom("may", "a", "b", "secure match=b", "x.y", "B", "{x}");
const pair = fc.oneof(
  fc.tuple(key, value).map(([k, v]) => `{ ${k} = ${v} }`),
  fc.tuple(key, fc.constantFrom("may", "a", "b", "x.y")).map(([k, v]) => `${k.replaceAll(" ", "")}=${v}`),
);
const broken = fc.constantFrom("a", "{a}", "{a=b}c", '"a=b', "=b", "{}");
const inline = fc
  .array(fc.oneof({ weight: 20, arbitrary: pair }, { weight: 1, arbitrary: broken }), { maxLength: 4 })
  .map((rows) => `inline:{${rows.join(", ")}}`);
const fixed = fc.constantFrom("static:may", "static:{ a b }", "static:a", "static:{a", "fail:x");
const leaf = fc.oneof({ weight: 6, arbitrary: inline }, { weight: 1, arbitrary: fixed });
const compound = fc
  .tuple(fc.constantFrom("pipemap", "unionmap"), fc.array(leaf, { maxLength: 3 }))
  .map(([type, maps]) => `${type}:{${maps.join(" ")}}`);
const anyTable = fc.oneof(
  { weight: 3, arbitrary: inline },
  { weight: 1, arbitrary: fixed },
  { weight: 3, arbitrary: compound },
);

describe("tables that are written in place agree with postmap", () => {
  /** Asks postmap for all KEYS; `fails` when it ends without any answer and with a fatal error. */
  function ask(t: TestContext): ((table: string) => Promise<ReadonlyMap<string, string> | "fails">) | null {
    const program = requireProgram(t, "postmap");
    if (program === null) return null;
    const folder = mkdtempSync(join(tmpdir(), "mailtls-postmap-"));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    writeFileSync(join(folder, "main.cf"), "compatibility_level = 3.6\nmyhostname = mx.test\n");
    return async (table) => {
      const child = spawn(program, ["-c", folder, "-q", "-", table]);
      child.stdin.on("error", () => {
        // It may end before it has read the keys.
      });
      child.stdin.end(KEYS.map((name) => `${name}\n`).join(""));
      const [stdout, stderr] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
      if (stdout === "" && stderr.includes("fatal")) return "fails";
      const lines = stdout.split("\n").slice(0, -1);
      return new Map(lines.map((line) => [line.slice(0, line.indexOf("\t")), line.slice(line.indexOf("\t") + 1)]));
    };
  }

  test("on generated tables", async (t) => {
    const oracle = ask(t);
    if (oracle === null) return;
    const tables = [...new Set(fc.sample(anyTable, { numRuns: RUNS, seed: 20261124 }))];
    const seen = { fails: 0, found: 0, nothing: 0 };
    // After a fatal error postmap sleeps for a second: so many run at the same time.
    for (let at = 0; at < tables.length; at += AT_ONCE) {
      const batch = tables.slice(at, at + AT_ONCE);
      const answers = await Promise.all(batch.map(oracle));
      for (const [index, table] of batch.entries()) seen[agree(table, answers[index] ?? "fails")]++;
    }
    t.diagnostic(JSON.stringify(seen));
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 20, `too few generated: ${what}`);
  });

  function agree(table: string, theirs: ReadonlyMap<string, string> | "fails"): "fails" | "found" | "nothing" {
    const map = only(table);
    const answers = KEYS.map((name) => [name, lookup([map], name, () => undefined)] as const);
    const fails = answers.some(([, { kind }]) => kind === "fails");
    if (theirs === "fails") {
      // postmap stops when it cannot open one table of several; a daemon goes on until it asks that table.
      assert.ok(isBroken(map) || fails, table);
      return "fails";
    }
    const mine = answers.flatMap(([name, answer]) => (answer.kind === "found" ? [[name, answer.value] as const] : []));
    // It stops at the first key that fails.
    assert.deepEqual([...theirs], mine.slice(0, theirs.size), table);
    if (theirs.size < mine.length) assert.ok(fails, table);
    return theirs.size > 0 ? "found" : "nothing";
  }
});

describe("a list is asked in its order", () => {
  const tables = (path: string) => (path === "/p/t" ? new Map([["a", "encrypt"]]) : undefined);
  const answer = (list: string, name: string) =>
    lookup(
      readMapList(list).filter((map) => map.type !== null),
      name,
      tables,
    );

  test("and the first answer counts", () => {
    assert.deepEqual(answer("hash:/p/t, static:may", "A"), { kind: "found", value: "encrypt" });
    assert.deepEqual(answer("hash:/p/t, static:may", "b"), { kind: "found", value: "may" });
    assert.deepEqual(answer("hash:/p/t", "b"), { kind: "absent" });
    assert.deepEqual(answer("static:may", ""), { kind: "absent" });
  });

  test("until one cannot be told, fails, or answers nothing", () => {
    assert.equal(answer("hash:/other, static:may", "a").kind, "undetermined");
    assert.equal(answer("fail:x, static:may", "a").kind, "fails");
    assert.equal(answer("inline:{a=}, static:may", "a").kind, "fails");
    assert.equal(answer("hash:/p/t, fail:x", "a").kind, "found");
    assert.equal(answer("pipemap:{inline:{a=b}, pcre:/x}", "a").kind, "undetermined");
    assert.equal(answer("pipemap:{inline:{a=b}, pcre:/x}", "c").kind, "absent");
    assert.equal(answer("unionmap:{pcre:/x, fail:x}", "a").kind, "fails");
  });
});
