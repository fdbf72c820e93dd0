// The formats of `mailtls check`: text, JSON, SARIF and workflow commands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { directory, mailtls } from "./support/mailtls.js";
import { CLEAN, WEAK } from "./support/samples.js";

test("text: grouped by file, one line a finding, a summary with what can be fixed; no colours in a pipe", (t) => {
  const cwd = directory(t, { "a/main.cf": WEAK, "b/main.cf": WEAK });
  const { code, stdout, stderr } = mailtls(["check", "a", "b"], { cwd, env: { TERM: "xterm-256color" } });
  assert.equal(code, 1);
  assert.equal(stderr, "");
  const lines = stdout.split("\n");
  assert.equal(lines[0], "a/main.cf");
  assert.match(lines[1] ?? "", /^ {2}4:27 {2}error {4}\S.* trailing-comment$/u);
  assert.equal(lines[2], "");
  assert.equal(lines[3], "b/main.cf");
  assert.equal(lines[6], "2 errors in 2 files. `mailtls fix` repairs 2.");
  assert.ok(!stdout.includes("\x1b"));
});

test("text: control characters of a file do not reach the terminal", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN.replace("= yes", "= yes # \x1b]0;owned\x07\u202e") });
  const { stdout } = mailtls(["check", "main.cf"], { cwd });
  assert.match(stdout, /\\x1b\]0;owned\\x07\\u202e/u);
  for (const character of ["\x1b", "\x07", "\u202e"]) assert.ok(!stdout.includes(character));
});

test("text: errors go to standard error", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN });
  const { code, stdout, stderr } = mailtls(["check", "main.cf", "gone.cf"], { cwd });
  assert.equal(code, 2);
  assert.equal(stdout, "No findings in 1 file.\n");
  assert.equal(stderr, "mailtls: gone.cf cannot be read: no such file or directory\n");
});

test("json: bytes that are not UTF-8 are escaped, and the document is alone", (t) => {
  const latin1 = Buffer.from(CLEAN.replace("= yes", "= yes # f\u00fcr alle"), "latin1");
  const cwd = directory(t, { "main.cf": latin1 });
  const { stdout } = mailtls(["check", "--format", "json", "main.cf"], { cwd });
  const { findings } = JSON.parse(stdout) as { findings: { message: string }[] };
  assert.ok(findings[0]?.message.includes("\udcfc"));
});

test("github: one workflow command a finding, escaped", (t) => {
  const cwd = directory(t, { "a,b:c/main.cf": CLEAN.replace("= yes", "= yes # 100%") });
  const { code, stdout } = mailtls(["check", "--format", "github", ".", "gone.cf"], { cwd });
  assert.equal(code, 2);
  const [finding, error, end] = stdout.split("\n");
  assert.match(
    finding ?? "",
    /^::error file=a%2Cb%3Ac\/main\.cf,line=5,endLine=5,col=27,endColumn=33,title=trailing-comment::/u,
  );
  assert.match(finding ?? "", /# 100%25/u);
  assert.equal(error, "::error file=gone.cf::gone.cf cannot be read: no such file or directory");
  assert.equal(end, "");
});

test("github: nothing at all for a clean file", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN });
  assert.deepEqual(mailtls(["check", "--format", "github", "main.cf"], { cwd }), { code: 0, stdout: "", stderr: "" });
});

interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
interface Artifact {
  uri: string;
  uriBaseId?: string;
}
interface Sarif {
  $schema: string;
  version: string;
  runs: {
    tool: {
      driver: {
        name: string;
        version: string;
        rules: {
          id: string;
          shortDescription: { text: string };
          help: { text: string; markdown: string };
          helpUri: string;
          defaultConfiguration: { level: string };
        }[];
      };
    };
    columnKind: string;
    originalUriBaseIds: Record<string, { uri: string }>;
    invocations: {
      executionSuccessful: boolean;
      toolExecutionNotifications: { level: string; message: { text: string } }[];
    }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: Artifact; region: Region } }[];
      partialFingerprints: Record<string, string>;
      fixes?: {
        description: { text: string };
        artifactChanges: {
          artifactLocation: Artifact;
          replacements: { deletedRegion: Region; insertedContent: { text: string } }[];
        }[];
      }[];
    }[];
  }[];
}

