// Fixes of the rules that know no product, made of Exim's options: what they write, and that nothing is left to find.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fixFiles, lint, SourceText, type InputFile, type ProductOptions } from "../../../../server/src/core/api.js";

const files = (text: string): InputFile[] => [{ dialect: "exim", source: new SourceText("exim.conf", text) }];

const SOUND = "tls_certificate = /etc/mx.pem\ntls_privatekey = /etc/mx.key\n";
const PLAIN = "begin authenticators\nplain:\n  driver = plaintext\n  public_name = PLAIN\n  server_condition = 1\n";
const ACL = "acl_smtp_rcpt = check\nbegin acl\ncheck:\n  accept\n";

interface Case {
  readonly rule: string;
  readonly bad: string;
  readonly good: string;
  readonly library?: string;
}

const CASES: readonly Case[] = [
  {
    rule: "plaintext-login-allowed",
    bad: `${SOUND}${PLAIN}`,
    good: `${SOUND}auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}\n${PLAIN}`,
  },
  {
    rule: "tls10-tls11-enabled",
    bad: `${SOUND}daemon_smtp_ports = 465\ntls_on_connect_ports = 465 # nobody reads this\n`.replace(
      " # nobody reads this",
      "",
    ),
    good: `${SOUND}daemon_smtp_ports = 465\ntls_on_connect_ports = 465\ntls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\n`,
  },
  {
    rule: "weak-cipher-suites",
    bad: `${SOUND}tls_require_ciphers = NORMAL:+ARCFOUR-128:+3DES-CBC\n`,
    good: `${SOUND}tls_require_ciphers = NORMAL:-ARCFOUR-128:-3DES-CBC\n`,
  },
  {
    rule: "tls-off",
    bad: `${SOUND}tls_advertise_hosts =\n`,
    good: SOUND,
  },
  {
    rule: "tls-off",
    bad: `${SOUND}begin transports\nout:\n  driver = smtp\n  hosts_avoid_tls = *\n`,
    good: `${SOUND}begin transports\nout:\n  driver = smtp\n`,
  },
  {
    rule: "opportunistic-floor-too-high",
    bad: `${SOUND}tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.3\n`,
    good: SOUND,
  },
  {
    rule: "submission-without-required-tls",
    bad: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\ndaemon_smtp_ports = 587\n${ACL}`,
    good: `${SOUND}tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\ndaemon_smtp_ports = 587\nacl_smtp_rcpt = check\nbegin acl\ncheck:\n  deny\n    message = TLS is required on this port\n    condition = \${if eq{$received_port}{587}}\n    !encrypted = *\n  accept\n`,
  },
  {
    rule: "tls-off",
    library: "openssl-3.0",
    bad: `${SOUND}tls_advertise_hosts = \\\n   :\n`,
    good: SOUND,
  },
];

describe("fixes of rules that know no product", () => {
  for (const { rule, bad, good, library } of CASES) {
    test(`${rule}: ${JSON.stringify(bad.slice(SOUND.length))}`, () => {
      const options: ProductOptions = { serverVersion: "4.96", ...(library !== undefined && { library }) };
      assert.ok(
        lint(files(bad), options).some((finding) => finding.rule === rule && finding.fix !== undefined),
        rule,
      );
      const { files: fixed } = fixFiles(files(bad), options, { unsafe: true });
      assert.equal(fixed[0]?.text, good);
      assert.deepEqual(
        lint(files(good), options).filter((finding) => finding.rule === rule),
        [],
      );
    });
  }

  test("a value that a macro makes is left to a person", () => {
    const text = `HOSTS =\n${SOUND}tls_advertise_hosts = HOSTS\nbegin transports\nout:\n  driver = smtp\n`;
    const { applied } = fixFiles(
      files(`CIPHERS = NORMAL:+3DES-CBC\n${SOUND}tls_require_ciphers = CIPHERS\n`),
      {},
      { unsafe: true },
    );
    assert.deepEqual(applied, []);
    assert.ok(lint(files(text), {}).some(({ rule }) => rule === "tls-off"));
  });

  test("a template is judged as far as it is known, and its tags stay", () => {
    const text = `${SOUND}{% if strict %}\ntls_advertise_hosts = {{ hosts }}\n{% else %}\ntls_advertise_hosts = *\n{% endif %}\ngnutls_compat_mode\n`;
    const template: InputFile[] = [{ dialect: "exim", source: new SourceText("exim.conf.j2", text) }];
    assert.deepEqual(
      lint(template, {}).map(({ rule }) => rule),
      ["gnutls-compat-mode-on"],
    );
    assert.equal(fixFiles(template, {}, { unsafe: true }).files[0]?.text, text.replace("gnutls_compat_mode\n", ""));
  });

  test("suppression comments leave findings out", () => {
    const text = `${SOUND}# mailtls: ignore gnutls-compat-mode-on: an old scanner\ngnutls_compat_mode\n`;
    assert.deepEqual(lint(files(text), {}), []);
  });
});
