// Everything that `npm test` runs, in order, as data: a name, a title, and how to run and count it.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { bin, isInstalled, run } from "./run.mjs";

/** Tests that run real mail servers; they have a suite of their own. */
const SERVERS = join("test", "servers");
/** Runs inside an editor, by its own runner. */
const EDITOR = join("test", "vscode");

/** Test files below a folder of the repository. Given one by one: a glob means different things in different versions of Node.js. */
function testFiles(folder, without = []) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return without.includes(path) ? [] : testFiles(path, without);
    return entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

/** A check that passes or fails as a whole. */
const check = (name, title, program, args) => ({
  name,
  title,
  programs: [],
  run: async () => one((await run(program, args)).code === 0),
});

const node = (...args) => [process.execPath, args];

/** The last count of `label` in the summary of node's own test reporter, for example "ℹ pass 12". */
function counted(output, label) {
  return Number([...output.matchAll(new RegExp(`^ℹ ${label} (\\d+)$`, "gmu"))].at(-1)?.[1] ?? 0);
}

/** Files of node:test. A failure that none of its counts tells, such as a crash of the runner, counts as one. */
function nodeTests(name, title, files) {
  return {
    name,
    title,
    programs: [],
    run: async () => {
      const list = files();
      if (list.length === 0) return { ...one(false), note: "no test files" };
      const args = ["--import", "tsx", "--test", "--test-concurrency=2", "--test-reporter=spec", ...list];
      const { code, output } = await run(process.execPath, args);
      const passed = counted(output, "pass");
      const failed = counted(output, "fail") + counted(output, "cancelled");
      return {
        passed,
        failed: code === 0 ? failed : Math.max(failed, 1),
        skipped: counted(output, "skipped"),
      };
    },
  };
}

/** A runner that ends with "N passed, N failed". */
function ownRunner(name, title, programs, [program, args]) {
  return {
    name,
    title,
    programs,
    run: async () => {
      const { code, output } = await run(program, args);
      const [, passed = "0", failed = "0"] = [...output.matchAll(/^(\d+) passed, (\d+) failed/gmu)].at(-1) ?? [];
      return { passed: Number(passed), failed: code === 0 ? Number(failed) : Math.max(Number(failed), 1), skipped: 0 };
    },
  };
}

export const SUITES = [
  check("generate", "Generated files are fresh", ...node("--import", "tsx", "scripts/generate.ts", "--check")),
  check("format", "Format", bin("prettier"), ["--check", "--log-level=warn", "."]),
  check("types", "Types", bin("tsc"), ["-b"]),
  check("lint", "Lint rules", bin("eslint"), ["."]),
  check("walls", "Walls between layers", bin("depcruise"), [
    "--config",
    ".dependency-cruiser.cjs",
    "server/src",
    "client/src",
  ]),
  check("unused", "Unused code and dependencies", bin("knip"), []),
  check("build", "Build", ...node("scripts/build.mjs")),
  check("grammar", "Grammars", bin("vscode-tmgrammar-test"), ["syntaxes/tests/**/*"]),
  nodeTests("unit", "Unit and integration tests", () => testFiles("test", [SERVERS, EDITOR])),
  nodeTests("servers", "Tests with real mail servers", () => testFiles(SERVERS)),
  check("package", "Package", ...node("scripts/package.mjs", "--no-build")),
  ownRunner("editor", "Tests in the editor", ["chromium"], node("test/vscode/run.mjs", "--vsix", "dist/mail-tls.vsix")),
];

/** Programs of a suite that are not installed. */
export const missingPrograms = ({ programs }) => programs.filter((program) => !isInstalled(program));
