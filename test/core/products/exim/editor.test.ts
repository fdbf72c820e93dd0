// What the editor offers in an Exim file: hover, completion, the host to probe.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completions, hover, probeTarget, SourceText, type ProductOptions } from "../../../../server/src/core/api.js";

const OPTIONS: ProductOptions = { serverVersion: "4.96" };

/** The file without its cursor (`|`), and where that is. */
function at(text: string) {
  const offset = text.indexOf("|");
  const source = new SourceText("exim.conf", text.replace("|", ""));
  return { file: { dialect: "exim", source }, offset };
}

const labels = (text: string): readonly string[] => {
  const { file, offset } = at(text);
  return completions(file, offset, OPTIONS)?.items.map(({ label }) => label) ?? [];
};

const shown = (text: string): string => {
  const { file, offset } = at(text);
  return hover(file, offset, OPTIONS)?.markdown ?? "";
};

describe("completion", () => {
  test("options of the main section, and no others", () => {
    const names = labels("tls_|");
    assert.ok(names.includes("tls_certificate") && names.includes("daemon_smtp_ports"));
    assert.ok(!names.includes("hosts_require_tls"));
  });
  test("options of the transport's driver and of all transports", () => {
    const names = labels("begin transports\nout:\n  driver = smtp\n  |");
    assert.ok(names.includes("hosts_require_dane") && names.includes("shadow_transport"));
    assert.ok(!names.includes("tls_on_connect_ports") && !names.includes("maildir_format"));
  });
  test("nothing outside of a driver, in a comment, in an ACL", () => {
    for (const text of ["begin transports\n|", "# tls_|", "begin acl\nx:\n  |", ".ifdef |"])
      assert.deepEqual(labels(text), []);
  });
  test("drivers, words and booleans", () => {
    assert.ok(labels("begin transports\nout:\n  driver = |").includes("smtp"));
    assert.deepEqual(labels("accept_8bitmime = |"), ["true", "false"]);
    assert.ok(labels("tls_require_ciphers = |").includes("NORMAL"));
  });
  test("what a release does not have is not offered", () => {
    assert.ok(!labels("|").includes("tls_early_banner_hosts"));
    assert.ok(!labels("|").includes("gnutls_require_kx"));
  });
});

describe("hover", () => {
  test("an option: type, default, releases, meaning, link", () => {
    const text = shown("tls_adv|ertise_hosts = *");
    for (const part of ["tls_advertise_hosts", "string", "Default in 4.96: `*`", "STARTTLS", "https://www.exim.org/"])
      assert.ok(text.includes(part), part);
  });
  test("what a macro makes of a value", () => {
    assert.ok(shown("CERT = /etc/mx.pem\ntls_certifi|cate = CERT").includes("`/etc/mx.pem`"));
    assert.ok(shown("CERT = /etc/mx.pem\ntls_certificate = CE|RT").includes("Stands for"));
  });
  test("a value that is hidden stays hidden", () => {
    assert.ok(!shown("SECRET = geheim\nhide mysql_ser|vers = SECRET").includes("geheim"));
  });
  test("nothing where there is nothing to say", () => {
    assert.equal(shown("begin r|outers"), "");
  });
});

test("the host that a transport names is offered for the probe", () => {
  const { file, offset } = at("begin transports\nout:\n  driver = smtp\n  hosts = smtp.example.org\n  port = 5|87\n");
  assert.equal(probeTarget(file, offset, OPTIONS), "smtp.example.org:587");
  const own = at("primary_host|name = mx.example.org\n");
  assert.equal(probeTarget(own.file, own.offset, OPTIONS), "mx.example.org:25");
});
