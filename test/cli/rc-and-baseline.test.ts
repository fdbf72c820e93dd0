// Suppression comments, `.mailtlsrc.json` and baselines as the commands see them.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { directory, mailtls, type Ran } from "./support/mailtls.js";
import { CLEAN, WEAK } from "./support/samples.js";

interface CheckJson {
  findings: { rule: string; severity: string; file: string; line: number }[];
  errors: { file: string; message: string; line?: number; column?: number }[];
  summary: Record<string, number>;
}

function check(cwd: string, ...args: string[]): Ran & { report: CheckJson } {
  const ran = mailtls(["check", "--format", "json", ...args], { cwd });
  return { ...ran, report: JSON.parse(ran.stdout) as CheckJson };
}

/** WEAK with its finding left out. */
const SUPPRESSED = WEAK.replace(
  "smtpd_tls_auth_only",
  "# mailtls: ignore trailing-comment: a script reads it\nsmtpd_tls_auth_only",
);
/** Another finding than that of WEAK. */
const MORE = WEAK.replace("may\n", "may\nsmtpd_tls_mandatory_protocols = !SSLv2\n");

describe("suppression comments", () => {
  test("are counted, listed in SARIF, and respected by fix", (t) => {
    const cwd = directory(t, { "main.cf": SUPPRESSED });
    const { code, report } = check(cwd, "main.cf");
    assert.equal(code, 0);
    assert.deepEqual([report.findings, report.summary["suppressed"], report.summary["error"]], [[], 1, 0]);
    assert.match(mailtls(["check", "main.cf"], { cwd }).stdout, /No findings in 1 file \(1 suppressed\)\./u);
    const sarif = JSON.parse(mailtls(["check", "--format", "sarif", "main.cf"], { cwd }).stdout) as {
      runs: { results: { ruleId: string; suppressions?: object[] }[] }[];
    };
    assert.deepEqual(
      sarif.runs[0]?.results.map(({ ruleId, suppressions }) => ({ ruleId, suppressions })),
      [{ ruleId: "trailing-comment", suppressions: [{ kind: "inSource", justification: "a script reads it" }] }],
    );
    assert.equal(mailtls(["fix", "main.cf"], { cwd }).code, 0);
    assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), SUPPRESSED);
  });

  test("their rules are rules like all others", () => {
    for (const id of ["unused-suppression", "malformed-suppression"]) {
      assert.equal(mailtls(["explain", id]).code, 0);
      assert.ok(mailtls(["rules"]).stdout.includes(id));
    }
  });
});

describe(".mailtlsrc.json", () => {
  test("holds for its folder and below; the nearest one counts, and none above .git", (t) => {
    const cwd = directory(t, {
      ".mailtlsrc.json": '{ "severities": { "trailing-comment": "off" } }',
      "a/main.cf": WEAK,
      "a/b/.mailtlsrc.json": '{ "severities": { "trailing-comment": "hint" } }',
      "a/b/c/main.cf": WEAK,
      "repository/main.cf": WEAK,
    });
    mkdirSync(join(cwd, "repository/.git"));
    const { report } = check(cwd, ".");
    assert.deepEqual(
      report.findings.map(({ file, severity }) => [file, severity]),
      [
        ["a/b/c/main.cf", "hint"],
        ["repository/main.cf", "error"],
      ],
    );
    assert.equal(check(cwd, "a").code, 0);
    const elsewhere = check(join(cwd, "repository"), "../a/main.cf");
    assert.deepEqual(elsewhere.report.findings, []);
  });

  test("failOn, profile and serverVersion hold, and the command line wins", (t) => {
    const cwd = directory(t, {
      ".mailtlsrc.json":
        '{ "failOn": "info", "serverVersion": { "postfix": "3.5" }, "severities": { "trailing-comment": "info" } }',
      "main.cf": WEAK,
    });
    assert.equal(check(cwd, "main.cf").code, 1);
    assert.equal(check(cwd, "--fail-on", "warning", "main.cf").code, 0);
    writeFileSync(join(cwd, "main.cf"), CLEAN.replace("may\n", "may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\n"));
    const rules = (...args: string[]): string[] =>
      check(cwd, ...args, "main.cf").report.findings.map(({ rule }) => rule);
    assert.deepEqual(rules(), rules("--server-version", "3.5"));
    assert.notDeepEqual(rules(), rules("--server-version", "3.7"), "Postfix 3.5 does not know >=");
  });

  test("--config names one for all files", (t) => {
    const cwd = directory(t, {
      ".mailtlsrc.json": "{}",
      "other.json": '{ "severities": { "trailing-comment": "off" } }',
      "main.cf": WEAK,
    });
    assert.equal(check(cwd, "main.cf").code, 1);
    assert.equal(check(cwd, "--config", "other.json", "main.cf").code, 0);
    const missing = check(cwd, "--config", "none.json", "main.cf");
    assert.equal(missing.code, 2);
    assert.deepEqual(
      missing.report.errors.map(({ file }) => file),
      ["none.json"],
    );
  });

  test("a broken one is an error with its place, and the defaults hold", (t) => {
    const cwd = directory(t, {
      ".mailtlsrc.json": '{\n  "severities": { "trailing-comment": "off" },\n  "profle": "bsi"\n}\n',
      "main.cf": WEAK,
    });
    const { code, report } = check(cwd, "main.cf");
    assert.equal(code, 2);
    const message = 'line 3, column 3: "profle" is not a key of this file. Did you mean "profile"?';
    assert.deepEqual(report.errors, [{ file: ".mailtlsrc.json", message, line: 3, column: 3 }]);
    assert.deepEqual(
      report.findings.map(({ rule }) => rule),
      ["trailing-comment"],
    );
    const text = mailtls(["settings", "main.cf"], { cwd });
    assert.equal(text.code, 2);
    assert.match(text.stderr, /\.mailtlsrc\.json line 3, column 3/u);
  });
});

