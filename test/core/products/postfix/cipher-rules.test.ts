// Cipher, group and switch settings as they stand in real files: what must not be reported, and what only `-o` shows.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fixFiles, lint, SourceText, type InputFile, type ProductOptions } from "../../../../server/src/core/api.js";

const BASE =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";
const TLSMGR = "tlsmgr unix - - y 1000? 1 tlsmgr\n";

function files(main: string, master?: string): InputFile[] {
  return [
    { dialect: "postfix-main", source: new SourceText("main.cf", main) },
    ...(master === undefined
      ? []
      : [{ dialect: "postfix-master", source: new SourceText("master.cf", master + TLSMGR) }]),
  ];
}

function found(rule: string, input: readonly InputFile[], options: ProductOptions = {}): string[] {
  return lint(input, options)
    .filter((finding) => finding.rule === rule)
    .map(({ path, span }) => input.find(({ source }) => source.path === path)?.source.slice(span) ?? "");
}

describe("cipher-name-ignored", () => {
  test("what guides exclude of old suites is no mistake", () => {
    const guide =
      "smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, RC4, MD5, PSK, aECDH, EDH-DSS-DES-CBC3-SHA, KRB5-DES, SSLv2, LOW, EXP, kRSA, SRP, DSS, SEED, RC5\n";
    for (const library of ["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5"])
      assert.deepEqual(found("cipher-name-ignored", files(BASE + guide), { library }), [], library);
  });

  test("Postfix's own lists are no mistake", () => {
    const own =
      "tls_medium_cipherlist = aNULL:-aNULL:HIGH:MEDIUM:!SEED:!IDEA:!3DES:!RC2:!RC4:!RC5:!kDH:!kECDH:!aDSS:!MD5:+RC4:@STRENGTH\n";
    assert.deepEqual(found("cipher-name-ignored", files(BASE + own)), []);
    assert.deepEqual(found("invalid-cipher-list", files(BASE + own)), []);
  });

  test("registered names are OpenSSL's own only since 3.2", () => {
    const list = "tls_medium_cipherlist = TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:ECDHE+AESGCM\n";
    assert.deepEqual(found("cipher-name-ignored", files(BASE + list), { library: "openssl-3.0" }), [
      "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    ]);
    assert.deepEqual(found("cipher-name-ignored", files(BASE + list), { library: "openssl-3.5" }), []);
  });

  test("points at the name, also on a continuation line", () => {
    const list = "smtpd_tls_exclude_ciphers = MD5,\n  # a comment\n  anull\n";
    assert.deepEqual(found("cipher-name-ignored", files(BASE + list)), ["anull"]);
  });
});

describe("invalid-cipher-list", () => {
  test("an exclusion that malforms the string", () => {
    assert.deepEqual(
      found("invalid-cipher-list", files(`${BASE}smtpd_tls_exclude_ciphers = MD5, AES256$$\n`)).length,
      1,
    );
  });

  test("an override breaks only its own service", () => {
    const master =
      "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o tls_medium_cipherlist=FOO\n";
    assert.deepEqual(
      found("invalid-cipher-list", files(`${BASE}smtpd_tls_mandatory_protocols = >=TLSv1.2\n`, master)),
      ["FOO"],
    );
  });
});

describe("obsolete-tls-parameter", () => {
  test("an override that a level in main.cf makes void", () => {
    const master = "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_enforce_tls=yes\n";
    const input = files(BASE, master);
    assert.deepEqual(found("obsolete-tls-parameter", input), ["smtpd_enforce_tls"]);
    const [, fixed] = fixFiles(input, {}, { unsafe: false, rules: new Set(["obsolete-tls-parameter"]) }).files;
    assert.equal(fixed?.text.includes("smtpd_enforce_tls"), false);
  });

  test("main.cf keeps its switches until the services that change them have a level", () => {
    const main =
      "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_enforce_tls = yes\nsmtp_tls_security_level = may\n";
    const master =
      "smtp inet n - y - - smtpd\n  -o { smtpd_enforce_tls = no }\n  -o smtpd_use_tls=yes\nsubmission inet n - y - - smtpd\n";
    const { files: fixed } = fixFiles(
      files(main, master),
      {},
      { unsafe: false, rules: new Set(["obsolete-tls-parameter"]) },
    );
    assert.match(fixed[0]?.text ?? "", /^smtpd_tls_security_level = encrypt$/m);
    assert.match(fixed[1]?.text ?? "", /-o \{ smtpd_tls_security_level = may \}\nsubmission/);
  });
});

describe("deprecated-parameter", () => {
  test("says nothing before the release that warns", () => {
    const main = `${BASE}virtual_maps = hash:/etc/postfix/virtual\n`;
    assert.deepEqual(found("deprecated-parameter", files(main), { serverVersion: "3.10" }), []);
    assert.deepEqual(found("deprecated-parameter", files(main), { serverVersion: "3.11" }), ["virtual_maps"]);
  });

  test("no rename where another value refers to the old name", () => {
    const main = `${BASE}virtual_maps = hash:/etc/postfix/virtual\nvirtual_alias_domains = $virtual_maps\n`;
    const [finding] = lint(files(main), {}).filter(({ rule }) => rule === "deprecated-parameter");
    assert.equal(finding?.fix, undefined);
  });
});

describe("renegotiation-allowed", () => {
  const input = files(BASE);
  test("only where neither Postfix nor OpenSSL refuses it", () => {
    const by = (serverVersion: string, library: string) =>
      found("renegotiation-allowed", input, { serverVersion, library }).length;
    assert.equal(by("3.7", "openssl-1.1.1"), 1);
    assert.equal(by("3.7", "openssl-3.0"), 0);
    assert.equal(by("3.8", "openssl-1.1.1"), 0);
    assert.equal(by("3.3.1", "openssl-1.1.1"), 0);
  });

  test("the option may be a number", () => {
    const options = { serverVersion: "3.5", library: "openssl-1.1.1" };
    assert.deepEqual(found("renegotiation-allowed", files(`${BASE}tls_ssl_options = 0x40000000\n`), options), []);
  });
});

describe("unknown-curve", () => {
  test("names by release and library", () => {
    const curves = (list: string, serverVersion: string, library: string) =>
      found("unknown-curve", files(`${BASE}tls_eecdh_auto_curves = ${list}\n`), { serverVersion, library });
    assert.deepEqual(curves("X25519 X448 prime256v1 P-384 ffdhe2048", "3.7", "openssl-3.0"), []);
    assert.deepEqual(curves("secp256r1 x25519", "3.7", "openssl-3.0"), ["secp256r1", "x25519"]);
    assert.deepEqual(curves("secp256r1", "3.9", "openssl-3.0"), []);
    assert.deepEqual(curves("?X25519MLKEM768:DEFAULT", "3.11", "openssl-3.5"), []);
  });
});

describe("invalid-boolean", () => {
  test("not where the program does not read it", () => {
    const master = "smtp inet n - y - - smtpd\nsmtp unix - - y - - smtp\n  -o smtpd_tls_auth_only=true\n";
    assert.deepEqual(found("invalid-boolean", files(BASE, master)), []);
    assert.deepEqual(found("invalid-boolean", files(`${BASE}smtpd_tls_auth_only = YES\n`)), []);
  });
});

describe("empty-tls-value", () => {
  test("an empty text that Postfix takes is none", () => {
    const main = `${BASE}smtp_tls_CAfile =\ntls_ssl_options =\ntls_low_cipherlist =\n`;
    assert.deepEqual(found("empty-tls-value", files(main), { serverVersion: "3.8" }), []);
    assert.deepEqual(found("empty-tls-value", files(main), { serverVersion: "3.7" }), ["tls_low_cipherlist"]);
  });
});
