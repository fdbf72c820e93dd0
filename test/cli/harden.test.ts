// `mailtls harden`: what it writes, what it says of each change, and what it refuses.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { applyPatch } from "diff";
import { directory, mailtls } from "./support/mailtls.js";

const FILES = {
  "etc/main.cf":
    "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
  "etc/master.cf":
    "smtp inet n - y - - smtpd\n# for users\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\nsubmissions inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\nsmtp unix - - y - - smtp\n",
};
const ADDED = "  -o smtpd_tls_mandatory_protocols=>=TLSv1.2";

interface HardenJson {
  service: string;
  profile: string;
  edits: { file: string; line: number; text: string; reason: string; reference: { title: string; section: string } }[];
  left: { objection: string; reason: string }[];
  files: { file: string; written: boolean; diff?: string }[];
}

function run(t: TestContext, ...words: readonly string[]) {
  const cwd = directory(t, FILES);
  const ran = mailtls(["harden", "etc", "--server-version", "3.7", ...words], { cwd });
  return { ...ran, now: (name: keyof typeof FILES) => readFileSync(join(cwd, name), "utf8") };
}

test("the service is changed in place, and each change says why", (t) => {
  const { code, stdout, now } = run(t, "--service", "submission/inet", "--profile", "mail", "--format", "json");
  assert.equal(code, 0);
  const { service, profile, edits, left, files } = JSON.parse(stdout) as HardenJson;
  assert.deepEqual([service, profile, left], ["submission/inet", "mail", []]);
  assert.deepEqual(files, [{ file: "etc/master.cf", written: true }]);
  assert.equal(edits[0]?.text, `\n${ADDED}`);
  assert.deepEqual([edits[0].file, edits[0].line], ["etc/master.cf", 4]);
  assert.match(edits[0].reason, /^TLS 1\.0 and TLS 1\.1: “MUST NOT” \[RFC 8997, 3\]/u);
  assert.equal(edits[0].reference.section, "3");
  assert.ok(now("etc/master.cf").includes(`${ADDED}\n`));
  assert.equal(now("etc/main.cf"), FILES["etc/main.cf"]);
});

test("--diff prints a patch, and changes nothing", (t) => {
  const { code, stdout, stderr, now } = run(t, "--service", "submission/inet", "--profile", "bsi", "--diff");
  assert.equal(code, 0);
  const patched = applyPatch(FILES["etc/master.cf"], stdout);
  assert.ok(patched !== false && patched.includes(`${ADDED}\n`), stdout);
  assert.match(stderr, /left {2}TLS_CHACHA20_POLY1305_SHA256/u);
  assert.match(stderr, /Would make 3 changes for submission\/inet by bsi/u);
  assert.equal(now("etc/master.cf"), FILES["etc/master.cf"]);
});

test("without a service it lists them", (t) => {
  const { code, stdout, stderr } = run(t, "--profile", "mail");
  assert.equal(code, 2);
  assert.match(
    stdout,
    /^smtp\/inet +receives mail +port 25 .*\nsubmission\/inet +serves users +port 587 .*\nsubmissions\/inet +serves users +port 465 .*\nsmtp\/unix +sends mail/u,
  );
  assert.match(stderr, /--service/u);
});

test("an unknown service, and no profile", (t) => {
  const unknown = run(t, "--service", "pop3/inet", "--profile", "mail");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /no service 'pop3\/inet'/u);
  const open = run(t, "--service", "smtp/inet");
  assert.equal(open.code, 2);
  assert.match(open.stderr, /--profile/u);
});