describe("baselines", () => {
  test("what is written is known; what is new is found, wherever the lines are by then", (t) => {
    const cwd = directory(t, { "etc/main.cf": WEAK });
    const written = check(cwd, "--write-baseline", "known.json", "etc");
    assert.equal(written.code, 0);
    assert.deepEqual([written.report.findings, written.report.summary["baselined"]], [[], 1]);
    assert.match(written.stderr, /known\.json now lists 1 finding as known/u);
    const baseline = readFileSync(join(cwd, "known.json"), "utf8");
    assert.ok(baseline.includes('"file":"etc/main.cf"'), baseline);
    assert.ok(!baseline.includes("passwords"), "no text of the file");

    writeFileSync(join(cwd, "etc/main.cf"), `\n# moved\n${MORE.replace("= yes #", "=  yes  #")}`);
    const { code, report, stderr } = check(cwd, "--baseline", "known.json", "etc/main.cf");
    assert.equal(code, 1);
    assert.equal(report.summary["baselined"], 1);
    assert.ok(
      report.findings.length > 0 && report.findings.every(({ line }) => line === 5),
      JSON.stringify(report.findings),
    );
    assert.equal(stderr, "");
    const fromBelow = check(join(cwd, "etc"), "--baseline", "../known.json", "main.cf");
    assert.equal(fromBelow.report.summary["baselined"], 1);
  });

  test("is named in .mailtlsrc.json, relative to it; SARIF lists what it leaves out", (t) => {
    const cwd = directory(t, { "etc/.mailtlsrc.json": '{ "baseline": "known.json" }', "etc/main.cf": WEAK });
    assert.equal(check(cwd, "etc").code, 2, "it is not there yet");
    assert.equal(check(cwd, "--write-baseline", "etc/known.json", "etc").code, 0);
    assert.equal(check(cwd, "etc").code, 0);
    assert.match(mailtls(["check", "etc"], { cwd }).stdout, /No findings in 1 file \(1 in the baseline\)\./u);
    const sarif = mailtls(["check", "--format", "sarif", "etc"], { cwd }).stdout;
    assert.match(sarif, /"kind": "external"/u);
  });

  test("what is no longer there is said, and goes with the next one; other files are not judged", (t) => {
    const cwd = directory(t, { "a/main.cf": WEAK, "b/main.cf": WEAK });
    check(cwd, "--write-baseline", "known.json", "a", "b");
    writeFileSync(join(cwd, "a/main.cf"), CLEAN);
    assert.equal(check(cwd, "--baseline", "known.json", "b").stderr, "");
    const { code, stderr } = check(cwd, "--baseline", "known.json", "a", "b");
    assert.equal(code, 0);
    assert.match(stderr, /lists 1 finding that is no longer there/u);
    check(cwd, "--write-baseline", "known.json", "a", "b");
    assert.equal(check(cwd, "--baseline", "known.json", "a", "b").stderr, "");
    writeFileSync(join(cwd, "a/main.cf"), WEAK);
    assert.equal(check(cwd, "--baseline", "known.json", "a", "b").code, 1);
  });

  test("a comment in the file goes first", (t) => {
    const cwd = directory(t, { "main.cf": WEAK });
    check(cwd, "--write-baseline", "known.json", "main.cf");
    writeFileSync(join(cwd, "main.cf"), SUPPRESSED);
    const { report, stderr } = check(cwd, "--baseline", "known.json", "main.cf");
    assert.deepEqual([report.summary["suppressed"], report.summary["baselined"]], [1, 0]);
    assert.match(stderr, /no longer there/u);
  });

  test("a file that is no baseline is neither read nor overwritten", (t) => {
    const cwd = directory(t, { "main.cf": WEAK, "v2.json": '{ "version": 2, "findings": [] }' });
    const { code, report } = check(cwd, "--write-baseline", "main.cf", "main.cf");
    assert.equal(code, 2);
    assert.match(report.errors[0]?.message ?? "", /not a baseline/u);
    assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), WEAK);
    const other = check(cwd, "--baseline", "v2.json", "main.cf");
    assert.equal(other.code, 2);
    assert.equal(other.report.findings.length, 1);
    assert.equal(mailtls(["check", "--baseline", "a", "--write-baseline", "b", "main.cf"], { cwd }).code, 2);
  });
});
