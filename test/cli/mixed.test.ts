// Files of several mail servers in one run: each is judged as its own, and what one tells another is known.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { directory, mailtls } from "./support/mailtls.js";

const AUTH = `auth_mechanisms = plain login
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0660
  }
}
`;

const FILES = {
  "etc/postfix/main.cf": `smtpd_tls_chain_files = /etc/postfix/tls/mx.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
`,
  "etc/dovecot/dovecot.conf": `protocols = imap
ssl = required
ssl_cert = </etc/dovecot/tls/mx.pem
ssl_key = </etc/dovecot/tls/mx.key
ssl_min_protocol = TLSv1
!include conf.d/*.conf
`,
  "etc/dovecot/conf.d/10-auth.conf": AUTH,
  "etc/exim4/exim4.conf": `daemon_smtp_ports = 25
tls_advertise_hosts = *
tls_certificate = /etc/exim4/mx.pem
tls_privatekey = /etc/exim4/mx.key
tls_require_ciphers = HIGH:!aNULL
`,
};

const DIRECTORIES = ["etc/postfix", "etc/dovecot", "etc/exim4"];

const POSTFIX = "etc/postfix/main.cf:4 plaintext-login-allowed";
const DOVECOT = "etc/dovecot/dovecot.conf:5 minimum-version-without-effect";
const EXIM = "etc/exim4/exim4.conf:5 gnutls-priority-refused";

/** What is found in a tree: the directories of all servers, or others, with options. */
function checker(t: TestContext, files: Readonly<Record<string, string>> = FILES) {
  const cwd = directory(t, files);
  return (args: readonly string[] = [], paths = DIRECTORIES): readonly string[] => {
    const { stdout, stderr } = mailtls(["check", "--format", "json", ...args, ...paths], { cwd });
    assert.equal(stderr, "");
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; file: string; line: number }[] };
    return [...new Set(findings.map(({ rule, file, line }) => `${file}:${line} ${rule}`))].sort();
  };
}

test("three servers are judged in one run, each in its own files", (t) => {
  const found = checker(t);
  assert.deepEqual(found(), [DOVECOT, EXIM, POSTFIX]);
  assert.deepEqual(found([], ["etc"]), [DOVECOT, EXIM, POSTFIX]);
});

test("Postfix announces the mechanisms of the Dovecot that it asks", (t) => {
  const auth = (text: string) => ({ ...FILES, "etc/dovecot/conf.d/10-auth.conf": text });
  const hashed = checker(t, auth(AUTH.replace("plain login", "cram-md5 scram-sha-256")));
  assert.deepEqual(hashed(), [DOVECOT, EXIM], "no password crosses the network");
  assert.deepEqual(hashed([], ["etc/postfix"]), [], "the Dovecot beside it is read, and not judged");
  const elsewhere = checker(t, auth(AUTH.replace("plain login", "cram-md5").replace("private", "other")));
  assert.deepEqual(elsewhere(), [DOVECOT, EXIM, POSTFIX], "nobody knows whom Postfix asks");
  const off = checker(t, auth(AUTH.replace("plain login", "cram-md5").replace("0660", "0")));
  assert.deepEqual(off(), [DOVECOT, EXIM, POSTFIX], "Dovecot does not listen there");
  const { "etc/dovecot/dovecot.conf": main } = FILES;
  const template = checker(t, {
    ...auth(AUTH.replace("plain login", "{{ mechanisms }}")),
    "etc/dovecot/dovecot.conf": main,
  });
  assert.ok(template().includes(POSTFIX), "the template decides");
});

test("another machine's Dovecot says nothing of this one's Postfix", (t) => {
  const moved = Object.entries(FILES).map(([name, text]) => {
    const host = name.startsWith("etc/postfix/") ? "a" : "b";
    return [`${host}/${name}`, text.replace("plain login", "cram-md5")] as const;
  });
  assert.deepEqual(
    checker(t, Object.fromEntries(moved))([], ["."]),
    [`b/${DOVECOT}`, `b/${EXIM}`, `a/${POSTFIX}`].sort(),
  );
});

test("a library counts for the servers that can be built with it, or for those that are named", (t) => {
  const found = checker(t);
  assert.deepEqual(found(["--library", "gnutls-3.7"]), [DOVECOT, EXIM, POSTFIX]);
  assert.deepEqual(found(["--library", "openssl-3.0"]), [DOVECOT, POSTFIX], "Exim takes OpenSSL's words then");
  assert.deepEqual(found(["--library", "postfix=openssl-3.0,dovecot=openssl-3.0"]), [DOVECOT, EXIM, POSTFIX]);
});

test("what the project says of a server goes before what it says of all, and the command line before both", (t) => {
  const library = (value: object | string) =>
    checker(t, { ...FILES, "etc/.mailtlsrc.json": JSON.stringify({ library: value }) });
  assert.deepEqual(library("openssl-3.0")(), [DOVECOT, POSTFIX]);
  assert.deepEqual(library("openssl-3.0")(["--library", "exim=gnutls-3.7"]), [DOVECOT, EXIM, POSTFIX]);
  const found = library({ exim: "openssl-3.0", postfix: "openssl-3.0" });
  assert.deepEqual(found(), [DOVECOT, POSTFIX]);
  assert.deepEqual(found(["--library", "gnutls-3.7"]), [DOVECOT, EXIM, POSTFIX]);
});

test("a version counts for the servers that have it, or for those that are named", (t) => {
  const found = checker(t);
  const migration = ["dovecot-24-version-missing", "renamed-in-dovecot-24"];
  const rules = (...args: string[]): readonly string[] =>
    migration.filter((rule) => found(args).some((line) => line.endsWith(rule)));
  assert.deepEqual(rules("--server-version", "3.7"), [], "no release of Dovecot");
  assert.deepEqual(rules("--server-version", "postfix=3.7,dovecot=2.4"), migration);
  assert.deepEqual(rules("--server-version", "postfix=3.7,dovecot=2.3"), []);
});

test("a server, version or library that does not exist is wrong usage", (t) => {
  const cwd = directory(t, FILES);
  const usage = (...args: string[]): { code: number | null; stderr: string } =>
    mailtls(["check", ...args, "etc"], { cwd });
  for (const [option, value, message] of [
    ["--library", "sendmail=openssl-3.0", /dovecot, exim, postfix, not 'sendmail'/],
    ["--library", "dovecot=gnutls-3.7", /"gnutls-3\.7" is not a TLS library that Dovecot uses/],
    ["--server-version", "postfix=3.7,exim=3.7", /"3\.7" is not an Exim version/],
    ["--server-version", "postfix=", /"" is not a Postfix version/],
  ] as const) {
    const { code, stderr } = usage(option, value);
    assert.equal(code, 2, value);
    assert.match(stderr, message);
  }
});
