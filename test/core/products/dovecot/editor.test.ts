// What the editor asks of a Dovecot file: hover, completion, links, the host to probe, and comments that leave a finding out.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  completions,
  fileLinks,
  hover,
  lint,
  probeTarget,
  recognise,
  SourceText,
  type InputFile,
  type ProductOptions,
} from "../../../../server/src/core/api.js";
import { memoryTree } from "../../../support/memory-tree.js";

const file = (text: string, path = "/etc/dovecot/dovecot.conf"): InputFile => ({
  dialect: "dovecot",
  source: new SourceText(path, text),
});

/** The text and the place of `|` in it. */
function at(marked: string): readonly [InputFile, number] {
  const offset = marked.indexOf("|");
  return [file(marked.replace("|", "")), offset];
}

const markdown = (marked: string, options: ProductOptions = {}): string =>
  hover(...at(marked), options)?.markdown ?? "";
const labels = (marked: string, options: ProductOptions = {}): readonly string[] =>
  completions(...at(marked), options)?.items.map(({ label }) => label) ?? [];

describe("hover", () => {
  test("a setting, its default by release, and the manual", () => {
    assert.match(
      markdown("ssl_min_|protocol = TLSv1.3\n"),
      /oldest protocol version.*Default in Dovecot 2\.3: ` TLSv1\.2 `/s,
    );
    assert.match(
      markdown("ssl_min_|protocol = TLSv1.3\n", { serverVersion: "2.3.14" }),
      /Default in Dovecot 2\.3\.14: ` TLSv1 `/,
    );
    assert.match(markdown("ss|l = yes\n"), /https:\/\/doc\.dovecot\.org\/2\.3\//);
  });
  test("a name of another release", () => {
    assert.match(markdown("ssl_server_|cert_file = /x\n"), /2\.3 does not have this setting; 2\.4 has/);
    assert.match(markdown("ssl_|cert = </x\n", { serverVersion: "2.4.1" }), /2\.2, 2\.3 have/);
  });
  test("a cipher list", () => {
    assert.match(markdown("ssl_cipher_list = ECDHE+|AESGCM\n"), /4 cipher suites/);
  });
  test("no password is shown", () => {
    assert.doesNotMatch(markdown("ssl_key_|password = hunter2\n"), /hunter2/);
    assert.equal(markdown("# ss|l\n"), "");
  });
});

describe("completion", () => {
  test("names at the top level and in blocks", () => {
    const top = labels("ssl_|\n");
    for (const name of ["ssl_min_protocol", "ssl_cert", "service", "protocol"]) assert.ok(top.includes(name), name);
    assert.ok(!top.includes("ssl_server_cert_file"));
    assert.ok(labels("service imap-login {\n  inet_listener imaps {\n    |\n  }\n}\n").includes("port"));
    assert.ok(labels("ssl_|\n", { serverVersion: "2.4" }).includes("ssl_server_cert_file"));
    assert.ok(
      labels("service imap-login {\n  inet_listener imaps {\n    |\n  }\n}\n", { serverVersion: "2.4" }).includes(
        "port",
      ),
    );
  });
  test("values", () => {
    assert.deepEqual(labels("ssl = |\n"), ["yes", "no", "required"]);
    assert.deepEqual(labels("verbose_ssl = |\n"), ["yes", "no"]);
    assert.ok(labels("ssl_min_protocol = TLS|\n").includes("TLSv1.3"));
    assert.deepEqual(labels("# ssl = |\n"), []);
    assert.deepEqual(labels("login_greeting = |\n"), []);
  });
});

test("an include of one file, and a certificate, lead there", () => {
  const text = "!include_try local.conf\n!include conf.d/*.conf\nssl_cert = </etc/ssl/mx.pem\n";
  const files = memoryTree({
    "/etc/dovecot/local.conf": { text: "" },
    "/etc/dovecot/conf.d/a.conf": { text: "" },
    "/etc/dovecot/conf.d/b.conf": { text: "" },
  });
  assert.deepEqual(
    fileLinks(file(text), { files }).map(({ path }) => path),
    ["/etc/dovecot/local.conf", "/etc/ssl/mx.pem"],
  );
});

test("the host to probe is the one that the file names", () => {
  assert.equal(probeTarget(file("hostname = mx.example.com\nprotocols = imap\n"), 0, {}), "mx.example.com:993");
  assert.equal(probeTarget(file("protocols = imap\n"), 0, {}), null);
});

describe("several files", () => {
  const main = file("protocols = imap\nssl_key = </k\n!include conf.d/*.conf\n");
  const part = file("ssl_cert = /etc/ssl/mx.pem\n", "/etc/dovecot/conf.d/10-ssl.conf");
  test("are one configuration", () => {
    assert.equal(recognise({ path: part.source.path, text: part.source.text }), "dovecot");
    const found = lint([main, part], {}).map(({ rule, path }) => [rule, path]);
    assert.deepEqual(found, [["certificate-path-without-less-than", "/etc/dovecot/conf.d/10-ssl.conf"]]);
  });
  test("a part is read with the main file that lies above it", () => {
    const files = memoryTree({ "/etc/dovecot/dovecot.conf": { text: main.source.text } }, { elsewhere: true });
    assert.deepEqual(
      lint([part], { files }).map(({ rule }) => rule),
      ["certificate-path-without-less-than"],
    );
  });
  test("a comment leaves a finding out", () => {
    const quiet = file(
      `# mailtls: ignore certificate-path-without-less-than: the text is put in by a script\n${part.source.text}`,
      part.source.path,
    );
    assert.deepEqual(lint([main, quiet], {}), []);
  });
});

test("what a template fills in is nobody's mistake", () => {
  const text =
    "protocols = imap\nssl = {{ tls }}\n{% if cert %}\nssl_cert = <{{ cert }}\nssl_key = </k\n{% endif %}\nssl_min_protocol = TLSv1.0\n";
  const found = lint([file(text, "templates/dovecot.conf.j2")], {});
  assert.deepEqual(
    found.map(({ rule }) => rule),
    ["unknown-minimum-version"],
  );
});

test("Postfix and Dovecot are judged in one run", () => {
  const postfix = {
    dialect: "postfix-main",
    source: new SourceText("/etc/postfix/main.cf", "smtpd_tls_security_level = none\nsmtp_tls_security_level = may\n"),
  };
  const dovecot = file("protocols = imap\nssl = no\n");
  const found = lint([postfix, dovecot], {}).map(({ rule, path }) => `${path} ${rule}`);
  assert.ok(found.includes("/etc/postfix/main.cf tls-off"));
  assert.ok(found.includes("/etc/dovecot/dovecot.conf tls-off"));
});
