// What a dovecot.conf comes to by release, listener and filter, where no program of that release is at hand to ask.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  lint,
  postureReport,
  SourceText,
  type EndpointReport,
  type ProductOptions,
} from "../../../../server/src/core/api.js";

const NEW = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

function endpoints(
  text: string,
  serverVersion: string,
  options: ProductOptions = {},
): ReadonlyMap<string, EndpointReport> {
  const prefix = serverVersion.startsWith("2.4")
    ? ["ssl_server_cert_file = ", "ssl_server_key_file = "]
    : ["ssl_cert = <", "ssl_key = <"];
  const certificate = prefix.map((start) => `${start}/srv/mx.pem\n`).join("");
  const file = { dialect: "dovecot", source: new SourceText("/srv/dovecot.conf", text + certificate) };
  return new Map(postureReport([file], { serverVersion, ...options }).endpoints.map((one) => [one.id, one]));
}

const one = (
  text: string,
  serverVersion: string,
  id = "imap-login/imap",
  options: ProductOptions = {},
): EndpointReport => endpoints(text, serverVersion, options).get(id) ?? assert.fail(`no ${id}`);

describe("listeners", () => {
  test("by release", () => {
    const text = "protocols = imap pop3 submission sieve lmtp\nssl = yes\n";
    const ids = (version: string, head = "") =>
      [...endpoints(head + text, version).values()].map(({ id, port, transport }) => `${id} ${port} ${transport}`);
    const common = [
      "imap-login/imap 143 starttls",
      "imap-login/imaps 993 implicit",
      "pop3-login/pop3 110 starttls",
      "pop3-login/pop3s 995 implicit",
      "managesieve-login/sieve 4190 starttls",
    ];
    assert.deepEqual(ids("2.2"), common);
    assert.deepEqual(ids("2.3"), [...common, "submission-login/submission 587 starttls"]);
    assert.deepEqual(ids("2.4", NEW), [
      ...common,
      "submission-login/submission 587 starttls",
      "submission-login/submissions 465 implicit",
      "lmtp/lmtp 24 starttls",
    ]);
  });
  test("without a list of protocols, the default of the release", () => {
    assert.deepEqual([...endpoints("ssl = yes\n", "2.3").keys()].length, 4);
    assert.deepEqual([...endpoints(`${NEW}ssl = yes\n`, "2.4").keys()], []);
    assert.deepEqual([...endpoints("ssl = yes\n", "2.3", { host: { distribution: "debian" } }).keys()], []);
  });
  test("port 0, ssl = no and addresses", () => {
    const listener = (lines: string) =>
      `protocols = imap\nservice imap-login {\n  inet_listener imap {\n${lines}\n  }\n}\n`;
    assert.equal(endpoints(listener("port = 0"), "2.3").has("imap-login/imap"), false);
    assert.deepEqual([...endpoints("protocols = imap\nssl = no\n", "2.3").keys()], ["imap-login/imap"]);
    const rules = (text: string) =>
      lint([{ dialect: "dovecot", source: new SourceText("dovecot.conf", text) }], {}).map(({ rule }) => rule);
    assert.ok(rules("protocols = imap\nssl = no\n").includes("tls-off"));
    assert.deepEqual(rules("protocols = imap\nssl = no\nlisten = 127.0.0.1, ::1\n"), []);
  });
});

