// `mailtls ciphers` and `check --profile`: what a cipher string comes to, and what a policy says.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { requireProgram } from "../support/programs.js";
import { PROFILES } from "../../server/src/core/api.js";
import { directory, mailtls } from "./support/mailtls.js";
import { CLEAN } from "./support/samples.js";

interface Ciphers {
  library: string;
  valid: boolean | null;
  suites: { iana: string; openssl: string | null }[];
  ignored: string[];
  error: string | null;
}

function ciphers(text: string, library: string): { code: number | null; report: Ciphers } {
  const { code, stdout, stderr } = mailtls(["ciphers", "--library", library, "--format", "json", "--", text]);
  assert.equal(stderr, "");
  const report = JSON.parse(stdout) as Ciphers;
  assert.deepEqual(Object.keys(report), ["library", "valid", "suites", "ignored", "error"]);
  assert.equal(report.library, library);
  return { code, report };
}

test("JSON: the suites in order, what was ignored, exit code 0", () => {
  const { code, report } = ciphers("AES128-SHA:FOO:ECDHE-RSA-CHACHA20-POLY1305", "openssl-3.5");
  assert.equal(code, 0);
  assert.deepEqual(report, {
    library: "openssl-3.5",
    valid: true,
    suites: [
      { iana: "TLS_RSA_WITH_AES_128_CBC_SHA", openssl: "AES128-SHA" },
      { iana: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", openssl: "ECDHE-RSA-CHACHA20-POLY1305" },
    ],
    ignored: ["FOO"],
    error: null,
  });
});

test("each library that the help names reads the string in its own way", () => {
  const { stdout } = mailtls(["ciphers", "--help"]);
  const named = stdout.match(/(?:openssl|gnutls)-[\d.]+/gu) ?? [];
  const libraries = [...new Set(named)];
  assert.equal(libraries.length, 5);
  for (const library of libraries) {
    const { code, report } = ciphers(library.startsWith("gnutls") ? "NORMAL" : "ALL", library);
    assert.deepEqual([code, report.valid], [0, true]);
    const has = (name: string): boolean => report.suites.some(({ iana }) => iana.includes(name));
    assert.equal(has("_WITH_RC4_128_"), library === "openssl-1.0.2", library);
    assert.equal(has("TLS_AES_128_GCM_SHA256"), library.startsWith("gnutls"), library);
  }
});

test("a string that the library refuses: exit code 1, and why", () => {
  for (const [text, library] of [
    ["HIGH:@SECLEVEL=9", "openssl-3.0"],
    ["", "openssl-3.0"],
    ["-ALL", "openssl-3.0"],
    ["NORMAL:+NONSENSE", "gnutls-3.7"],
  ] as const) {
    const { code, report } = ciphers(text, library);
    assert.deepEqual([code, report.valid, report.suites], [1, false, []], text);
    assert.match(report.error ?? "", /refuse/u);
  }
});

test("what only the server's machine knows is not guessed: exit code 2", () => {
  const { code, report } = ciphers("@SYSTEM", "gnutls-3.7");
  assert.deepEqual([code, report.valid, report.suites], [2, null, []]);
  assert.match(report.error ?? "", /@SYSTEM.*\/etc\/gnutls\/config/u);
});

test("text: by strength, the strongest first, TLS 1.3 apart, then what was ignored", () => {
  const { code, stdout } = mailtls(["ciphers", "AES128-SHA:FOO:AES256-SHA:NULL-SHA"]);
  assert.equal(code, 0);
  const headings = stdout.split("\n").filter((line) => /^\S/u.test(line));
  assert.deepEqual(headings, [
    "256 bits",
    "128 bits",
    "No encryption",
    "TLS 1.3, whatever the string says",
    "Ignored: FOO",
    "3 suites with openssl-3.0, the preferred first within each strength.",
  ]);
  assert.match(stdout, /^256 bits\n {2}AES256-SHA {2}TLS_RSA_WITH_AES_256_CBC_SHA {2}SSLv3$/mu);
  const refused = mailtls(["ciphers", "FOO\u001b[31m:%"]);
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /^Refused: /mu);
  assert.ok(!refused.stdout.includes("\u001b"));
});

test("membership and order are those of `openssl ciphers`", (t) => {
  const openssl = requireProgram(t, "openssl");
  if (openssl === null) return;
  if (!spawnSync(openssl, ["version"], { encoding: "utf8" }).stdout.startsWith("OpenSSL 3.0")) {
    t.skip("openssl is not of the 3.0 series");
    return;
  }
  for (const text of ["DEFAULT", "ALL:COMPLEMENTOFALL", "HIGH:!aNULL:+SHA1:@STRENGTH", "kRSA+AES:-SHA1:ECDHE"]) {
    const printed: string = spawnSync(openssl, ["ciphers", "-ciphersuites", "", text], { encoding: "utf8" }).stdout;
    const { report } = ciphers(text, "openssl-3.0");
    assert.equal(report.suites.map((suite) => suite.openssl).join(":"), printed.trim());
  }
});

test("wrong usage of ciphers and --profile: exit code 2", () => {
  const cases: [string[], RegExp][] = [
    [["ciphers"], /STRING is missing/u],
    [["ciphers", "A", "B"], /takes one STRING/u],
    [["ciphers", "--library", "openssl-9", "A"], /--library is one of .*gnutls-3\.7, not 'openssl-9'/u],
    [["check", "--profile", "bsl", "x"], /"bsl" is not a policy profile; did you mean bsi\?/u],
    [["check", "--profile", "", "x"], /known are mail, /u],
  ];
  for (const [args, reason] of cases) {
    const { code, stdout, stderr } = mailtls(args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, reason);
  }
});

test("check --profile: findings of the policy decide the exit code, and the help names every profile", (t) => {
  const cwd = directory(t, { "main.cf": CLEAN });
  assert.equal(mailtls(["check", "main.cf"], { cwd }).code, 0);
  const { code, stdout } = mailtls(["check", "--profile", "bsi", "--format", "json", "main.cf"], { cwd });
  assert.equal(code, 1);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; severity: string; docs: string }[] };
  assert.ok(findings.length > 0);
  for (const { rule, docs } of findings) {
    assert.equal(rule, "profile-violation");
    assert.match(docs, /\/profile-violation\.md$/u);
  }
  for (const format of ["text", "sarif", "github"])
    assert.match(
      mailtls(["check", "--profile", "bsi", "--format", format, "main.cf"], { cwd }).stdout,
      /profile-violation/u,
    );
  const help = mailtls(["check", "--help"]).stdout;
  for (const { id } of PROFILES) assert.match(help, new RegExp(`\\b${id}\\b`, "u"));
});
