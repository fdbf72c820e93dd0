// What a main.cf comes to: levels, lists, logins, exposure, releases. What real servers do with it: test/servers.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Endpoint } from "../../../../server/src/core/posture/posture.js";
import { loadModel, type Model } from "../../../../server/src/core/products/postfix/model.js";
import { nextHop } from "../../../../server/src/core/products/postfix/next-hop.js";
import { defaultOf, isKnownIn, parameter } from "../../../../server/src/core/products/postfix/parameters.js";
import { postureOf } from "../../../../server/src/core/products/postfix/posture.js";
import { listFrom, readProtocolList } from "../../../../server/src/core/products/postfix/protocol-list.js";
import { parseVersion, readVersion } from "../../../../server/src/core/products/postfix/version.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";

const model = (text: string, options = {}): Model =>
  loadModel({ main: new SourceText("main.cf", text), master: null, maps: [] }, options);

function endpoint(text: string, id: string, options = {}): Endpoint {
  const found = postureOf(model(text, options)).endpoints.find((candidate) => candidate.id === id);
  assert.ok(found, `${id} exists`);
  return found;
}

describe("releases", () => {
  test("are told, else written, else the newest", () => {
    assert.equal(model("mail_version = 3.4.1\n", { serverVersion: "3.7" }).version.text, "3.7");
    assert.equal(model("mail_version = 3.4.1\n").version.text, "3.4.1");
    assert.equal(model("").version.text, "3.11.6");
    assert.equal(model("mail_version = custom\n").version.text, "3.11.6");
  });

  test("read numbers and snapshots, and nothing else", () => {
    assert.equal(readVersion("3.7")?.patch, Infinity);
    assert.equal(readVersion("3.12-20260821")?.minor, 12);
    for (const text of ["", "3", "abc", "3.7.11.2", "v3.7", "3.x"]) assert.equal(readVersion(text), null, text);
  });

  test("decide defaults, patch by patch", () => {
    const protocols = parameter("smtpd_tls_protocols");
    assert.ok(protocols);
    const at = (text: string) => defaultOf(protocols, parseVersion(text));
    assert.deepEqual(["2.9.13", "2.9.14", "2.10.0", "2.11.6", "3.0.1", "3.5.27", "3.6.0", "3.11"].map(at), [
      "",
      "!SSLv2, !SSLv3",
      "",
      "!SSLv2, !SSLv3",
      "",
      "!SSLv2, !SSLv3",
      ">=TLSv1",
      ">=TLSv1",
    ]);
  });

  test("decide which parameters exist, backports included", () => {
    const known = parameter("smtpd_forbid_bare_newline");
    assert.ok(known);
    const has = (text: string) => isKnownIn(known, parseVersion(text));
    assert.deepEqual(["3.5.22", "3.5.23", "3.7.8", "3.7.9", "3.7", "3.9.0"].map(has), [
      false,
      true,
      false,
      true,
      true,
      true,
    ]);
  });

  test("and compatibility levels decide the client's level", () => {
    assert.equal(model("").get("smtp_tls_security_level")?.value, "");
    assert.equal(model("compatibility_level = 3.11\n").get("smtp_tls_security_level")?.value, "may");
    assert.equal(
      model("compatibility_level = 3.11\n", { serverVersion: "3.10" }).get("smtp_tls_security_level")?.value,
      "",
    );
  });
});

describe("protocol lists", () => {
  const newest = parseVersion("3.11.6");
  const old = parseVersion("3.4.0");
  const permitted = (text: string, version = newest) => readProtocolList(text, version).permitted.join(" ");
  const all = "SSLv2 SSLv3 TLSv1 TLSv1.1 TLSv1.2 TLSv1.3";

  test("are read as Postfix reads them", () => {
    assert.equal(permitted(""), all);
    assert.equal(permitted("!SSLv2:!sslv3"), "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3");
    assert.equal(permitted(">=TLSv1.2"), "TLSv1.2 TLSv1.3");
    assert.equal(permitted(">= TLSv1.2"), "TLSv1.2");
    assert.equal(permitted(">=TLSv1.2 >=None"), all);
    assert.equal(permitted("<=0x303, >=302"), "TLSv1.1 TLSv1.2");
    assert.equal(permitted("TLSv1.2, !TLSv1.2"), "");
    // The release does not know the name, so the version stays on.
    assert.equal(permitted("TLSv1.2", parseVersion("3.0.13")), "TLSv1.2 TLSv1.3");
  });

  test("are invalid as a whole where one item is", () => {
    for (const text of ["TLSv1.0", "!TLSv1.2, TLS1.3", ">=SSLv2", ">=TLSv2", "!"]) {
      assert.equal(readProtocolList(text, newest).valid, false, text);
    }
    assert.equal(readProtocolList(">=TLSv1.2", old).valid, false);
    assert.equal(readProtocolList("!TLSv1.3", parseVersion("3.3.1")).valid, false);
    assert.equal(readProtocolList("!TLSv1.3", parseVersion("3.3.2")).valid, true);
  });

  test("are written so that the release understands them, and never permit SSL", () => {
    for (const version of [newest, old]) {
      for (const lowest of ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"] as const) {
        const list = readProtocolList(listFrom(lowest, version), version);
        assert.equal(list.valid, true);
        assert.equal(list.permitted.at(-1), "TLSv1.3");
        assert.equal(list.permitted[0], lowest.startsWith("SSL") ? "TLSv1" : lowest);
      }
    }
  });
});