describe("versions", () => {
  const text = "protocols = imap\nssl_cipher_list = ALL:@SECLEVEL=0\n";
  test("by release and library", () => {
    assert.deepEqual(one(text, "2.3.14", undefined, { library: "openssl-3.0" }).versions, [
      "TLSv1",
      "TLSv1.1",
      "TLSv1.2",
      "TLSv1.3",
    ]);
    assert.deepEqual(one(text, "2.3.15", undefined, { library: "openssl-3.0" }).versions, ["TLSv1.2", "TLSv1.3"]);
    assert.deepEqual(one(NEW + text, "2.4", undefined, { library: "openssl-3.5" }).versions, ["TLSv1.2", "TLSv1.3"]);
    assert.deepEqual(one("protocols = imap\n", "2.2", undefined, { library: "openssl-1.0.2" }).versions, [
      "TLSv1",
      "TLSv1.1",
      "TLSv1.2",
    ]);
    assert.deepEqual(
      one("protocols = imap\nssl_protocols = TLSv1.2\n", "2.2", undefined, { library: "openssl-1.0.2" }).versions,
      ["TLSv1.2"],
    );
  });
  test("the library keeps old ones out at its usual level", () => {
    assert.deepEqual(
      one("protocols = imap\nssl_min_protocol = TLSv1\n", "2.3.19", undefined, { library: "openssl-3.0" }).versions,
      ["TLSv1.2", "TLSv1.3"],
    );
    assert.deepEqual(
      one("protocols = imap\nssl_min_protocol = TLSv1\n", "2.3.4", undefined, { library: "openssl-1.1.1" }).versions,
      ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
    );
  });
  test("obsolete names count as what they become", () => {
    const { versions, origins } = one(
      "protocols = imap\nssl_protocols = !SSLv3 !TLSv1 !TLSv1.1 !TLSv1.2 TLSv1.2\n",
      "2.3.19",
    );
    assert.deepEqual(versions, ["TLSv1.2", "TLSv1.3"]);
    assert.equal(origins.versions?.setting, "ssl_protocols");
  });
});

describe("logins before TLS", () => {
  const shown = ({ required, plaintextAuth }: EndpointReport) => [required, plaintextAuth];
  const cases: readonly (readonly [text: string, version: string, required: boolean, plaintext: boolean])[] = [
    ["ssl = yes\n", "2.3", true, false],
    ["ssl = yes\ndisable_plaintext_auth = no\n", "2.3", false, true],
    ["ssl = required\ndisable_plaintext_auth = no\n", "2.3", true, false],
    ["ssl = yes\nauth_mechanisms = plain cram-md5\n", "2.3", false, false],
    [`ssl = yes\n`, "2.4", true, false],
    [`ssl = yes\nauth_allow_cleartext = yes\n`, "2.4", false, true],
  ];
  for (const [text, version, required, plaintext] of cases)
    test(`${version}: ${text.replaceAll("\n", "; ")}`, () => {
      const head = version === "2.4" ? NEW : "";
      assert.deepEqual(shown(one(`${head}protocols = imap\n${text}`, version)), [required, plaintext]);
    });
});

describe("filters", () => {
  test("the most specific one counts, whatever its place", () => {
    const text =
      "protocols = imap pop3\nprotocol imap {\n  ssl_min_protocol = TLSv1.3\n}\nprotocol !imap {\n  ssl = required\n}\nssl_min_protocol = TLSv1.2\n";
    assert.deepEqual(one(text, "2.3").versions, ["TLSv1.3"]);
    assert.deepEqual(one(text, "2.3", "pop3-login/pop3").versions, ["TLSv1.2", "TLSv1.3"]);
    assert.equal(one(text, "2.3", "pop3-login/pop3").origins.required?.setting, "ssl");
  });
  test("local blocks hold for a listener with that one address", () => {
    const text = "protocols = imap\nlisten = 192.0.2.1\nlocal 192.0.2.0/24 {\n  ssl_min_protocol = TLSv1.3\n}\n";
    assert.deepEqual(one(text, "2.3").versions, ["TLSv1.3"]);
    assert.deepEqual(one(text.replace("listen = 192.0.2.1", "listen = *"), "2.3").versions, ["TLSv1.2", "TLSv1.3"]);
  });
  test("ssl_server { } of 2.4 is for servers, ssl_client { } is not", () => {
    const text = `${NEW}protocols = imap\nssl_server {\n  prefer_ciphers = server\n}\nssl_client {\n  ssl_min_protocol = TLSv1.3\n}\n`;
    const { preference, versions } = one(text, "2.4");
    assert.deepEqual([preference, versions], ["server", ["TLSv1.2", "TLSv1.3"]]);
  });
});

test("a part without its main file is held to what it says alone", () => {
  const file = {
    dialect: "dovecot",
    source: new SourceText("/srv/conf.d/10-ssl.conf", "ssl = yes\ndisable_plaintext_auth = no\n"),
  };
  assert.deepEqual(
    lint([file], {}).map(({ rule }) => rule),
    ["plaintext-login-allowed"],
  );
  const endpoint = postureReport([file], {}).endpoints[0];
  assert.equal(endpoint?.presence, "assumed");
});