function sarif(args: readonly string[], cwd: string): { code: number | null; run: Sarif["runs"][number]; log: Sarif } {
  const { code, stdout } = mailtls(["check", "--format", "sarif", ...args], { cwd });
  const log = JSON.parse(stdout) as Sarif;
  const [run] = log.runs;
  assert.ok(run);
  return { code, run, log };
}

test("sarif: version 2.1.0, every rule described, results that point into it", (t) => {
  const cwd = directory(t, { "my etc/main.cf": WEAK });
  const { code, run, log } = sarif(["."], cwd);
  assert.equal(code, 1);
  assert.equal(log.version, "2.1.0");
  assert.match(log.$schema, /sarif-2\.1\.0/u);
  assert.equal(run.columnKind, "utf16CodeUnits");
  assert.match(run.originalUriBaseIds["%SRCROOT%"]?.uri ?? "", /^file:\/\/\/.*\/$/u);

  const { driver } = run.tool;
  assert.equal(driver.name, "mailtls");
  assert.match(driver.version, /^\d+\.\d+\.\d+/u);
  const rules = (JSON.parse(mailtls(["rules", "--format", "json"]).stdout) as { rules: { id: string }[] }).rules;
  assert.deepEqual(
    driver.rules.map(({ id }) => id),
    rules.map(({ id }) => id),
  );
  for (const rule of driver.rules) {
    assert.ok(
      rule.shortDescription.text !== "" && rule.help.text !== "" && rule.help.markdown.includes(rule.help.text),
      rule.id,
    );
    assert.match(rule.helpUri, /^https:\/\//u);
    assert.ok(["error", "warning", "note"].includes(rule.defaultConfiguration.level));
  }

  const [result] = run.results;
  assert.ok(result);
  assert.equal(driver.rules[result.ruleIndex]?.id, result.ruleId);
  assert.equal(result.level, "error");
  const location = result.locations[0]?.physicalLocation;
  assert.deepEqual(location?.artifactLocation, { uri: "my%20etc/main.cf", uriBaseId: "%SRCROOT%" });
  assert.deepEqual(location.region, { startLine: 4, startColumn: 27, endLine: 4, endColumn: 54 });
  const change = result.fixes?.[0]?.artifactChanges[0];
  assert.deepEqual(change?.artifactLocation, location.artifactLocation);
  assert.deepEqual(change.replacements[0], {
    deletedRegion: { startLine: 4, startColumn: 1, endLine: 4, endColumn: 1 },
    insertedContent: { text: "# no passwords in the clear\n" },
  });
});

test("sarif: a fingerprint survives new lines above, and differs between findings", (t) => {
  const fingerprints = (text: string): string[] => {
    const cwd = directory(t, { "main.cf": text });
    return sarif(["main.cf"], cwd).run.results.map(
      ({ partialFingerprints }) => partialFingerprints["mailtls/v1"] ?? "",
    );
  };
  const [before] = fingerprints(WEAK);
  assert.match(before ?? "", /^[0-9a-f]{64}$/u);
  assert.deepEqual(fingerprints(`# A new first line.\n\n${WEAK}`), [before]);
  const all = fingerprints(`${WEAK}smtp_tls_loglevel = 1 # one\nsmtpd_tls_loglevel = 1 # one\n`);
  assert.equal(new Set(all).size, 3);
  assert.ok(all.includes(before ?? ""));
});

test("sarif: what could not be read is a notification, and the invocation not successful", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN });
  const { code, run } = sarif(["gone.cf", "main.cf"], cwd);
  assert.equal(code, 2);
  const [invocation] = run.invocations;
  assert.equal(invocation?.executionSuccessful, false);
  assert.deepEqual(
    invocation.toolExecutionNotifications.map(({ level, message }) => [level, message.text]),
    [["error", "gone.cf cannot be read: no such file or directory"]],
  );
});
