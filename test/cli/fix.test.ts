// `mailtls fix`: what it writes, what it leaves alone, and what it says.

import assert from "node:assert/strict";
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { applyPatch } from "diff";
import { directory, mailtls, spawnBytes } from "./support/mailtls.js";
import { CLEAN, WEAK } from "./support/samples.js";

const MANDATORY = "smtpd_tls_mandatory_protocols = >=TLSv1.2\n";
/** A safe fix (trailing-comment) and an unsafe one (encrypt-on-public-mx). */
const MIXED = `${WEAK}${MANDATORY}`.replace("smtpd_tls_security_level = may", "smtpd_tls_security_level = encrypt");

interface FixJson {
  applied: { rule: string; file: string; title: string; safety: string }[];
  findings: { rule: string; fix?: { safety: string } }[];
  files: { file: string; written: boolean; diff?: string; text?: string }[];
  errors: { file: string; message: string }[];
}

const json = (stdout: string): FixJson => JSON.parse(stdout) as FixJson;

test("safe fixes are applied in place, and said", (t) => {
  const cwd = directory(t, { "main.cf": WEAK });
  const { code, stdout, stderr } = mailtls(["fix", "main.cf"], { cwd });
  assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), CLEAN);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  assert.match(
    stdout,
    /^main\.cf\n {2}fixed {2}.* {2}trailing-comment\n\nApplied 1 fix; no findings remain in 1 file\.\n$/u,
  );
  assert.deepEqual(readdirSync(cwd), ["main.cf"]);
});

test("a file without anything to fix is not written", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN });
  utimesSync(join(cwd, "main.cf"), 1, 1);
  const inode = statSync(join(cwd, "main.cf")).ino;
  const { code, stdout } = mailtls(["fix", "."], { cwd });
  assert.equal(code, 0);
  assert.equal(stdout, "Nothing to fix; no findings remain in 1 file.\n");
  assert.equal(statSync(join(cwd, "main.cf")).mtimeMs, 1000);
  assert.equal(statSync(join(cwd, "main.cf")).ino, inode);
});

test("unsafe fixes wait for --unsafe; what remains decides the exit code", (t) => {
  const cwd = directory(t, { "main.cf": MIXED });
  const first = mailtls(["fix", "main.cf", "--format", "json"], { cwd });
  const { applied, findings, files } = json(first.stdout);
  assert.deepEqual(
    applied.map(({ rule, safety }) => [rule, safety]),
    [["trailing-comment", "safe"]],
  );
  assert.deepEqual(files, [{ file: "main.cf", written: true }]);
  assert.ok(findings.some(({ rule, fix }) => rule === "encrypt-on-public-mx" && fix?.safety === "unsafe"));
  assert.equal(first.code, 1);
  const second = mailtls(["fix", "main.cf", "--unsafe"], { cwd });
  assert.equal(second.code, 0);
  assert.match(second.stdout, /encrypt-on-public-mx \(unsafe\)/u);
  assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), `${CLEAN}${MANDATORY}`);
});

test("--rule applies the fixes of the named rules only; an unknown one is wrong usage", (t) => {
  const cwd = directory(t, { "main.cf": MIXED });
  mailtls(["fix", "main.cf", "--unsafe", "--rule", "encrypt-on-public-mx"], { cwd });
  assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), `${WEAK}${MANDATORY}`);
  mailtls(["fix", "main.cf", "--rule", "sslv3-enabled", "--rule", "trailing-comment"], { cwd });
  assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), `${CLEAN}${MANDATORY}`);
  const unknown = mailtls(["fix", "main.cf", "--rule", "trailing-coment"], { cwd });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /did you mean trailing-comment\?/u);
});

test("--diff prints a patch and changes nothing", (t) => {
  const cwd = directory(t, { "main.cf": WEAK });
  const { code, stdout, stderr } = mailtls(["fix", "--diff", "main.cf"], { cwd });
  assert.equal(code, 1);
  assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), WEAK);
  assert.match(stdout, /^--- main\.cf\n\+\+\+ main\.cf\n@@ /u);
  assert.equal(applyPatch(WEAK, stdout), CLEAN);
  assert.match(stderr, /Would apply 1 fix/u);
  const { files } = json(mailtls(["fix", "--diff", "--format", "json", "main.cf"], { cwd }).stdout);
  assert.deepEqual(files, [{ file: "main.cf", written: false, diff: stdout }]);
  const clean = directory(t, { "main.cf": CLEAN });
  assert.deepEqual(mailtls(["fix", "--diff", "main.cf"], { cwd: clean }).code, 0);
});

test("standard input comes out repaired, the report beside it", () => {
  const { code, stdout, stderr } = mailtls(["fix", "-", "--kind", "postfix-main"], { input: WEAK });
  assert.equal(code, 0);
  assert.equal(stdout, CLEAN);
  assert.match(stderr, /Applied 1 fix/u);
  const { files } = json(mailtls(["fix", "-", "--kind", "postfix-main", "--format", "json"], { input: WEAK }).stdout);
  assert.deepEqual(files, [{ file: "-", written: false, text: CLEAN }]);
});

test("bytes that are not UTF-8 and carriage returns stay as they are", (t) => {
  const odd = "# \u00fcber\u00e4ll \u00ff\u00fe\r\n";
  const latin1 = (text: string): Buffer => Buffer.from(text.replaceAll("\n", "\r\n") + odd, "latin1");
  const cwd = directory(t, { "main.cf": latin1(WEAK) });
  const diff = spawnBytes(["fix", "--diff", "main.cf"], { cwd }).stdout;
  assert.ok(diff.includes(Buffer.from(` ${odd}`, "latin1")), "the patch holds the bytes of the file");
  assert.equal(mailtls(["fix", "main.cf"], { cwd }).code, 0);
  assert.deepEqual(readFileSync(join(cwd, "main.cf")), latin1(CLEAN));
});

test("a link stays a link: its target is written; the mode is kept", (t) => {
  const cwd = directory(t, { "real/postfix.conf": WEAK });
  chmodSync(join(cwd, "real/postfix.conf"), 0o640);
  symlinkSync("real/postfix.conf", join(cwd, "main.cf"));
  assert.equal(mailtls(["fix", "main.cf"], { cwd }).code, 0);
  assert.ok(lstatSync(join(cwd, "main.cf")).isSymbolicLink());
  assert.equal(readFileSync(join(cwd, "real/postfix.conf"), "utf8"), CLEAN);
  assert.equal(statSync(join(cwd, "real/postfix.conf")).mode & 0o7777, 0o640);
});

test("unreadable files are told, the others are fixed all the same", (t) => {
  const cwd = directory(t, { "main.cf": WEAK });
  const { code, stdout } = mailtls(["fix", "gone.cf", "main.cf", "--format", "json"], { cwd });
  assert.equal(code, 2);
  assert.deepEqual(
    json(stdout).errors.map(({ file }) => file),
    ["gone.cf"],
  );
  assert.equal(readFileSync(join(cwd, "main.cf"), "utf8"), CLEAN);
});
