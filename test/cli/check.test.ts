// `mailtls check`: what is read, what is reported, and the exit codes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { directory, mailtls, program } from "./support/mailtls.js";
import { CLEAN, WEAK } from "./support/samples.js";

interface CheckJson {
  findings: {
    rule: string;
    severity: string;
    file: string;
    line: number;
    column: number;
    endLine: number;
    endColumn: number;
    docs: string;
    fix?: { title: string; safety: string; edits: object[] };
  }[];
  errors: { file: string; message: string }[];
  summary: Record<"files" | "error" | "warning" | "info" | "hint" | "suppressed" | "baselined", number>;
}

const NONE: CheckJson["summary"] = { files: 0, error: 0, warning: 0, info: 0, hint: 0, suppressed: 0, baselined: 0 };

function checkJson(
  args: readonly string[],
  options: Parameters<typeof mailtls>[1],
): { code: number | null; report: CheckJson; stderr: string } {
  const { code, stdout, stderr } = mailtls(["check", "--format", "json", ...args], options);
  return { code, report: JSON.parse(stdout) as CheckJson, stderr };
}

test("a clean file gives no findings and exit code 0", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN });
  const { code, report, stderr } = checkJson(["main.cf"], { cwd });
  assert.deepEqual(report, { findings: [], errors: [], summary: { ...NONE, files: 1 } });
  assert.equal(stderr, "");
  assert.equal(code, 0);
});

test("a finding carries one-based positions, its page and its fix; exit code 1", (t) => {
  const cwd = directory(t, { "main.cf": WEAK });
  const { code, report } = checkJson(["main.cf"], { cwd });
  assert.equal(code, 1);
  assert.deepEqual(report.summary, { ...NONE, files: 1, error: 1 });
  const [finding] = report.findings;
  assert.ok(finding);
  const { rule, severity, file, line, column, endLine, endColumn } = finding;
  assert.deepEqual(
    { rule, severity, file, line, column, endLine, endColumn },
    { rule: "trailing-comment", severity: "error", file: "main.cf", line: 4, column: 27, endLine: 4, endColumn: 54 },
  );
  assert.match(finding.docs, /^https:\/\/.*trailing-comment/u);
  assert.equal(finding.fix?.safety, "safe");
  assert.deepEqual(finding.fix.edits, [
    { file: "main.cf", line: 4, column: 1, endLine: 4, endColumn: 1, text: "# no passwords in the clear\n" },
    { file: "main.cf", line: 4, column: 26, endLine: 4, endColumn: 54, text: "" },
  ]);
});

test("--fail-on moves the threshold of exit code 1", (t) => {
  // An info: the list lets SSL 3.0 in, the library does not.
  const cwd = directory(t, { "main.cf": CLEAN.replace("may\n", "may\nsmtpd_tls_protocols = !SSLv2\n") });
  const { report } = checkJson(["main.cf"], { cwd });
  assert.deepEqual(report.summary, { ...NONE, files: 1, info: 1 });
  const code = (...args: string[]): number | null => mailtls(["check", "main.cf", ...args], { cwd }).code;
  assert.equal(code(), 0);
  assert.equal(code("--fail-on", "warning"), 0);
  assert.equal(code("--fail-on", "info"), 1);
});

test("a directory is walked; other files, .git and node_modules are left alone", (t) => {
  const cwd = directory(t, {
    "etc/postfix/main.cf": WEAK,
    "etc/other/main.cf": CLEAN,
    "etc/README.md": "# smtpd_tls_auth_only = yes # not a configuration",
    "etc/postfix/sasl_passwd.db": new Uint8Array([0x13, 0x15, 0x61, 0, 0, 1]),
    "etc/.git/main.cf": WEAK,
    "etc/node_modules/x/main.cf": WEAK,
  });
  symlinkSync("..", join(cwd, "etc/postfix/loop"));
  const { code, report } = checkJson(["etc"], { cwd });
  assert.equal(code, 1);
  assert.equal(report.summary.files, 2);
  assert.deepEqual(
    report.findings.map(({ file }) => file),
    ["etc/postfix/main.cf"],
  );
  assert.deepEqual(report.errors, []);
});

test("a file that is named twice, or reached by a link too, is read once", (t) => {
  const cwd = directory(t, { "postfix/main.cf": WEAK });
  symlinkSync("main.cf", join(cwd, "postfix/zz-main.cf"));
  const { report } = checkJson(["postfix/main.cf", "postfix", "./postfix/../postfix/main.cf"], { cwd });
  assert.equal(report.summary.files, 1);
});

test("what cannot be read is told and does not stop the others; exit code 2", (t) => {
  const cwd = directory(t, { "main.cf": WEAK, "notes.txt": "hello" });
  symlinkSync("loop.cf", join(cwd, "loop.cf"));
  const { code, report } = checkJson(["missing.cf", "loop.cf", "notes.txt", "main.cf"], { cwd });
  assert.equal(code, 2);
  assert.equal(report.findings.length, 1);
  assert.deepEqual(
    report.errors.map(({ file }) => file),
    ["missing.cf", "loop.cf", "notes.txt"],
  );
  const [missing, loop, unknown] = report.errors.map(({ message }) => message);
  assert.match(missing ?? "", /no such file/u);
  assert.match(loop ?? "", /symbolic links/u);
  assert.match(unknown ?? "", /--kind/u);
});

