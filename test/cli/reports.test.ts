// `mailtls settings`, `posture`, `rules` and `explain`: text for people, JSON for programs.

import assert from "node:assert/strict";
import { hostname } from "node:os";
import { test } from "node:test";
import { directory, mailtls } from "./support/mailtls.js";
import { CLEAN } from "./support/samples.js";

interface Settings {
  product: string;
  files: string[];
  settings: { name: string; value: string; expanded: string; file: string; line: number }[];
  services: object[];
  problems: { file: string; line: number; message: string }[];
}

interface Posture {
  endpoints: { id: string; role: string; versions?: string[]; origins: Record<string, object> }[];
}

interface Rules {
  rules: { id: string; severity: string; fix: string; summary: string; docs: string }[];
}

interface Explanation {
  id: string;
  why: string;
  remedy: string;
  references: object[];
  examples: { bad: string; good: string }[];
}

function json(args: readonly string[], cwd = "."): unknown {
  const { code, stdout, stderr } = mailtls([...args, "--format", "json"], { cwd });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  return JSON.parse(stdout);
}

test("settings: name, value, expanded value and place", (t) => {
  const cwd = directory(t, { "main.cf": "mydomain = example.org\nmyorigin =\n  $mydomain\n" });
  assert.deepEqual(json(["settings", "main.cf"], cwd), {
    product: "postfix",
    files: ["main.cf"],
    settings: [
      { name: "mydomain", value: "example.org", expanded: "example.org", file: "main.cf", line: 1 },
      { name: "myorigin", value: "$mydomain", expanded: "example.org", file: "main.cf", line: 2 },
    ],
    services: [],
    problems: [],
  });
  const { stdout } = mailtls(["settings", "main.cf"], { cwd });
  assert.equal(stdout, "main.cf\n  1  mydomain  = example.org\n  2  myorigin  = $mydomain  → example.org\n");
});

test("settings: the host name behind myhostname is this machine's", (t) => {
  const cwd = directory(t, { "main.cf": "myorigin = $myhostname\n" });
  const [origin] = (json(["settings", "main.cf"], cwd) as Settings).settings;
  assert.ok(origin?.expanded.startsWith(hostname()), origin?.expanded);
});

test("settings: problems are shown with their lines", (t) => {
  const cwd = directory(t, { "main.cf": "mydomain = example.org\nnonsense\n" });
  const { problems } = json(["settings", "main.cf"], cwd) as Settings;
  assert.deepEqual(
    problems.map(({ file, line }) => [file, line]),
    [["main.cf", 2]],
  );
  assert.match(mailtls(["settings", "main.cf"], { cwd }).stdout, /^main\.cf:2: \S/mu);
});

test("settings: several configurations below a directory give a line of JSON each", (t) => {
  const cwd = directory(t, { "a/main.cf": "mydomain = a.example\n", "b/main.cf": "mydomain = b.example\n" });
  const { stdout } = mailtls(["settings", ".", "--format", "json"], { cwd });
  const reports = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Settings);
  assert.deepEqual(
    reports.map(({ files, settings }) => [files, settings.map(({ value }) => value)]),
    [
      [["a/main.cf"], ["a.example"]],
      [["b/main.cf"], ["b.example"]],
    ],
  );
});

test("settings and posture: a directory without configuration is a failure", (t) => {
  const cwd = directory(t, { "README.md": "# Hello" });
  for (const command of ["settings", "posture"]) {
    const { code, stdout, stderr } = mailtls([command, "."], { cwd });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /holds nothing that is recognised/u);
  }
});

test("posture: what each endpoint offers, and which setting says so", (t) => {
  const cwd = directory(t, { "main.cf": `${CLEAN}smtpd_tls_protocols = >=TLSv1.2\n` });
  const { endpoints } = json(["posture", "main.cf"], cwd) as Posture;
  const server = endpoints.find(({ id }) => id === "smtp/inet");
  assert.deepEqual(server?.versions, ["TLSv1.2", "TLSv1.3"]);
  const place = { setting: "smtpd_tls_protocols", file: "main.cf", line: 6, default: false };
  assert.deepEqual(server.origins["versions"], place);
  const { code, stdout } = mailtls(["posture", "main.cf"], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /^smtp\/inet/mu);
  assert.match(stdout, /TLSv1\.2 TLSv1\.3.*smtpd_tls_protocols, main\.cf:6/u);
});

test("rules: every rule with severity, fix and page", () => {
  const { rules } = json(["rules"]) as Rules;
  assert.ok(rules.some(({ id }) => id === "sslv3-enabled"));
  const { stdout } = mailtls(["rules"]);
  for (const { id, severity, fix, summary, docs } of rules) {
    assert.ok(["error", "warning", "info", "hint"].includes(severity) && ["none", "safe", "unsafe"].includes(fix));
    assert.match(docs, /^https:\/\//u);
    assert.match(stdout, new RegExp(`^${id} +${severity} +(?:(?:no|safe|unsafe) fix|check) +`, "mu"));
    assert.ok(stdout.includes(summary));
  }
});

test("explain: what a rule means, why, what to do, and an example", () => {
  const { stdout } = mailtls(["explain", "sslv3-enabled"]);
  assert.match(
    stdout,
    /^sslv3-enabled: .*\n[^]*\nWhat to do\n[^]*\nBad\n {4}[^]*\nGood\n {4}[^]*\nReferences\n[^]*https:/u,
  );
  const { id, why, remedy, references, examples } = json(["explain", "sslv3-enabled"]) as Explanation;
  assert.equal(id, "sslv3-enabled");
  assert.ok(why !== "" && remedy !== "" && references.length > 0);
  assert.ok(stdout.includes(why) && stdout.includes(remedy));
  assert.notEqual(examples[0]?.bad, examples[0]?.good);
});

test("posture --compare: what only one of two policy profiles accepts", (t) => {
  const cwd = directory(t, {
    "main.cf": "smtp_tls_security_level = encrypt\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
  });
  interface Compared {
    readonly disagreements: readonly { readonly value: string; readonly opposed: boolean }[];
  }
  const { disagreements } = json(["posture", "--compare", "rfc9325,nist", "main.cf"], cwd) as Compared;
  const chaCha = disagreements.find(({ value }) => value === "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
  assert.equal(chaCha?.opposed, true);
  const { code, stdout } = mailtls(["posture", "--compare", "rfc9325,nist", "main.cf"], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /Accepted by one profile only[^]*CHACHA20/);
  for (const wrong of ["nist", "nist,bsx", "nist,bsi,mail"]) {
    assert.equal(mailtls(["posture", "--compare", wrong, "main.cf"], { cwd }).code, 2);
  }
});
