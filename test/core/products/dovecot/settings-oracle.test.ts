// The settings that are read, and the line that Dovecot stops at, against doveconf: packaged trees, and trees made up by a seed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SourceText } from "../../../../server/src/core/api.js";
import { loadModel, type Model } from "../../../../server/src/core/products/dovecot/model.js";
import type { Connection } from "../../../../server/src/core/products/dovecot/filters.js";
import { fileTree } from "../../../../server/src/platform/named-files.js";
import { pemObjects } from "../../../../server/src/platform/pem.js";
import { requireProgram } from "../../../support/programs.js";
import { treeOf, writeTree } from "./trees.js";

/** In a usual run some; MAILTLS_FULL=1 compares a thousand. */
const TREES = process.env["MAILTLS_FULL"] === "1" ? 1000 : 60;

interface Printed {
  readonly values: ReadonlyMap<string, string>;
  readonly error: string | null;
}

/** `doveconf -S`: each setting on a line of its own, with the blocks around. */
function doveconf(program: string, file: string, filter: readonly string[] = []): Printed {
  const words = filter.flatMap((one) => ["-f", one]);
  const { stdout, stderr } = spawnSync(program, ["-S", "-c", file, ...words], { encoding: "utf8" });
  const lines = stdout.split("\n").filter((line) => line.includes("="));
  const values = lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const);
  const error = /Fatal: Error in configuration file (.*)/.exec(stderr)?.[1] ?? null;
  return { values: new Map(values), error };
}

/** settings_section_escape in src/lib-settings/settings-parser.c. */
const ESCAPES: Readonly<Record<string, string>> = {
  "/": "\\s",
  "=": "\\e",
  " ": "\\_",
  ",": "\\+",
  "\\": "\\\\",
  "\t": "\\-",
};

/** doveconf counts blocks without a name in each list, where Dovecot's reader counts all of them. */
function printedKey({ reading }: Model, key: string): string {
  const words: string[] = [];
  let path = "";
  const parts = key.split("/");
  for (const [index, part] of parts.entries()) {
    const names = reading.blocks.get(path.slice(0, -1));
    const isName = names?.includes(part) === true && index < parts.length - 1;
    const unnamed = isName && /^\d+$/.test(part);
    words.push(
      unnamed ? String(names.indexOf(part)) : isName ? part.replace(/[/= ,\\\t]/g, (c) => ESCAPES[c] ?? c) : part,
    );
    path += `${part}/`;
  }
  return words.join("/");
}

function read(file: string): Model {
  const main = new SourceText(file, readFileSync(file, "utf8"));
  const options = {
    serverVersion: "2.3.19",
    files: fileTree({ own: true, readPem: pemObjects }),
    host: { distribution: "debian" as const },
  };
  return loadModel({ main, given: [], partial: false }, options);
}

/** Differences between what counts for a connection here and there. */
function* differences(model: Model, connection: Connection, printed: Printed, fallback: Printed): Generator<string> {
  const scope = model.scope(connection);
  const seen = new Set<string>();
  const keys = new Set(model.reading.layers.flatMap(({ values }) => [...values.keys()]));
  for (const key of keys) {
    const { written, shown } = scope.get(key);
    const name = printedKey(model, key);
    seen.add(name);
    if (written === undefined) continue;
    const there = printed.values.get(name);
    if (there !== shown) yield `${name}: ${shown} here, ${there ?? "nothing"} there`;
  }
  for (const [name, value] of printed.values) {
    if (seen.has(name) || name.split("/").length > 1 || fallback.values.get(name) === value) continue;
    if (model.reading.blocks.has(name) || name === "plugin" || name === "dict") continue;
    yield `${name}: not read here, ${value} there`;
  }
}

const CONNECTIONS: readonly (readonly [words: readonly string[], protocol?: string])[] = [
  [[]],
  [["service=imap"], "imap"],
  [["service=lda"], "lda"],
];

/** The first line that stops Dovecot, in its words, as far as it names one. */
function expectedError(model: Model): string | null {
  const fatal = model.reading.problems.filter(({ severity }) => severity === "fatal");
  const [first] = fatal.filter(({ kind }) => kind !== "missing-brace");
  const [open] = fatal.filter(({ kind }) => kind === "missing-brace");
  const problem = first ?? open;
  if (problem === undefined) return null;
  const source = model.reading.sources.find(({ path }) => path === problem.path);
  const line = (source?.position(problem.lineAt).line ?? 0) + 1;
  return first ? `${problem.path} line ${line}:` : `section started at ${problem.path}:${line}`;
}

/** What Dovecot checks once all is read, without a line. */
const LATE = /ssl_options: unknown flag|ssl_verify_client_cert set, but ssl_ca not|Conflict in setting/;

function compare(program: string, file: string, fallback: Printed): string[] {
  const model = read(file);
  const printed = doveconf(program, file);
  const expected = expectedError(model);
  if (printed.error !== null || expected !== null) {
    if (printed.error !== null && expected === null && LATE.test(printed.error)) return [];
    return printed.error?.includes(expected ?? "\0") === true
      ? []
      : [`${expected ?? "none"} here, ${printed.error ?? "none"} there`];
  }
  return CONNECTIONS.flatMap(([words, protocol]) => {
    const there = words.length === 0 ? printed : doveconf(program, file, words);
    const standard = words.length === 0 ? fallback : doveconf(program, "/dev/null", words);
    return [...differences(model, protocol === undefined ? {} : { protocol }, there, standard)];
  });
}

test("the packaged configuration is read as doveconf reads it", (t) => {
  const program = requireProgram(t, "doveconf");
  if (program === null) return;
  const fallback = doveconf(program, "/dev/null");
  for (const file of ["/etc/dovecot/dovecot.conf", "/usr/share/dovecot/dovecot.conf"]) {
    if (!existsSync(file)) continue;
    assert.deepEqual(compare(program, file, fallback), [], file);
  }
});

test(`${TREES} generated trees are read as doveconf reads them`, (t) => {
  const program = requireProgram(t, "doveconf");
  if (program === null) return;
  const root = mkdtempSync(join(tmpdir(), "mailtls-doveconf-"));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const fallback = doveconf(program, "/dev/null");
  const found: string[] = [];
  for (let seed = 1; seed <= TREES; seed += 1) {
    const folder = join(root, String(seed));
    const file = writeTree(folder, treeOf(seed));
    for (const difference of compare(program, file, fallback)) found.push(`seed ${seed}: ${difference}`);
  }
  t.diagnostic(`${TREES} trees, ${found.length} differences`);
  assert.deepEqual(found, []);
});