test("a NUL byte is judged as the server reads it, also in a file found in a directory", (t) => {
  const cwd = directory(t, { "etc/main.cf": "myorigin = a\0b\nsmtp_tls_security_level = none\n" });
  for (const operand of ["etc/main.cf", "etc"]) {
    const { report } = checkJson([operand], { cwd });
    assert.deepEqual(
      report.findings.filter(({ line }) => line === 1 || line === 2).map(({ rule, line }) => [rule, line]),
      [
        ["tls-off", 1],
        ["syntax-error", 1],
        ["tls-off", 2],
      ],
    );
  }
});

test("a file too large to be a configuration is refused", (t) => {
  const cwd = directory(t, { "main.cf": new Uint8Array(16 * 1024 * 1024 + 1).fill(0x23) });
  const { code, report } = checkJson(["main.cf"], { cwd });
  assert.equal(code, 2);
  assert.match(report.errors[0]?.message ?? "", /16 MiB/u);
});

test("links that lead nowhere matter only where their name is that of a configuration", (t) => {
  const cwd = directory(t, { "a/main.cf": CLEAN });
  symlinkSync("user@host.123:456", join(cwd, "a/.#main.cf"));
  assert.deepEqual(checkJson(["a"], { cwd }).report.errors, []);
  symlinkSync("nowhere", join(cwd, "main.cf"));
  const { code, report } = checkJson(["."], { cwd });
  assert.equal(code, 2);
  assert.deepEqual(
    report.errors.map(({ file }) => file),
    ["main.cf"],
  );
});

test("--kind forces the kind of a named file", (t) => {
  const cwd = directory(t, { "config.txt": WEAK });
  assert.equal(
    checkJson(["config.txt", "--kind", "postfix-main"], { cwd }).report.findings[0]?.rule,
    "trailing-comment",
  );
});

test("- is standard input, with --kind", () => {
  const { code, report } = checkJson(["-", "--kind", "postfix-main"], { input: WEAK });
  assert.equal(code, 1);
  assert.equal(report.findings[0]?.file, "-");
  const without = mailtls(["check", "-"], { input: WEAK });
  assert.equal(without.code, 2);
  assert.match(without.stderr, /--kind/u);
});

test("a directory without any configuration is not an error, but is said", (t) => {
  const cwd = directory(t, { "README.md": "# Hello" });
  const { code, stdout, stderr } = mailtls(["check", "."], { cwd });
  assert.equal(code, 0);
  assert.equal(stdout, "");
  assert.match(stderr, /nothing there is recognised/u);
});

test("--library and --server-version that nobody knows are wrong usage", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN });
  for (const option of ["--library", "--server-version"]) {
    const { code, stdout, stderr } = mailtls(["check", "main.cf", option, "nonsense"], { cwd });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /nonsense/u);
  }
});

test("many directories give what each half of them gives, in the same order", (t) => {
  // More than one thread's worth together, less than that in each half.
  const hosts = Array.from({ length: 260 }, (_, index) => `${index < 130 ? "a" : "b"}/host${1000 + index}`);
  const folder = directory(t, { "empty.pem": "nothing\n" });
  const main = `smtpd_tls_chain_files = ${join(folder, "empty.pem")}\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n`;
  const cwd = directory(t, Object.fromEntries(hosts.map((host) => [`hosts/${host}/main.cf`, main])));
  const findings = (path: string): CheckJson["findings"] => checkJson([path], { cwd }).report.findings;
  const all = findings("hosts");
  assert.deepEqual(all, [...findings("hosts/a"), ...findings("hosts/b")]);
  assert.deepEqual(
    all.map(({ rule, file }) => [rule, file]),
    hosts.map((host) => ["certificate-file-unusable", `hosts/${host}/main.cf`]),
  );
});

test("where a thread ends before it has done anything, the others do its work", (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`hosts/host${1000 + index}/main.cf`, WEAK]),
  );
  const cwd = directory(t, files);
  const expected = mailtls(["check", "hosts", "--format", "json"], { cwd });
  const folder = directory(t, {});
  cpSync(dirname(program()), folder, { recursive: true });
  for (const end of ["at once", "when there is work"]) {
    const work = 'import { parentPort } from "node:worker_threads";parentPort.on("message", () => process.exit(1));';
    writeFileSync(join(folder, "judge-thread.js"), end === "at once" ? "throw new Error()" : work);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, "cli.js"), "check", "hosts", "--format", "json"],
      { cwd, encoding: "utf8" },
    );
    assert.deepEqual({ code: status, stdout, stderr }, expected, end);
  }
});