describe("endpoints", () => {
  test("that nobody declared are assumed", () => {
    const text = "smtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\n";
    assert.equal(endpoint(text, "smtp/inet").presence, "declared");
    const submission = endpoint(text, "submission/inet");
    assert.equal(submission.presence, "assumed");
    assert.deepEqual(submission.versions?.value, ["TLSv1.2", "TLSv1.3"]);
  });

  test("do not exist where the level stops the server", () => {
    assert.deepEqual(
      postureOf(model("smtpd_tls_security_level = dane\nsmtp_tls_security_level = none\n")).endpoints.map(
        ({ id }) => id,
      ),
      ["smtp/unix", "smtp/unix (encrypt)"],
    );
  });

  test("accept passwords before TLS only where nothing forbids it", () => {
    const sasl = "smtpd_sasl_auth_enable = yes\n";
    const allowed = (more: string) => endpoint(sasl + more, "smtp/inet").plaintextAuth?.value;
    assert.equal(allowed(""), true);
    assert.equal(allowed("smtpd_tls_security_level = may\n"), true);
    assert.equal(allowed("smtpd_tls_auth_only = yes\n"), false);
    assert.equal(allowed("smtpd_tls_security_level = encrypt\n"), false);
    assert.equal(allowed("smtpd_sasl_security_options = noanonymous, noplaintext\n"), false);
    assert.equal(endpoint("", "smtp/inet").plaintextAuth?.value, false);
  });

  test("on loopback are not public", () => {
    const exposure = (value: string) => endpoint(`inet_interfaces = ${value}\n`, "smtp/inet").exposure;
    assert.deepEqual(["all", "loopback-only", "127.0.0.1, [::1]", "localhost, 192.0.2.1", ""].map(exposure), [
      "public",
      "loopback",
      "loopback",
      "public",
      "public",
    ]);
    assert.equal(endpoint("relayhost = [127.0.0.1]:10025\n", "smtp/unix").exposure, "loopback");
    assert.equal(endpoint("relayhost = [smtp.example.com]\n", "smtp/unix").exposure, "public");
  });

  test("leave undetermined what cannot be expanded", () => {
    const { versions, undetermined } = endpoint(
      "smtpd_tls_security_level = may\nsmtpd_tls_protocols = ${x\n",
      "smtp/inet",
    );
    assert.equal(versions, undefined);
    assert.deepEqual(
      undetermined.map(({ fact }) => fact),
      ["versions", "suites"],
    );
  });

  test("offer no suites that need pre-shared keys or SRP", () => {
    const { suites } = endpoint("smtp_tls_security_level = may\n", "smtp/unix", { serverVersion: "3.7.11" });
    const names = Object.values(suites?.value ?? {}).flat();
    assert.ok(names.includes("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
    assert.deepEqual(
      names.filter((name) => /PSK|SRP/.test(name)),
      [],
    );
  });

  test("name the library's limits apart from the configuration's", () => {
    const text = "smtpd_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2\n";
    const now = endpoint(text, "smtp/inet");
    assert.deepEqual([now.versions?.value[0], now.latentVersions?.value], ["TLSv1", ["SSLv3"]]);
    const then = endpoint(text, "smtp/inet", { library: "openssl-1.0.2" });
    assert.deepEqual(
      [then.versions?.value, then.latentVersions?.value],
      [["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"], ["TLSv1.3"]],
    );
  });
});

test("next hops", () => {
  assert.deepEqual(nextHop("[smtp.example.com]:465"), { host: "smtp.example.com", port: "465" });
  assert.deepEqual(nextHop("example.com:smtps, other"), { host: "example.com", port: "smtps" });
  assert.deepEqual(nextHop("[ipv6:2001:db8::1]:25"), { host: "2001:db8::1", port: "25" });
  for (const text of ["", "[", "a:b:c", "unix:/x y"]) assert.equal(nextHop(text), null, text);
});
