// The suite table: every name leads to its suite and back, and the derived facts hold.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  cipherSuites,
  suiteByGnuTls,
  suiteById,
  suiteByIana,
  suiteByOpenSsl,
} from "../../../server/src/core/tls/suites.js";
import { compareVersions } from "../../../server/src/core/tls/versions.js";

const isSsl2 = (version: string): boolean => version === "SSLv2";

describe("cipher suites", () => {
  test("the table holds every registered suite, private ones and the kinds of SSL 2.0", () => {
    assert.equal(cipherSuites().length, 395);
    assert.equal(cipherSuites().filter(({ minVersion }) => isSsl2(minVersion)).length, 13);
    assert.equal(cipherSuites().filter(({ minVersion }) => minVersion === "TLSv1.3").length, 15);
  });

  test("names and numbers lead back to their suite; one shared with SSL 2.0 leads to the TLS suite", () => {
    for (const suite of cipherSuites()) {
      assert.equal(suiteByIana(suite.iana), suite);
      if (suite.gnutls !== null) assert.equal(suiteByGnuTls(suite.gnutls), suite);
      const other = [suiteById(suite.id), suite.openssl === null ? suite : suiteByOpenSsl(suite.openssl)];
      for (const found of other)
        if (found !== suite) assert.ok(found && isSsl2(suite.minVersion) && !isSsl2(found.minVersion));
    }
    assert.equal(suiteById(0)?.iana, "TLS_NULL_WITH_NULL_NULL");
    assert.equal(suiteById(0x010080)?.iana, "SSL_CK_RC4_128_WITH_MD5");
    assert.equal(suiteByOpenSsl("RC4-MD5")?.iana, "TLS_RSA_WITH_RC4_128_MD5");
    assert.equal(suiteByIana("TLS_NO_SUCH_SUITE"), undefined);
  });

  test("older OpenSSL names are known", () => {
    assert.equal(suiteByOpenSsl("EDH-RSA-DES-CBC3-SHA")?.openssl, "DHE-RSA-DES-CBC3-SHA");
  });

  test("a name says what the suite is made of", () => {
    for (const suite of cipherSuites().filter(({ iana }) => iana.startsWith("TLS_") || iana.startsWith("SSL_CK_"))) {
      const { iana, mac, enc } = suite;
      assert.equal(suite.anonymous, /_anon_|NULL_WITH_NULL|^SSL_CK_NULL$/.test(iana), iana);
      assert.equal(suite.nullEncryption, /WITH_NULL|^TLS_SHA|^SSL_CK_NULL/.test(iana), iana);
      assert.equal(enc.startsWith("RC4"), iana.includes("RC4"), iana);
      assert.equal(mac === "MD5", iana.includes("MD5"), iana);
      assert.equal(/GCM|CCM|POLY1305|ASCON|AEGIS|MGM/.test(iana), suite.aead, iana);
      const ephemeral =
        /^TLS_(ECDHE|DHE|PSK_DHE|ECDH_anon|DH_anon|ECCPWD|CECPQ1)_/.test(iana) || suite.minVersion === "TLSv1.3";
      assert.equal(ephemeral, suite.forwardSecrecy, iana);
    }
  });

  test("versions are in order, and only SSL 2.0 kinds have numbers of three bytes", () => {
    for (const { id, minVersion, maxVersion } of cipherSuites()) {
      assert.ok(compareVersions(minVersion, maxVersion) <= 0);
      assert.ok(id <= 0xffff || isSsl2(minVersion));
    }
  });
});
